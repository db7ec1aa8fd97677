using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Web.Hosting;

/// <summary>Plays the sample stories and opens the applications of <c>workflows/scenarios/applications</c> once, where demo users are made, so that nobody begins with empty lists.</summary>
internal sealed partial class DemoCases(ProductPaths paths, CaseCommands commands, ICaseQueries queries, IStaffDirectory staff, WorkflowLibrary library, DemoStories stories, TimeProvider time, ILogger<DemoCases> log)
{
    private static readonly TimeSpan Apart = TimeSpan.FromHours(5);

    /// <summary>Opens them if there is no case at all. One that is refused is left out and named in the log: samples must not keep the product from starting.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(paths.Workflows, "scenarios", "applications");
        if (!Directory.Exists(folder) || (await queries.CaseIdsAsync(null, 1, cancellationToken)).Count > 0) return;
        var clerks = await staff.WithRoleAsync(Role.IntakeClerk, null, cancellationToken);
        if (clerks.Count == 0) return;
        await stories.PlayAsync(cancellationToken);
        // The samples are applications to the service whose intake the eligibility rules read.
        if (library.Services.All.FirstOrDefault(x => x.IsApplication)?.Key is not { } service) return;
        var now = time.GetUtcNow();
        var files = Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal).ToList();
        for (var i = 0; i < files.Count; i++)
        {
            var application = JsonNode.Parse(await File.ReadAllTextAsync(files[i], cancellationToken))!.AsObject();
            // The samples are dated; here they arrive in the days before the first start.
            application.Remove("receivedAt");
            var region = application["place"]?["region"]?.ToString();
            var clerk = clerks.OrderBy(x => x.Office.Value, StringComparer.Ordinal).LastOrDefault(x => Serves(x, region)) ?? clerks[0];
            var command = new OpenCase(service, clerk.Office.Value, application, now - (Apart * (files.Count - i)));
            var envelope = new CommandEnvelope(CommandId.For("demo-case", Path.GetFileName(files[i])), clerk.AsActor(), default, command);
            if (await commands.ExecuteAsync(envelope, cancellationToken) is CommandResult.Refused refused)
                LeftOut(log, Path.GetFileName(files[i]), refused.Refusal.Message.Here());
        }
    }

    // A county's clerk, whose colleagues have the other roles; a village room has a clerk alone.
    private bool Serves(StaffMember clerk, string? region) => library.Office(clerk.Office.Value) is { Level: "county" } office && office.Region == region;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sample {File} was not opened: {Reason}")]
    private static partial void LeftOut(ILogger log, string file, string reason);
}
