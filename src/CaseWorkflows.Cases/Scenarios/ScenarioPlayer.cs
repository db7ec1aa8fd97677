using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Linking;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Scenarios.Paths;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Scenarios;

/// <summary>
/// Plays stories through the real commands on a time that it moves itself: between two rows every clock fires at its own instant, in order, as the job
/// server would fire it. The store may be any; each story is a case of its own.
/// </summary>
/// <param name="commands">The executor; it must use <paramref name="time"/>.</param>
/// <param name="store">Where the cases are kept.</param>
/// <param name="clocks">The queue of due clocks of the same store.</param>
/// <param name="rules">Staff and library.</param>
/// <param name="time">The time that stands still between the rows.</param>
public sealed class ScenarioPlayer(CaseCommands commands, ICaseStore store, IClockQueue clocks, CaseRules rules, PlayedTime time)
{
    /// <summary>What is done after each command of a story, before it goes on; null: nothing.</summary>
    public Func<CaseId, ValueTask>? AfterEach { get; init; }

    /// <summary>The most that a story may take; null for no limit but that of a clock that never gets on.</summary>
    public PlayLimits? Limits { get; init; }

    /// <summary>Told where the story's own case stands after each thing that happened to it; null: nobody watches.</summary>
    internal Action<PlayedMoment>? Watched { get; init; }

    /// <summary>Plays one story to its end, whatever fails on the way.</summary>
    public ValueTask<ScenarioResult> PlayAsync(Scenario scenario, CancellationToken cancellationToken = default) => PlayAsync(scenario, cancellationToken, cancellationToken);

    /// <summary>Plays one story; when its time is over the story fails, when the caller gives up there is no result.</summary>
    internal async ValueTask<ScenarioResult> PlayAsync(Scenario scenario, CancellationToken timeIsOver, CancellationToken givenUp)
    {
        var play = new Play(this, scenario);
        try
        {
            await play.RunAsync(timeIsOver);
        }
        catch (PlayLimitException limit)
        {
            play.EndEarly(limit.Text);
        }
        catch (OperationCanceledException) when (timeIsOver.IsCancellationRequested && !givenUp.IsCancellationRequested)
        {
            play.EndEarly(ScenarioTexts.Get("limit.time", ("limit", Limits?.Time.TotalSeconds)));
        }
        return play.Result;
    }

    private sealed class Play(ScenarioPlayer player, Scenario scenario)
    {
        private const int ClaimLimit = 100;

        // More clock steps between two rows than any ladder has: a clock that fires without getting on.
        private const int MaxFirings = 10_000;
        private const int MaxEntries = 300_000;

        private readonly Timeline _timeline = new(player.Rules, player.Time);
        private readonly List<ScenarioFailure> _failures = [];
        private LegalCase? _case;
        private CaseId _id;
        private CaseId _own;

        // Cases that came out of the story's own: their clocks run too.
        private List<LegalCase> _linked = [];
        private int _row;
        private int _commands;
        private int _watchedLines;
        private int _watchedDocuments;

        public ScenarioResult Result => new(scenario, _case is null ? null : _id, _case?.Code ?? "", _timeline.Lines, _failures) { Case = _case };

        private WorkflowLibrary Library => player.Rules.Library;

        public void EndEarly(LocalizedText why) => _failures.Add(new ScenarioFailure(_row, why) { Remedy = ScenarioTexts.Get("remedy.limit") });

        public async ValueTask RunAsync(CancellationToken cancellationToken)
        {
            player.Time.MoveTo(StoryTime.Instant(scenario.Starts)!.Value);
            if (!await OpenAsync(cancellationToken)) return;
            foreach (var row in scenario.Rows)
            {
                _row++;
                var until = StoryTime.After(player.Time.GetUtcNow(), row.At)!.Value;
                await PassAsync(until, cancellationToken);
                if (row.Linked is not null) await DoLinkedAsync(row, cancellationToken);
                else await DoAndCheckAsync(row, cancellationToken);
                Watch(_row);
            }
            _row++;
            if (scenario.Expect is { } last) Check(last);
        }

        private void Watch(int? row)
        {
            if (player.Watched is not { } watched) return;
            var lines = _timeline.Lines.Skip(_watchedLines).ToList();
            // The clock of a linked case may fire without anything to be told of this one.
            if (row is null && lines.Count == 0) return;
            watched(PlayedMoment.Of(_case!, player.Time.GetUtcNow(), row, lines, _watchedDocuments));
            _watchedLines = _timeline.Lines.Count;
            _watchedDocuments = _case!.File.Count;
        }

        private async ValueTask DoAndCheckAsync(ScenarioRow row, CancellationToken cancellationToken)
        {
            if (row.Do != ScenarioDeed.Wait) await DoAsync(row, cancellationToken);
            if (row.Expect is { } expected) Check(expected);
        }

