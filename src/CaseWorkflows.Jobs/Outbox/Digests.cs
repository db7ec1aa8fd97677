using CaseWorkflows.Cases.Notifications;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Jobs.Server;

namespace CaseWorkflows.Jobs.Outbox;

/// <summary>Puts the alerts that wait for a person's digest into one message when it is time. Nobody gets an empty one.</summary>
internal sealed class Digests(IDigestBook book, JobSettings settings, TimeProvider time) : IRecurringJob
{
    public string Name => "digests";

    public JobSchedule Schedule => JobSchedule.Every(settings.DigestEvery);

    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var now = time.GetUtcNow();
            var people = await book.DueAsync(now, settings.BatchSize, cancellationToken);
            foreach (var person in people)
                await book.CloseAsync(person, now, (id, items) => DigestMessages.Of(id, person, items, now), cancellationToken);
            if (people.Count < settings.BatchSize) return;
        }
    }
}
