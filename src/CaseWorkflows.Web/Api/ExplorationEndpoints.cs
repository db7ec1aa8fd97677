using System.Globalization;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Exploring;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Api;

/// <summary>Every way through a published definition; for administrators and supervisors.</summary>
internal static class ExplorationEndpoints
{
    // Every state found stays in memory until the answer is written.
    private const int MostStates = 20_000;

    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/definitions/{id}/exploration", ExploreAsync).WithTags("Definitions")
            .AsQuery<ExplorationAnswer>("ExploreDefinition", "Walk every way through a definition: dead ends, waits without a clock, the longest path by law", 403, 404, 422, 503);

    private static Task<IResult> ExploreAsync(
        string id, CallContext call, IDefinitionStore store, WorkflowLibrary library, Simulator simulator, SimulationTurns turns, string? region = null, string? from = null, int? version = null) => DefinitionEndpoints.ForReadersAsync(call, async () =>
    {
        region ??= RegionBook.Root;
        if (!library.Clocks.Regions.Contains(region)) return Problems.Of(CaseEndpoints.NotAnOption("region", region, library.Clocks.Regions.All.Select(x => x.Code)));
        var day = ChinaTime.DayOf(call.Now);
        if (from is not null && !DateOnly.TryParseExact(from, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
            return Problems.Of(new Refusal("request.unreadable", Ui.Text("request.unreadable")) { Fields = [new FieldProblem("from", Ui.Text("request.not-a-day", ("value", from)))] });
        if (await DefinitionEndpoints.FindAsync(id, version, store, call.Cancelled) is not { } definition)
            return Problems.Of(DefinitionEndpoints.Unknown(id, version));
        return await turns.ExploreAsync(async cancelled =>
        {
            try
            {
                return TypedResults.Ok(ExplorationAnswer.Of(await FlowReport.OfAsync(definition, library, region, day, MostStates, simulator.Activities, cancelled)));
            }
            catch (DefinitionException wrong)
            {
                return Problems.Of(new Refusal("definition.unusable", wrong.Text));
            }
        }, call.Cancelled);
    });
}