        /// <summary>Does a row on the case that came out of the story's by a relation, or out of that one: <c>mediation/confirmation</c>.</summary>
        private async ValueTask DoLinkedAsync(ScenarioRow row, CancellationToken cancellationToken)
        {
            var (id, own) = (_id, _case!);
            try
            {
                foreach (var relation in row.Linked!.Split('/'))
                {
                    if (_case!.Links.LastOrDefault(x => x.Relation == relation && x.OtherCode is not null) is not { } link)
                    {
                        Fail("no-linked-case", ("relation", relation), ("relations", string.Join(", ", _case.Links.Select(x => x.Relation))));
                        return;
                    }
                    _id = link.OtherCase;
                    _case = await LoadAsync(cancellationToken);
                }
                await DoAndCheckAsync(row, cancellationToken);
            }
            finally
            {
                _id = id;
                _case = await LoadAsync(cancellationToken);
            }
            await TellChangesAsync(own, cancellationToken);
        }

        private async ValueTask FindLinkedAsync(CancellationToken cancellationToken)
        {
            Dictionary<CaseId, LegalCase> found = [];
            Queue<LegalCase> open = new([_case!]);
            while (open.TryDequeue(out var next))
                foreach (var link in next.Links.Where(x => x.OtherCode is not null && x.OtherCase != _id && !found.ContainsKey(x.OtherCase)))
                {
                    await using var reading = await player.Store.BeginAsync(cancellationToken);
                    if (await reading.LookAsync(link.OtherCase, cancellationToken) is not { } other) continue;
                    found[other.Id] = other;
                    open.Enqueue(other);
                }
            _linked = [.. found.Values];
        }

        private async ValueTask<bool> OpenAsync(CancellationToken cancellationToken)
        {
            var opening = scenario.Open;
            var application = (JsonObject)opening.Application.DeepClone();
            if (opening.Channel is { } channel) application["channel"] = channel;
            var received = opening.ReceivedAt is { } text ? StoryTime.Instant(text) : null;
            _own = _id = CaseId.New(player.Time.GetUtcNow());
            if (await ActorAsync(opening.Who, cancellationToken) is not { } actor) return false;
            var command = new OpenCase(opening.ServiceType, opening.Office, application, received);
            if (await SendAsync(actor, command, null, cancellationToken) is { } refusal)
            {
                Fail("refused", ("code", refusal.Code), ("message", Full(refusal)));
                return false;
            }
            _case = await LoadAsync(cancellationToken);
            Say(TimelineKind.Deed, Name(actor), "opened", ("code", _case.Code), ("office", Library.Office(_case.Office.Value)?.Name));
            await TellChangesAsync(null, cancellationToken);
            Watch(0);
            return true;
        }

        /// <summary>Lets time pass, and each clock fire at its instant.</summary>
        private async ValueTask PassAsync(DateTimeOffset until, CancellationToken cancellationToken)
        {
            for (var firings = 0; ; firings++)
            {
                if (_case!.Links.Count > 0) await FindLinkedAsync(cancellationToken);
                var next = _linked.Append(_case).SelectMany(x => x.Clocks).Min(x => x.NextFireAt);
                if (next is null || next > until) break;
                if (firings > MaxFirings)
                {
                    Fail("clock-without-end", ("at", next));
                    break;
                }
                if (next > player.Time.GetUtcNow()) player.Time.MoveTo(next.Value);
                var now = player.Time.GetUtcNow();
                var due = await player.Clocks.ClaimAsync(now, ClaimLimit, nameof(ScenarioPlayer), TimeSpan.FromMinutes(1), cancellationToken);
                if (due.Count == 0)
                {
                    Fail("clock-not-queued", ("at", next));
                    break;
                }
                foreach (var clock in due) await FireAsync(clock, cancellationToken);
            }
            player.Time.MoveTo(until);
        }

        private async ValueTask FireAsync(DueClock clock, CancellationToken cancellationToken)
        {
            var command = new FireClock(clock.ClockId, clock.Generation);
            var id = CommandId.For("played", clock.ClockId, clock.Generation, clock.FireAt, player.Time.GetUtcNow());
            if (await ExecuteAsync(new CommandEnvelope(id, Actor.ClockKeeper, clock.CaseId, command), cancellationToken) is { } refusal) Fail("refused", ("code", refusal.Code), ("message", refusal.Message));
            else if (player.AfterEach is { } after) await after(clock.CaseId);
            var before = _case!;
            _case = await LoadAsync(cancellationToken);
            await TellChangesAsync(before, cancellationToken);
            Watch(null);
        }

