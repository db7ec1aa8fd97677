using CaseWorkflows.Cases.Publishing.Releases;
using CaseWorkflows.Jobs.Server;

namespace CaseWorkflows.Jobs.Publishing;

/// <summary>Publishes definitions that were approved and whose day has come. What is cut off is done again by the next run, to the same end.</summary>
internal sealed class DueReleases(ReleaseDesk releases, JobSettings settings) : IRecurringJob
{
    public string Name => "due-releases";

    public JobSchedule Schedule => JobSchedule.Every(settings.ReleaseEvery);

    public async ValueTask RunAsync(CancellationToken cancellationToken) => await releases.PublishDueAsync(cancellationToken);
}
