using System.Resources;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Engine.Checking;

/// <summary>What the gate has found so far in one definition.</summary>
internal sealed class Findings(WorkflowDefinition definition, ActivityCatalog catalog, GateContext context)
{
    private static readonly TextCatalog Texts =
        new(new ResourceManager("CaseWorkflows.Engine.Checking.GateTexts", typeof(Findings).Assembly));

    private readonly List<Problem> _problems = [];
    private readonly HashSet<Problem> _known = [];

    public WorkflowDefinition Definition => definition;

    public ActivityCatalog Catalog => catalog;

    public GateContext Context => context;

    public IReadOnlyList<Problem> Problems => _problems;

    public void Error(string code, string? activityId, params (string Name, object? Value)[] args) => Add(Severity.Error, code, activityId, args);

    public void Warn(string code, string? activityId, params (string Name, object? Value)[] args) => Add(Severity.Warning, code, activityId, args);

    public void Add(IEnumerable<Problem> problems)
    {
        foreach (var problem in problems)
        {
            _known.Add(problem);
            _problems.Add(problem);
        }
    }

    private void Add(Severity severity, string code, string? activityId, (string Name, object? Value)[] args)
    {
        (string, object?)[] all = activityId is null ? args : [("activity", Shown(activityId)), .. args];
        var problem = new Problem(severity, $"gate.{code}", activityId, Texts.Get(code, all), Texts.Get($"{code}.remedy", all));
        if (_known.Add(problem)) _problems.Add(problem);
    }

    private string Shown(string activityId) =>
        definition.FindActivity(activityId) is { } activity && activity.DisplayText != activityId ? $"{activity.DisplayText} ({activityId})" : activityId;
}
