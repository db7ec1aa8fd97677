using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Cases.Commands;

/// <summary>Something that somebody wants to happen to a case. Its name is the imperative; its record holds what was given.</summary>
public interface ICaseCommand;

/// <summary>A command about a failed step. Administrators may give it in their offices, though they see no case.</summary>
public interface IIncidentCommand : ICaseCommand;

/// <summary>A command with who sends it and how it is recognised when it is sent again.</summary>
/// <param name="Id">Made by the sender; the same id is carried out once.</param>
/// <param name="Actor">Who.</param>
/// <param name="CaseId">The case; for <see cref="OpenCase"/> the id the new case gets, chosen by the sender or left empty.</param>
/// <param name="Command">What.</param>
public sealed record CommandEnvelope(CommandId Id, Actor Actor, CaseId CaseId, ICaseCommand Command)
{
    /// <summary>The version the sender saw; the command is refused if the case has another. Null if it does not matter.</summary>
    public long? ExpectedVersion { get; init; }

    /// <summary>When it happened, if earlier than now (paper, counter, hotline). Deadlines count from here.</summary>
    public DateTimeOffset? OccurredAt { get; init; }
}

/// <summary>The answer to a command.</summary>
public abstract record CommandResult
{
    private CommandResult() { }

    /// <summary>It was carried out and is kept.</summary>
    /// <param name="CaseId">The case.</param>
    /// <param name="Version">The case's version after it.</param>
    /// <param name="Repeated">Whether an earlier sending of the same command had done it.</param>
    public sealed record Accepted(CaseId CaseId, long Version, bool Repeated) : CommandResult
    {
        /// <summary>Whether it ordered something of other cases; the job does that, or whoever will not wait (<see cref="Cases.Linking.CaseErrands"/>).</summary>
        public bool HasErrands { get; init; }
    }

    /// <summary>It was not; nothing changed.</summary>
    public sealed record Refused(Refusal Refusal) : CommandResult;
}

/// <summary>What one command decides. Handlers change the loaded case through the session or refuse; they write nothing themselves.</summary>
internal interface ICommandHandler<in T> where T : ICaseCommand
{
    ValueTask<Refusal?> DecideAsync(T command, CaseSession session, CancellationToken cancellationToken);
}
