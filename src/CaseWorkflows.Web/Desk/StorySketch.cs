using System.Globalization;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Desk;

/// <summary>The beginning of a story for somebody who writes one: a case is opened today by somebody who may.</summary>
internal static class StorySketch
{
    public static string Of(WorkflowDefinition definition, Simulator simulator, DateTimeOffset now)
    {
        var clerk = simulator.Staff.FirstOrDefault(x => x.Roles.Contains(Role.IntakeClerk)) ?? (simulator.Staff is [var first, ..] ? first : null);
        var office = clerk?.Office.Code ?? simulator.Library.Offices.Select(x => x.Path.Code).FirstOrDefault("");
        var title = TryTexts.Get("story.own");
        var starts = ChinaTime.ToChina(now).ToString("yyyy-MM-dd'T'09:00", CultureInfo.InvariantCulture);
        return ScenarioReader.Write(new Scenario(title, starts, new ScenarioOpening(office, clerk?.Id.Value ?? "") { ServiceType = ServiceTypes.Of(definition) }, []));
    }
}
