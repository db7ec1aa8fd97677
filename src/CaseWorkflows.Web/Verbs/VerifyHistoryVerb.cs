using System.CommandLine;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.History;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;
using CaseWorkflows.Persistence;

namespace CaseWorkflows.Web.Verbs;

/// <summary>Walks the history chain of every case of the configured database and names the first row of each that does not fit.</summary>
internal static class VerifyHistoryVerb
{
    private const int Batch = 500;

    public static Command Create(Surroundings at)
    {
        var json = VerbOptions.Json;
        var verb = new Command("verify-history", VerbTexts.Here("verify.about")) { json };
        verb.SetAction((parsed, cancellationToken) => RunAsync(at, parsed.GetValue(json), cancellationToken));
        return verb;
    }

    private static async Task<int> RunAsync(Surroundings at, bool json, CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection()
            .AddSingleton(at.Time)
            .AddLogging()
            .AddCasePersistence(VerbDatabase.Of(at))
            .BuildServiceProvider();
        var queries = services.GetRequiredService<ICaseQueries>();
        long cases = 0, rows = 0;
        List<BadRow> bad = [];
        CaseId? last = null;
        while (await queries.CaseIdsAsync(last, Batch, cancellationToken) is { Count: > 0 } ids)
        {
            foreach (var id in ids)
            {
                // A case can be erased between the two reads; then there is nothing left to verify.
                if (await queries.HistoryAsync(id, cancellationToken) is not { } material) continue;
                cases++;
                rows += material.Rows.Count;
                if (HistoryCheck.FirstBad(material.Rows, material.Payloads, material.DigestKey, material.ExpectedSeq, material.ExpectedHash) is { } found)
                    bad.Add(new BadRow(material.Code, id.Value, found.Seq, found.Code, Refusal.Text(found.Code)));
            }
            last = ids[^1];
        }

        if (json)
        {
            await at.Out.WriteLineAsync(VerbJson.Of(new { Cases = cases, Rows = rows, Bad = bad }));
        }
        else
        {
            foreach (var row in bad) await at.Out.WriteLineAsync(VerbTexts.Here("verify.bad", ("code", row.Case), ("seq", row.Row), ("problem", row.Problem)));
            await at.Out.WriteLineAsync(VerbTexts.Here("verify.summary", ("cases", cases), ("rows", rows), ("bad", bad.Count)));
        }
        return bad.Count == 0 ? ExitCode.Good : ExitCode.FoundWrong;
    }

    private sealed record BadRow(string Case, Guid CaseId, long Row, string Code, LocalizedText Problem);
}
