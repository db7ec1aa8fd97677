using System.Text.Json.Serialization;
using CaseWorkflows.Cases.Commands.Incidents;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Migration;

namespace CaseWorkflows.Cases.Migration;

/// <summary>A step as people know it.</summary>
/// <param name="Id">Its id in the definition.</param>
/// <param name="Name">What it is called there, in Chinese.</param>
/// <param name="NameEn">What it is called there, in English; null in what was written before there was one.</param>
public sealed record StepName(string Id, string Name, string? NameEn = null)
{
    /// <summary>What it is called, in both languages.</summary>
    [JsonIgnore]
    public LocalizedText Title => new(Name, NameEn ?? Name);

    internal static StepName Of(WorkflowDefinition definition, string id)
    {
        var title = StepTitle.Of(definition, id);
        return new StepName(id, title.Zh, title.En);
    }
}

/// <summary>A step of the old version, and the steps of the new one of its type: it can go on as one of them.</summary>
public sealed record MappableStep(StepName Step, IReadOnlyList<StepName> Candidates);

/// <summary>Where a case waits, before and after.</summary>
public sealed record StepMove(StepName From, StepName To);

/// <summary>Which cases are to be brought from which version to which.</summary>
/// <param name="DefinitionId">The definition.</param>
/// <param name="From">The version the cases are on.</param>
/// <param name="To">The version they are to go on with.</param>
/// <param name="Choices">Where the map of steps differs from the proposal.</param>
/// <param name="Cases">Codes of the cases meant; empty for all running cases on the version.</param>
public sealed record MigrationOrder(string DefinitionId, int From, int To, IReadOnlyList<StepChoice> Choices, IReadOnlyList<string> Cases)
{
    /// <summary>The path of the office of whoever ordered it: only cases of it and of the offices below are meant, also among those named.</summary>
    public string Office { get; init; } = OfficePath.Root.Value;

    /// <summary>The same as a path.</summary>
    [JsonIgnore]
    public OfficePath Scope => new(Office);
}

/// <summary>What happened, or would happen, to a case.</summary>
public enum MigrationVerdict
{
    /// <summary>It goes on with the other version.</summary>
    Moved,

    /// <summary>It stays on its version; the reason says why and what to do.</summary>
    Stayed,

    /// <summary>It was brought back.</summary>
    Undone,

    /// <summary>It could not be brought back; the reason says why.</summary>
    NotUndone,
}

/// <summary>One case of a plan or of a run.</summary>
/// <param name="CaseId">The case; empty if no running case on the version has the code.</param>
/// <param name="Code">Its code.</param>
/// <param name="Verdict">What happens to it.</param>
public sealed record MigrationLine(CaseId CaseId, string Code, MigrationVerdict Verdict)
{
    /// <summary>Where it waits now and where it will.</summary>
    public IReadOnlyList<StepMove> Steps { get; init; } = [];

    /// <summary>Steps of the new version that lie before that and are not done for it.</summary>
    public IReadOnlyList<StepName> Skipped { get; init; } = [];

    /// <summary>What else changes for it.</summary>
    public IReadOnlyList<LocalizedText> Notes { get; init; } = [];

    /// <summary>Why it stays, for programs; null if it does not.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>Why it stays and what to do; null if it does not.</summary>
    public LocalizedText? Reason { get; init; }
}

/// <summary>A run: one order carried out, case by case. It is kept, so that it can be taken up after a crash, looked up and undone.</summary>
/// <param name="Id">Its id; with it the command for each case is named, so a run that is taken up again does nothing twice.</param>
/// <param name="Order">What was ordered.</param>
/// <param name="MapDigest">The digest of the map of steps.</param>
/// <param name="By">Who ordered it.</param>
/// <param name="Reason">Why.</param>
/// <param name="StartedAt">When it began.</param>
public sealed record MigrationRun(Guid Id, MigrationOrder Order, string MapDigest, string By, string Reason, DateTimeOffset StartedAt)
{
    /// <summary>When every case had its turn; null before.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When it was last undone, wholly or partly; null if it never was.</summary>
    public DateTimeOffset? UndoneAt { get; init; }

    /// <summary>How many cases went on with the other version.</summary>
    public int Moved { get; init; }

    /// <summary>How many stayed.</summary>
    public int Stayed { get; init; }

    /// <summary>How many were brought back.</summary>
    public int Undone { get; init; }

    /// <summary>How many could not be brought back.</summary>
    public int NotUndone { get; init; }

    /// <summary>How far it was undone. Cases that are with another office by now, or could not be brought back, are still on the other version.</summary>
    public MigrationUndo Undo => UndoneAt is null ? MigrationUndo.None : Moved + NotUndone > 0 ? MigrationUndo.Partly : MigrationUndo.Wholly;
}

/// <summary>How far a run was undone.</summary>
public enum MigrationUndo
{
    /// <summary>Nobody has undone it.</summary>
    None,

    /// <summary>Some of the cases that it moved are still on the other version.</summary>
    Partly,

    /// <summary>Every case that it moved was brought back.</summary>
    Wholly,
}

/// <summary>A run and its cases, or a plan and what it would come to.</summary>
/// <param name="Run">The run; null for a plan.</param>
/// <param name="Lines">The cases.</param>
public sealed record MigrationReport(MigrationRun? Run, IReadOnlyList<MigrationLine> Lines)
{
    /// <summary>How many lines have this verdict.</summary>
    public int Count(MigrationVerdict verdict) => Lines.Count(x => x.Verdict == verdict);

    /// <summary>How many cases of the run are with other offices by now, and so not among the lines.</summary>
    public int Elsewhere => Run is null ? 0 : Math.Max(0, Run.Moved + Run.Stayed + Run.Undone + Run.NotUndone - Lines.Count(x => x.CaseId != default));

    /// <summary>How many cases that the run moved are with other offices by now and were not brought back.</summary>
    public int MovedElsewhere => Run is null ? 0 : Math.Max(0, Run.Moved - Count(MigrationVerdict.Moved));
}
