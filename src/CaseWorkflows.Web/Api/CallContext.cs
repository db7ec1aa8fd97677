using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Web.Desk;

namespace CaseWorkflows.Web.Api;

/// <summary>One call to the API: who calls, and the headers that every command understands.</summary>
internal sealed class CallContext(IHttpContextAccessor accessor, CaseDesk desk, TimeProvider time)
{
    private HttpContext Http => accessor.HttpContext ?? throw new InvalidOperationException("There is no request.");

    public CancellationToken Cancelled => Http.RequestAborted;

    public DateTimeOffset Now => time.GetUtcNow();

    public CaseDesk Desk => desk;

    /// <summary>What names the call, so that a repeated one is recognised; null if the caller's name for it is unusable.</summary>
    public CommandId? CommandId => CommandIdOf();

    /// <summary>Runs <paramref name="answer"/> for the caller; 401 if the account behind a still valid cookie is gone.</summary>
    public async Task<IResult> ForActorAsync(Func<Actor, Task<IResult>> answer) =>
        await desk.ActorAsync(Http.User, Cancelled) is { } actor ? await answer(actor) : Problems.Of("request.not-signed-in");

    /// <summary>Runs <paramref name="answer"/> for the case with this id or code.</summary>
    public Task<IResult> ForCaseAsync(string caseOrCode, Func<Actor, CaseId, Task<IResult>> answer) => ForActorAsync(async actor =>
        await ResolveAsync(caseOrCode) is { } id ? await answer(actor, id) : Problems.Of(Refusal.Of("case.unknown", ("case", caseOrCode))));

    /// <summary>Sends a command to the case with this id or code.</summary>
    public Task<IResult> SendAsync(string caseOrCode, DateTimeOffset? occurredAt, ICaseCommand command) =>
        ForCaseAsync(caseOrCode, (actor, id) => SendAsync(actor, id, occurredAt, command));

    /// <summary>Sends a command; <paramref name="done"/> makes the answer if it is not the usual one.</summary>
    public async Task<IResult> SendAsync(Actor actor, CaseId id, DateTimeOffset? occurredAt, ICaseCommand command, Func<CommandResult.Accepted, Task<IResult>>? done = null)
    {
        if (CommandIdOf() is not { } commandId) return Problems.Of("request.header-invalid", ("header", "Idempotency-Key"), ("example", "0198f1f0-5a3e-7c6b-9b1e-2f6f5a4c3d21"));
        if (!TryReadExpectedVersion(out var expected)) return Problems.Of("request.header-invalid", ("header", "If-Match"), ("example", "\"5\""));
        var envelope = new CommandEnvelope(commandId, actor, id, command) { ExpectedVersion = expected, OccurredAt = occurredAt };
        switch (await desk.SendAsync(envelope, Cancelled))
        {
            case CommandResult.Accepted accepted:
                Tag(accepted.Version);
                return done is null ? TypedResults.Ok(new CommandAnswer(accepted.CaseId.Value, null, accepted.Version, accepted.Repeated)) : await done(accepted);
            case CommandResult.Refused refused:
                return Problems.Of(refused.Refusal);
            default:
                throw new InvalidOperationException("Commands have no other results.");
        }
    }

    /// <summary>Says which version the answer shows.</summary>
    public void Tag(long version) => Http.Response.Headers.ETag = $"\"{version}\"";

    private async Task<CaseId?> ResolveAsync(string caseOrCode) =>
        Guid.TryParse(caseOrCode, out var id) ? new CaseId(id) : await desk.AskAsync(x => x.FindByCodeAsync(caseOrCode.Trim().ToUpperInvariant(), Cancelled));

    private CommandId? CommandIdOf()
    {
        var given = Http.Request.Headers["Idempotency-Key"].ToString().Trim('"');
        if (given.Length == 0) return Cases.CommandId.New(Now);
        return Guid.TryParse(given, out var id) && id != Guid.Empty ? new CommandId(id) : null;
    }

    private bool TryReadExpectedVersion(out long? version)
    {
        version = null;
        var given = Http.Request.Headers.IfMatch.ToString();
        if (given is "" or "*") return true;
        if (given.Length < 3 || given[0] != '"' || given[^1] != '"' || !long.TryParse(given.AsSpan(1, given.Length - 2), System.Globalization.CultureInfo.InvariantCulture, out var number)) return false;
        version = number;
        return true;
    }
}
