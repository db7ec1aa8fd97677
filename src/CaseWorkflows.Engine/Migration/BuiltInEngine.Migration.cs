using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Execution;
using CaseWorkflows.Engine.Migration;

namespace CaseWorkflows.Engine;

public sealed partial class BuiltInEngine : IFlowMigration
{
    /// <inheritdoc/>
    public StepMap Propose(WorkflowDefinition from, WorkflowDefinition to) => Complete(from, to, []).Map;

    /// <inheritdoc/>
    public (StepMap Map, IReadOnlyList<MapProblem> Problems) Complete(WorkflowDefinition from, WorkflowDefinition to, IReadOnlyList<StepChoice> choices) =>
        StepProposal.Complete(from, to, choices);

    /// <inheritdoc/>
    public ValueTask<MigrationResult> MigrateAsync(MigrationRequest request, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Migrate(request, cancellationToken));

    private MigrationResult Migrate(MigrationRequest request, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var definition in new[] { request.From, request.To })
                if (definition.DuplicateIds.Count > 0)
                    throw MigrationException.Of("definition-unusable", definition.DuplicateIds[0], ("version", definition.Version));
            return new StateMigration(request, (definition, state) =>
                new Burst(definition, state, Catalog, _evaluator, Options, request.Facts, request.Now, new Dictionary<StepMoment, LocalizedText>(), cancellationToken)).Run();
        }
        catch (MigrationException refused)
        {
            return new MigrationRefused(refused.Code, refused.ActivityId, refused.Text);
        }
        catch (StateException unreadable)
        {
            return new MigrationRefused(unreadable.Code, unreadable.ActivityId, unreadable.Text);
        }
    }
}
