using CaseWorkflows.Cases.Migration;

namespace CaseWorkflows.Cases.Commands.Migration;

/// <summary>Brings a case to another version.</summary>
internal sealed class MigrateCaseHandler : ICommandHandler<MigrateCase>
{
    public async ValueTask<Refusal?> DecideAsync(MigrateCase command, CaseSession session, CancellationToken cancellationToken) =>
        (await MoveAsync(command, session, cancellationToken)).Refusal;

    /// <summary>The same with what it comes to; a dry run asks for that and writes nothing.</summary>
    public static async ValueTask<CaseMoveResult> MoveAsync(MigrateCase command, CaseSession session, CancellationToken cancellationToken)
    {
        if (!session.Actor.IsSystem) return new(Refuse("migration.not-for-people"), null);
        var @case = session.Case;
        if (@case.DefinitionId != command.DefinitionId) return new(Refuse("migration.other-definition", ("definition", @case.DefinitionId)), null);
        if (@case.DefinitionVersion == command.To) return new(Refuse("migration.there-already", ("version", command.To)), null);
        if (@case.DefinitionVersion != command.From) return new(Refuse("migration.other-version", ("version", @case.DefinitionVersion)), null);
        var former = FormerFlow.Of(@case, command.Run, command.Choices);
        var result = await new CaseMove(session).ToAsync(command.To, command.Choices, cancellationToken);
        if (result.Move is not { } move) return result;
        @case.FormerFlow = former.With(@case, move.StepsCopied).ToJson();
        session.Record("CaseMigrated", CaseSession.Facts(
            ("fromVersion", command.From), ("toVersion", command.To), ("run", command.Run.ToString()), ("map", move.MapDigest), ("by", command.By)),
            CaseSession.Facts(("reason", command.Reason)));
        return result;
    }

    private static Refusal Refuse(string code, params (string Name, object? Value)[] args) => MigrationTexts.Refuse(code, args);
}

/// <summary>Takes a case's last migration back.</summary>
internal sealed class UndoMigrationHandler : ICommandHandler<UndoMigration>
{
    public async ValueTask<Refusal?> DecideAsync(UndoMigration command, CaseSession session, CancellationToken cancellationToken)
    {
        if (!session.Actor.IsSystem) return MigrationTexts.Refuse("migration.not-for-people");
        var @case = session.Case;
        if (CaseMove.WhyEnded(@case) is { } ended) return ended;
        if (FormerFlow.Read(@case.FormerFlow) is not { } former || former.Run != command.Run) return MigrationTexts.Refuse("migration.not-the-last");
        var from = @case.DefinitionVersion;
        var exact = former.FlowIsUntouched(@case);
        if (exact)
        {
            if (await former.RestoreAsync(session, cancellationToken) is { } refusal) return refusal;
        }
        else
        {
            var move = new CaseMove(session);
            var (none, choices) = await move.BackwardAsync(from, former, cancellationToken);
            if (choices is null) return none;
            if ((await move.ToAsync(former.Version, choices, cancellationToken)).Refusal is { } refusal) return MigrationTexts.CannotUndo(refusal);
        }
        @case.FormerFlow = null;
        session.Record("MigrationUndone", CaseSession.Facts(
            ("fromVersion", from), ("toVersion", former.Version), ("run", command.Run.ToString()), ("exact", exact), ("by", command.By)),
            CaseSession.Facts(("reason", command.Reason)));
        return null;
    }
}
