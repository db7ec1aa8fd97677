using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Activities;

namespace CaseWorkflows.Cases.Activities;

/// <summary>
/// Records the latest of several dates as a fact: what needs several signatures takes effect with the last of them (People's Mediation Law art. 29).
/// Without any date it is the moment at which the step was reached. Each place is <c>fact:…</c>; <c>[]</c> goes through a list: <c>fact:steps.agreement.data.signatures[].signedOn</c>.
/// </summary>
internal static class LatestDate
{
    public static Immediate Activity { get; } = new(
        Describe.Activity("RecordLatest", Describe.Text("Fact", required: true), Describe.List("Of", required: true)),
        Record);

    private static ActivityStep Record(ActivityCall call)
    {
        (DateTimeOffset At, string Text)? latest = null;
        foreach (var place in call.Texts("Of"))
            foreach (var text in Dates(call, place))
            {
                if (!Instants.TryRead(text, out var at) || at is null)
                    return new ActivityStep.Faulted(Describe.Message("fault.instant", ("step", call.ActivityId), ("input", place), ("text", text)));
                if (latest is null || at > latest.Value.At) latest = (at.Value, text);
            }
        // Nobody wrote a date down: then it is the moment at which it was done.
        JsonNode fact = JsonValue.Create(latest?.Text ?? call.Now.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture));
        return new ActivityStep.Completed("Done")
        {
            Effects = [new RecordFact(call.Text("Fact"), fact)],
            Facts = new Dictionary<string, JsonNode?> { [call.Text("Fact")] = fact },
        };
    }

    private static IEnumerable<string> Dates(ActivityCall call, string place)
    {
        var found = Instants.Resolve(call, JsonValue.Create(place));
        return (found is JsonArray list ? list : [found?.DeepClone()]).Select(x => x?.ToString() ?? "").Where(x => x.Length > 0);
    }
}
