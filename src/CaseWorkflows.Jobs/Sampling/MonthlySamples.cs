using CaseWorkflows.Cases.Sampling;
using CaseWorkflows.Jobs.Server;
using Microsoft.Extensions.Logging;

namespace CaseWorkflows.Jobs.Sampling;

/// <summary>Draws the quality samples of months that are over. It looks every day which months have none, so a day on which no node was up loses nothing.</summary>
internal sealed class MonthlySamples(QualitySampling sampling, ILogger<MonthlySamples> log) : IRecurringJob
{
    private static readonly TimeOnly AtNight = new(2, 30);

    public string Name => "quality-samples";

    public JobSchedule Schedule => JobSchedule.Daily(AtNight);

    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        foreach (var sample in await sampling.DrawDueAsync(cancellationToken))
            JobLog.Sampled(log, sample.Service, sample.City.Value, sample.Month, sample.PopulationHash);
    }
}
