using CaseWorkflows.Engine.Migration;

namespace CaseWorkflows.Cases.Commands.Migration;

/// <summary>
/// Brings a running case to another version of its definition. Nothing is executed by it: tasks stay with whoever has them, clocks run on,
/// no step is done again. For the system alone, in a run that an administrator has ordered.
/// </summary>
/// <param name="Run">The run; together with the case it names the command.</param>
/// <param name="DefinitionId">The definition, which stays the same.</param>
/// <param name="From">The version the case is expected on.</param>
/// <param name="To">The version it is to go on with.</param>
/// <param name="Choices">Where the map of steps differs from the proposal.</param>
/// <param name="By">The account of who ordered it.</param>
/// <param name="Reason">Why.</param>
public sealed record MigrateCase(Guid Run, string DefinitionId, int From, int To, IReadOnlyList<StepChoice> Choices, string By, string Reason) : ICaseCommand;

/// <summary>
/// Takes a case's last migration back. While its flow has not moved since, it gets back exactly what it had; otherwise it is brought back by
/// the map read backward, if that can be done.
/// </summary>
/// <param name="Run">The run to undo.</param>
/// <param name="By">The account of who ordered it.</param>
/// <param name="Reason">Why.</param>
public sealed record UndoMigration(Guid Run, string By, string Reason) : ICaseCommand;
