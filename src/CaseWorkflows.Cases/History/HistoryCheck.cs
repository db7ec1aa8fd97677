using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace CaseWorkflows.Cases.History;

/// <summary>Walks a case's chain and names the first row that does not fit.</summary>
public static class HistoryCheck
{
    /// <summary>Checks the rows of one case, given in order of their sequence.</summary>
    /// <param name="rows">All rows of the case.</param>
    /// <param name="payloads">The payloads that still exist.</param>
    /// <param name="digestKey">The case's digest key; null if erased, then payloads can't and need not be compared.</param>
    /// <param name="expectedSeq">The sequence number the case row ends at: a cut-off tail would otherwise look whole.</param>
    /// <param name="expectedHash">The hash the case row ends at.</param>
    /// <returns>Null if all is well, else the first bad row and why.</returns>
    public static (long Seq, string Code)? FirstBad(IEnumerable<HistoryRow> rows, IReadOnlyDictionary<long, string> payloads, byte[]? digestKey, long expectedSeq, byte[] expectedHash)
    {
        byte[] previous = [];
        long seq = 0;
        // A key may be missing only where the history itself says that people were erased, and then no payload is left.
        (long Seq, string Code)? unproven = null;
        var erased = false;
        foreach (var row in rows)
        {
            seq++;
            if (row.Seq != seq) return (seq, "history.row-missing");
            if (!row.PreviousHash.AsSpan().SequenceEqual(previous)) return (seq, "history.link-broken");
            if (!row.Hash.AsSpan().SequenceEqual(HistoryRow.HashOf(row.PreviousHash, row.Body))) return (seq, "history.row-changed");
            var body = JsonNode.Parse(row.Body)!.AsObject();
            if ((long?)body["seq"] != seq || (string?)body["case"] != row.CaseId.ToString() || (string?)body["kind"] != row.Kind)
                return (seq, "history.row-misplaced");
            if (digestKey is not null && (string?)body["payload"] is { } digest
                && (!payloads.TryGetValue(seq, out var payload) || Digest(digestKey, payload) != digest))
                return (seq, "history.payload-changed");
            if (digestKey is null && (payloads.ContainsKey(seq) || body.ContainsKey("payload"))) unproven ??= (seq, "history.payload-changed");
            erased |= row.Kind == "PeopleErased";
            previous = row.Hash;
        }
        if (unproven is not null && (!erased || payloads.Count > 0)) return unproven;
        // A case begins with a row, so one without any has lost them all.
        if (seq == 0) return (1, "history.row-missing");
        if (seq != expectedSeq) return (seq + 1, "history.tail-missing");
        return previous.AsSpan().SequenceEqual(expectedHash) ? null : (seq, "history.tail-changed");
    }

    /// <summary>The keyed digest that stands for a payload in the history.</summary>
    public static string Digest(byte[] key, string payload) => Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(payload)));
}
