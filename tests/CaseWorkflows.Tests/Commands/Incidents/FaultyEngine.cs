using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Services;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Tests.Commands.Incidents;

/// <summary>An engine in which one step of a definition fails at one moment until it is repaired; it notes which steps ran.</summary>
internal sealed class FaultyEngine(IWorkflowEngine engine) : IWorkflowEngine
{
    public static readonly LocalizedText Why = new("注入的故障", "An injected fault");

    // A step is reached again on loops; more often than this no story comes by.
    private const int Rounds = 30;

    private Dictionary<StepMoment, LocalizedText> _broken = [];
    private string? _definition;

    public HashSet<(string Definition, string Step, StepPhase Phase)> Ran { get; } = [];

    /// <summary>Breaks a step of one definition, or of all: a linked case may have a step of the same name.</summary>
    public FaultyEngine Break(string step, StepPhase phase, string? definition = null)
    {
        _definition = definition;
        _broken = Enumerable.Range(1, Rounds).ToDictionary(x => new StepMoment(string.Create(null, $"{step}#{x}"), phase), _ => Why);
        return this;
    }

    public void Repair() => _broken = [];

    public async ValueTask<AdvanceResult> AdvanceAsync(AdvanceRequest request, CancellationToken cancellationToken = default)
    {
        var broken = _definition is null || _definition == request.Definition.DefinitionId ? _broken : [];
        Dictionary<StepMoment, LocalizedText> impossible = request.Impossible.Count == 0 ? broken : new(broken);
        foreach (var (moment, why) in request.Impossible) impossible[moment] = why;
        var result = await engine.AdvanceAsync(request with { Impossible = impossible }, cancellationToken);
        if (result is Advanced advanced)
        {
            foreach (var line in advanced.Journal.Where(x => x.Event == "Started")) Ran.Add((request.Definition.DefinitionId, line.ActivityId, StepPhase.Begin));
            foreach (var line in advanced.Journal.Where(x => x.Event == "Resumed")) Ran.Add((request.Definition.DefinitionId, line.ActivityId, StepPhase.Resume));
            foreach (var source in advanced.Sources.Where(x => x.Phase == StepPhase.TakeBack)) Ran.Add((request.Definition.DefinitionId, source.RunKey.Split('#')[0], StepPhase.TakeBack));
        }
        return result;
    }
}

/// <summary>A service that throws until it is repaired.</summary>
internal sealed class FaultyService(ICaseService service) : ICaseService
{
    public bool IsBroken { get; set; }

    public string Name => service.Name;

    public async ValueTask<ServiceReply> ServeAsync(JsonObject arguments, CaseSession session, CancellationToken cancellationToken)
    {
        var reply = await service.ServeAsync(arguments, session, cancellationToken);
        // After it has changed the case: what was half done must not stay.
        return IsBroken ? throw new InvalidOperationException("No connection to the register") : reply;
    }
}
