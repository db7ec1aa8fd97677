using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Checking;

/// <summary>What a definition must get right beyond its shape so that people can work by it: forms, clocks, separation of duties.</summary>
public sealed class CaseDefinitionCheck(WorkflowLibrary library) : IDefinitionCheck
{
    private static readonly string[] Fixed = ["Role", "Form", "Outcomes", "Clock", "ClockScope", "NotBy", "ExpireOutcome", "PausesClock", "PauseCause", "AssigneeFact", "IfUnassignable", "Office"];

    private static readonly string[] OfTheCase = ["case", "application", "actor", "occurredAt", "steps", "events", Services.AskingOnce.Fact, Services.DecidedCaseCheck.Fact, Services.InTimeCheck.Fact, Model.CaseLink.Told, "links"];

    /// <inheritdoc/>
    public IEnumerable<Problem> Check(WorkflowDefinition definition, ActivityCatalog catalog)
    {
        var tasks = definition.Of(Steps.HumanTask).ToList();
        var taskIds = tasks.Select(x => x.Id).ToHashSet();
        var started = definition.Of(Steps.StartClock).Select(x => x.Constant("Clock")).OfType<string>().ToHashSet();
        var facts = definition.Of(Steps.RecordFact).Select(x => x.Constant("Fact")).OfType<string>().ToHashSet();
        var services = library.Clocks.Rules.Select(x => x.ServiceType).Union(library.GuardRails.Services).Order(StringComparer.Ordinal).ToList();
        if (!services.Contains(definition.ServiceType()))
            yield return CheckTexts.Error("unknown-service", null, ("service", definition.ServiceType()), ("services", string.Join(", ", services)));
        // A file saved in another encoding, such as GB18030, reads as JSON; its names and texts are lost.
        if (definition.Activities.FirstOrDefault(x => x.DisplayText.Contains('\uFFFD')) is { } garbled) yield return CheckTexts.Error("not-utf8", garbled);
        foreach (var task in tasks)
        {
            foreach (var input in Fixed.Where(x => task.Input(x) is { IsConstant: false }))
                yield return CheckTexts.Error("not-constant", task, ("input", input));
            foreach (var problem in Clock(task, started).Concat(Form(task))) yield return problem;
            foreach (var place in task.Constants("NotBy").Where(x => Instants.IsFact(x) && !IsPlaceOfFact(x, facts)))
                yield return CheckTexts.Error("not-by-fact", task, ("fact", place));
            foreach (var step in task.Constants("NotBy").Where(x => !Instants.IsFact(x) && !taskIds.Contains(x)))
                yield return CheckTexts.Error("not-by-unknown", task, ("step", step));
            if (task.Constants("NotBy").Contains(task.Id)) yield return CheckTexts.Error("not-by-itself", task);
            if (task.Constant("AssigneeFact") is { } fact && !facts.Contains(fact))
                yield return CheckTexts.Error("assignee-fact", task, ("fact", fact));
        }
        // In the same command a later step would read what this one wrote: a statutory clock would be counted from another day.
        foreach (var record in definition.Of(Steps.RecordFact))
            if (record.Input("Fact") is { IsConstant: false }) yield return CheckTexts.Error("not-constant", record, ("input", "Fact"));
            else if (record.Constant("Fact") is { } fact && OfTheCase.Contains(fact.Split('.')[0].Trim())) yield return CheckTexts.Error("fact-reserved", record, ("fact", fact));
        foreach (var assessment in definition.Of(Steps.AssessEligibility))
            if (assessment.Constant("ConfirmedBy") is { } step && !taskIds.Contains(step))
                yield return CheckTexts.Error("confirmed-by-unknown", assessment, ("step", step));
        foreach (var activity in definition.Activities)
            if (activity.Type is Steps.HumanTask or Steps.StartClock or Steps.WaitForClock && activity.Constant("Clock") is { } key && library.Clocks.Keys.Contains(key))
                foreach (var region in RegionsWithout(key))
                    yield return CheckTexts.Error("clock-not-in-region", activity, ("clock", key), ("region", region));
        foreach (var waiting in definition.Of(Steps.WaitForClock))
            if (waiting.Constant("Clock") is { } key && !started.Contains(key))
                yield return CheckTexts.Error("clock-never-started", waiting, ("clock", key));
    }

    // A place where nothing can stand would exclude nobody.
    private static bool IsPlaceOfFact(string place, HashSet<string> facts) =>
        place[(place.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('.') is [var root, .. var rest] parts && parts.All(x => x.Length > 0 && x == x.Trim())
        && (rest.Length > 0 && root is "application" or "steps" or "events" or Services.DecidedCaseCheck.Fact || facts.Contains(root));

    private IEnumerable<Problem> Clock(ActivityDefinition task, HashSet<string> started)
    {
        var clock = task.Constant("Clock");
        if (task.Input("Clock") is null or { IsConstant: true } && clock is null) yield return CheckTexts.Error("no-clock", task);
        if (clock is not null && task.Constant("ClockScope") == "case" && !started.Contains(clock))
            yield return CheckTexts.Error("clock-never-started", task, ("clock", clock));
        if (task.Constant("ExpireOutcome") is { } expire && !task.Constants("Outcomes").Contains(expire))
            yield return CheckTexts.Error("expire-outcome", task, ("outcome", expire), ("outcomes", string.Join(", ", task.Constants("Outcomes"))));
        if (task.Constant("PausesClock") is not { } paused) yield break;
        var cause = task.Constant("PauseCause") ?? "supplement";
        var rules = library.Clocks.Rules.Where(x => x.Key == paused).ToList();
        if (rules.Count > 0 && rules.All(x => x.PausedBy.All(y => y.Cause != cause)))
            yield return CheckTexts.Error("pause-cause", task, ("clock", paused), ("cause", cause), ("causes", string.Join(", ", rules.SelectMany(x => x.PausedBy).Select(x => x.Cause).Distinct())));
    }

    private IEnumerable<Problem> Form(ActivityDefinition task)
    {
        if (task.Constant("Form") is not { } id || library.Forms.Find(id) is not { } form) yield break;
        if (task.Input("Outcomes") is { IsConstant: false }) yield break;
        var outcomes = task.Constants("Outcomes");
        var buttons = form.Outcomes.Select(x => x.Key).ToList();
        foreach (var outcome in outcomes.Except(buttons))
            yield return CheckTexts.Error("outcome-without-button", task, ("outcome", outcome), ("form", id), ("buttons", string.Join(", ", buttons)));
        foreach (var button in buttons.Except(outcomes))
            yield return CheckTexts.Error("button-without-outcome", task, ("button", button), ("form", id));
    }

    private IEnumerable<string> RegionsWithout(string key) =>
        library.Clocks.Regions.All.Where(region => library.Clocks.Regions.ChainOf(region.Code).All(x => library.Clocks.Rules.All(rule => rule.Region != x.Code || rule.Key != key))).Select(x => x.Code);
}