        private async ValueTask DoAsync(ScenarioRow row, CancellationToken cancellationToken)
        {
            if (await ActorAsync(row.Who!, cancellationToken) is not { } actor) return;
            var task = row.Step is null ? null : _case!.Tasks.LastOrDefault(x => x.StepId == row.Step && (x.IsLive || row.Refused is not null));
            if (row.Do is ScenarioDeed.Retry or ScenarioDeed.Skip)
            {
                if (OpenIncidents(row).Count == 0)
                {
                    Fail("no-incident", ("step", row.Step), ("steps", string.Join(", ", _case!.Incidents.Where(x => x.ResolvedAt is null).Select(x => x.StepId))));
                    return;
                }
            }
            else if (row.Step is not null && task is null)
            {
                Fail("no-task", ("step", row.Step), ("steps", string.Join(", ", _case!.Tasks.Where(x => x.IsLive).Select(x => x.StepId))));
                return;
            }
            var occurred = row.Occurred is { } text ? StoryTime.Instant(text) : null;
            var before = _case!;
            Refusal? refusal = null;
            foreach (var command in Commands(row, task, actor))
            {
                refusal = await SendAsync(actor, command, occurred, cancellationToken);
                if (refusal is not null) break;
            }
            _case = await LoadAsync(cancellationToken);
            if (refusal is null && row.Refused is null)
            {
                Say(TimelineKind.Deed, Name(actor), $"did.{row.Do}", ("task", task is null ? null : Timeline.Title(task)), ("outcome", _timeline.OutcomeName(task, row.Outcome)),
                    ("name", _timeline.EventName(row.Name)), ("to", row.To is { } to ? await _timeline.NameAsync(to, cancellationToken) : null), ("reason", row.Reason));
                await TellChangesAsync(before, cancellationToken);
            }
            else if (refusal is not null && refusal.Code == row.Refused)
            {
                Say(TimelineKind.Refusal, Name(actor), "refused-as-expected", ("message", refusal.Message));
            }
            else if (refusal is not null)
            {
                Fail(row.Refused is null ? "refused" : "refused-otherwise", ("code", refusal.Code), ("message", Full(refusal)), ("expected", row.Refused));
            }
            else
            {
                Fail("not-refused", ("expected", row.Refused));
            }
        }

        private IEnumerable<ICaseCommand> Commands(ScenarioRow row, CaseTask? task, Actor actor)
        {
            switch (row.Do)
            {
                case ScenarioDeed.Complete:
                    if (task is { State: TaskState.Open } && task.Assignee != actor.Id) yield return new ClaimTask(task.Id);
                    yield return new CompleteTask(task!.Id, row.Outcome!, row.Form ?? []);
                    break;
                case ScenarioDeed.Claim: yield return new ClaimTask(task!.Id); break;
                case ScenarioDeed.Release: yield return new ReleaseTask(task!.Id); break;
                case ScenarioDeed.Assign: yield return new AssignTask(task!.Id, new UserId(row.To!), row.Reason); break;
                case ScenarioDeed.SendBack:
                    if (task is { State: TaskState.Open }) yield return new ClaimTask(task.Id);
                    yield return new SendBack(task!.Id, row.Reason!);
                    break;
                case ScenarioDeed.AddPaper: yield return new AddEvidence(row.Name!, row.Details?["title"]?.ToString() ?? "", row.Details); break;
                case ScenarioDeed.Event: yield return new RecordEvent(row.Name!, row.Details); break;
                case ScenarioDeed.Link: yield return new LinkCase(row.Name!, row.To, row.Details); break;
                case ScenarioDeed.Pause: yield return new PauseCase(row.Reason!); break;
                case ScenarioDeed.Resume: yield return new ResumeCase(row.Reason); break;
                case ScenarioDeed.Withdraw: yield return new WithdrawCase(row.Reason!); break;
                case ScenarioDeed.Close: yield return new CloseCaseByHand(row.Outcome!, row.Reason!); break;
                case ScenarioDeed.Reopen: yield return new ReopenCase(row.Reason!); break;
                case ScenarioDeed.Acknowledge:
                    foreach (var alert in _case!.Alerts.Where(x => x.ClockKey == row.Name && x.AcknowledgedAt is null)) yield return new AcknowledgeAlert(alert.Id);
                    break;
                case ScenarioDeed.Retry:
                    foreach (var incident in OpenIncidents(row)) yield return new RetryIncident(incident.Key);
                    break;
                case ScenarioDeed.Skip:
                    foreach (var incident in OpenIncidents(row)) yield return new SkipStep(incident.Key, row.Outcome!, row.Reason!);
                    break;
                default: throw new InvalidOperationException($"Nobody plays {row.Do}.");
            }
        }

        private List<Incident> OpenIncidents(ScenarioRow row) => [.. _case!.Incidents.Where(x => x.StepId == row.Step && x.ResolvedAt is null)];

