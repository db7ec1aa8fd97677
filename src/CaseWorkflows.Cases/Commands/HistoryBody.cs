using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.History;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Commands;

/// <summary>Writes the bodies of the history rows of one command, one after the other.</summary>
internal sealed class HistoryBody : IDisposable
{
    private readonly CaseSession _session;
    private readonly string _caseId;
    private readonly string _commandId;
    private readonly string _occurred;
    private readonly string _recorded;
    private readonly ArrayBufferWriter<byte> _bytes = new(1024);
    private readonly Utf8JsonWriter _writer;

    public HistoryBody(CaseSession session)
    {
        _session = session;
        (_caseId, _commandId) = (session.Case.Id.ToString(), session.Envelope.Id.ToString());
        (_occurred, _recorded) = (CaseSession.Instant(session.OccurredAt), CaseSession.Instant(session.Now));
        _writer = new Utf8JsonWriter(_bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    /// <summary>One row's body.</summary>
    /// <param name="seq">Its number in the case.</param>
    /// <param name="kind">What happened.</param>
    /// <param name="facts">What is told of it.</param>
    /// <param name="moves">What the flow did in the command; told with its first row.</param>
    /// <param name="payloadDigest">What stands for its payload; null if there is none.</param>
    public string Of(long seq, string kind, JsonObject facts, IReadOnlyList<JournalEntry> moves, string? payloadDigest)
    {
        _bytes.ResetWrittenCount();
        _writer.Reset();
        _writer.WriteStartObject();
        _writer.WriteNumber("seq", seq);
        _writer.WriteString("case", _caseId);
        _writer.WriteString("kind", kind);
        _writer.WriteString("actor", _session.Actor.Id.Value);
        _writer.WriteString("command", _commandId);
        _writer.WriteString("occurred", _occurred);
        _writer.WriteString("recorded", _recorded);
        _writer.WriteNumber("version", _session.Case.Version);
        _writer.WritePropertyName("facts");
        facts.WriteTo(_writer, CaseJson.Readable);
        FlowLines.Write(_writer, moves);
        if (payloadDigest is not null) _writer.WriteString("payload", payloadDigest);
        _writer.WriteEndObject();
        _writer.Flush();
        return Encoding.UTF8.GetString(_bytes.WrittenSpan);
    }

    public void Dispose() => _writer.Dispose();
}
