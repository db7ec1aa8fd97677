using System.Security.Cryptography;
using System.Text;

namespace CaseWorkflows.Cases.History;

/// <summary>
/// One line of a case's history. <see cref="Body"/> holds no personal data: what was written (names, forms) lies in a payload that can be
/// erased, and the body only carries a keyed digest of it. The hash is taken over the exact stored bytes, so the chain verifies for ever.
/// </summary>
public sealed class HistoryRow
{
    private HistoryRow() { }

    internal HistoryRow(CaseId caseId, long seq, string kind, string body, byte[] previousHash, DateTimeOffset recordedAt)
    {
        CaseId = caseId;
        Seq = seq;
        Kind = kind;
        Body = body;
        PreviousHash = previousHash;
        Hash = HashOf(previousHash, body);
        RecordedAt = recordedAt;
    }

    /// <summary>The case.</summary>
    public CaseId CaseId { get; private set; }

    /// <summary>1, 2, 3, … without a gap.</summary>
    public long Seq { get; private set; }

    /// <summary>What happened, past tense: <c>TaskCompleted</c>.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>Canonical JSON: seq, case, kind, actor, command, occurred and recorded instants, facts, digest of the payload.</summary>
    public string Body { get; private set; } = "";

    /// <summary>The hash of the row before; empty for the first.</summary>
    public byte[] PreviousHash { get; private set; } = [];

    /// <summary>SHA-256 over the previous hash and the body's UTF-8 bytes.</summary>
    public byte[] Hash { get; private set; } = [];

    /// <summary>When it was written; also in the body, here for reading in order.</summary>
    public DateTimeOffset RecordedAt { get; private set; }

    /// <summary>The hash that a row with this predecessor and body must have.</summary>
    public static byte[] HashOf(byte[] previousHash, string body)
    {
        var bytes = new byte[previousHash.Length + Encoding.UTF8.GetByteCount(body)];
        previousHash.CopyTo(bytes, 0);
        Encoding.UTF8.GetBytes(body, bytes.AsSpan(previousHash.Length));
        return SHA256.HashData(bytes);
    }
}

/// <summary>What was written with a history row: forms, reasons, names. Erasable.</summary>
public sealed class HistoryPayload
{
    private HistoryPayload() { }

    internal HistoryPayload(CaseId caseId, long seq, string json)
    {
        CaseId = caseId;
        Seq = seq;
        Json = json;
    }

    /// <summary>The case.</summary>
    public CaseId CaseId { get; private set; }

    /// <summary>The row it belongs to.</summary>
    public long Seq { get; private set; }

    /// <summary>The payload as JSON text.</summary>
    public string Json { get; private set; } = "";
}