        private async ValueTask<Refusal?> SendAsync(Actor actor, ICaseCommand command, DateTimeOffset? occurred, CancellationToken cancellationToken)
        {
            var envelope = new CommandEnvelope(CommandId.New(player.Time.GetUtcNow()), actor, _id, command) { OccurredAt = occurred };
            if (await ExecuteAsync(envelope, cancellationToken) is { } refusal) return refusal;
            if (player.AfterEach is { } after) await AfterAsync(after, cancellationToken);
            return null;
        }

        /// <summary>What is done after a command may concern the story's own case too, and may order something of other cases.</summary>
        private async ValueTask AfterAsync(Func<CaseId, ValueTask> after, CancellationToken cancellationToken)
        {
            await after(_id);
            if (_own != _id) await after(_own);
            await new CaseErrands(player.Commands, player.Store).RunAsync(_own, cancellationToken);
        }

        private async ValueTask<Refusal?> ExecuteAsync(CommandEnvelope envelope, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (++_commands > player.Limits?.Commands) throw new PlayLimitException(ScenarioTexts.Get("limit.commands", ("limit", player.Limits.Commands)));
            var recorder = player.Rules.Engine as PathRecorder;
            recorder?.NextCommand();
            var known = recorder?.Entries.Count ?? 0;
            var result = await player.Commands.ExecuteAsync(envelope, cancellationToken);
            // Within the engine's own limits each command may take thousands of steps, and all of them are kept for the path.
            if (recorder?.Entries.Count > MaxEntries) throw new PlayLimitException(ScenarioTexts.Get("limit.steps", ("limit", MaxEntries)));
            if (result is CommandResult.Accepted { HasErrands: true })
            {
                recorder?.NextCommand();
                await new CaseErrands(player.Commands, player.Store).RunAsync(envelope.CaseId, cancellationToken);
            }
            if (result is not CommandResult.Refused { Refusal: var refusal }) return null;
            // The engine may have moved before a rule refused; that move was never kept.
            recorder?.KeepOnly(known);
            return refusal;
        }

        private async ValueTask<Actor?> ActorAsync(string user, CancellationToken cancellationToken)
        {
            if (await player.Rules.Staff.FindAsync(new UserId(user), cancellationToken) is { } person) return person.AsActor();
            Fail("unknown-person", ("person", user));
            return null;
        }

        private async ValueTask<LegalCase> LoadAsync(CancellationToken cancellationToken)
        {
            await using var reading = await player.Store.BeginAsync(cancellationToken);
            return await reading.LoadAsync(_id, cancellationToken) ?? throw new InvalidOperationException($"Case {_id} was accepted and is not in the store.");
        }

        private async ValueTask TellChangesAsync(LegalCase? before, CancellationToken cancellationToken)
        {
            await _timeline.TellChangesAsync(before, _case!, cancellationToken);
            foreach (var incident in _case!.Incidents.Skip(before?.Incidents.Count ?? 0).Where(x => x.ResolvedAt is null && !IsExpected(x)))
                Fail("incident", ("step", incident.StepId), ("message", new LocalizedText(incident.MessageZh, incident.MessageEn)));
        }

        // A story may be about a step that fails: then it names the step in what it expects after the row, and is judged by that.
        private bool IsExpected(Incident incident) =>
            scenario.Rows.ElementAtOrDefault(_row - 1)?.Expect?.Incidents?.Contains(incident.StepId) == true
            || (_row == 0 || _row == scenario.Rows.Count) && scenario.Expect?.Incidents?.Contains(incident.StepId) == true;

        private void Check(ScenarioExpectation expected) =>
            _failures.AddRange(Expectations.Failed(expected, _case!).Select(x => new ScenarioFailure(_row, x) { Remedy = ScenarioTexts.Get("remedy.expected") }));

        private void Say(TimelineKind kind, LocalizedText who, string code, params (string Name, object? Value)[] args) =>
            _timeline.Say(kind, who, ScenarioTexts.Get(code, args), _row);

        private void Fail(string code, params (string Name, object? Value)[] args) =>
            _failures.Add(new ScenarioFailure(_row, ScenarioTexts.Get(code, args)) { Remedy = ScenarioTexts.Get($"remedy.{code}") });

        private static LocalizedText Name(Actor actor) => new(actor.Name, actor.Name);

        private static LocalizedText Full(Refusal refusal) => new(
            refusal.Message.Zh + string.Concat(refusal.Fields.Select(x => $" [{x.Field}] {x.Message.Zh}")),
            refusal.Message.En + string.Concat(refusal.Fields.Select(x => $" [{x.Field}] {x.Message.En}")));
    }

    private CaseCommands Commands => commands;

    private ICaseStore Store => store;

    private IClockQueue Clocks => clocks;

    private CaseRules Rules => rules;

    private PlayedTime Time => time;
}
