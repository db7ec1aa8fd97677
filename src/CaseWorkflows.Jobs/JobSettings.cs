namespace CaseWorkflows.Jobs;

/// <summary>How the jobs work. The defaults hold for a centre's server.</summary>
public sealed record JobSettings
{
    /// <summary>Who claims: unique among all processes on one database.</summary>
    public string Owner { get; init; } = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.CreateVersion7():N}";

    /// <summary>How often due clocks and messages are looked for.</summary>
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often clocks that wait for a year's holidays are looked for: so long it may take until a published year is counted with.</summary>
    public TimeSpan RecountEvery { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How many messages, or clocks to count anew, are taken at once.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>How many of a batch are worked on at once. One on SQLite, which has a single writer.</summary>
    public int Parallelism { get; init; } = 4;

    /// <summary>For how long a claim keeps others away. Whoever dies with a claim delays it by this much.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>How often it is looked whether approved definitions are to come into force.</summary>
    public TimeSpan ReleaseEvery { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often it is looked whether digests are to go.</summary>
    public TimeSpan DigestEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For how long a look for due clocks stays and fires what becomes due meanwhile; a little less than <see cref="SweepEvery"/>. Zero: it only looks once.</summary>
    public TimeSpan StayFor { get; init; } = TimeSpan.FromMilliseconds(900);

    /// <summary>How many clocks are claimed at once, and fired with one load and one commit. Whoever changes one of their cases meanwhile waits for as long as that takes.</summary>
    public int ClocksTogether { get; init; } = 100;

    /// <summary>How many such lots are worked on at once while more are due than one holds.</summary>
    public int ClockWorkers { get; init; } = 2;

    /// <summary>The lease of a lot of clocks: many times what it takes, and so short that a node that dies with it makes nobody late by much.</summary>
    public TimeSpan ClockLease { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How often the job server's schedules are looked after.</summary>
    public TimeSpan RepairEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After how many failed attempts a message is stuck until a person retries it.</summary>
    public int MaxDeliveries { get; init; } = 10;

    /// <summary>The same for mail and webhooks, whose other side may be away for a night's half: about seven hours.</summary>
    public int MaxOutsideDeliveries { get; init; } = 16;

    /// <summary>How old a due clock may get before the health check calls it late.</summary>
    public TimeSpan LateAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often due clocks that nobody processed are looked for.</summary>
    public TimeSpan WatchEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often it is looked whether a calendar or a threshold will be missing. Each stage is told once, however often that is.</summary>
    public TimeSpan CheckCalendarsEvery { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often expired working records are deleted.</summary>
    public TimeSpan PurgeEvery { get; init; } = TimeSpan.FromHours(24);
}
