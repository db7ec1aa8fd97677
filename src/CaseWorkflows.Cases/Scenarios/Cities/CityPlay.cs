using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Cases.Indicators;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Linking;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Scenarios.Cities;

/// <summary>One month of one city: a list of what will happen when, which grows with everything that happens.</summary>
internal sealed class CityPlay(
    CaseCommands commands, ICaseStore store, IClockQueue clocks, CaseRules rules, IReadOnlyList<StaffMember> staff, PlayedTime time, CityPlan plan, CityMix city, Period period, long seed,
    CityTally tally)
{
    private const int ClaimLimit = 100;

    // Who is refused does something else, and gives up after so many tries for a day.
    private const int Tries = 6;
    private const int Days = 3;

    // So many clock steps at one instant have no end.
    private const int MostAtOnce = 10_000;

    private readonly PriorityQueue<Func<CancellationToken, ValueTask>, (DateTimeOffset At, long Order)> _coming = new();
    private readonly Dictionary<CaseId, Known> _known = [];
    private readonly List<(CaseId Id, string Service)> _cases = [];
    private readonly CaseErrands _errands = new(commands, store);
    private long _order;

    public Action<int>? Progress { get; init; }

    private WorkflowLibrary Library => rules.Library;

    /// <summary>Plays until the month is over.</summary>
    public async ValueTask RunAsync(IReadOnlyList<CityArrival> arrivals, CancellationToken cancellationToken)
    {
        foreach (var arrival in arrivals) Plan(arrival.At, x => ArriveAsync(arrival, x));
        var shown = 0;
        while (_coming.TryDequeue(out var next, out var when) && when.At < period.Until)
        {
            cancellationToken.ThrowIfCancellationRequested();
            time.MoveTo(when.At);
            await next(cancellationToken);
            var part = (int)((when.At - period.From) / (period.Until - period.From) * 100);
            if (part > shown) Progress?.Invoke(shown = part);
        }
        time.MoveTo(period.Until);
    }

    private void Plan(DateTimeOffset at, Func<CancellationToken, ValueTask> what) => _coming.Enqueue(what, (at, _order++));

    private async ValueTask ArriveAsync(CityArrival arrival, CancellationToken cancellationToken)
    {
        var office = Library.Office(city.Office)!;
        var service = Library.Services.Find(arrival.Service)!;
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var dice = Dice.For("intake", seed, city.Region, period.First, arrival.Number, attempt);
            var clerks = staff.Select(x => x.AsActor()).Where(x => !CaseAccess.IsOutsider(x) && x.Office.Covers(office.Path) && service.MayBeOpenedBy(x)).ToList();
            if (clerks.Count == 0)
            {
                tally.NobodyFor(arrival.Service);
                return;
            }
            var intake = IntakeOf(service, dice);
            var earlier = Earlier(service, dice);
            if (earlier is { } from && plan.OutOf[service.Key] is { CodeField: { } field }) FormValues.Put(intake, field, (await LookAsync(from, cancellationToken))!.Code);
            var id = earlier ?? new CaseId(CommandId.For("city-case", seed, city.Region, period, arrival.Number).Value);
            ICaseCommand command = earlier is null ? new OpenCase(service.Key, city.Office, intake) : new LinkCase(plan.OutOf[service.Key].Relation, service.Key, intake);
            if (await SendAsync(dice.Among(clerks), id, command, cancellationToken)) return;
        }
    }

    /// <summary>A case that this one comes out of, where such cases come out of others.</summary>
    private CaseId? Earlier(ServiceDefinition service, Dice dice)
    {
        if (!plan.OutOf.TryGetValue(service.Key, out var from) || !dice.Chance(from.Percent)) return null;
        var cases = _cases.Where(x => from.Of.Count == 0 ? x.Service != service.Key : from.Of.Contains(x.Service)).ToList();
        return cases.Count == 0 ? null : dice.Among(cases).Id;
    }

    private JsonObject IntakeOf(ServiceDefinition service, Dice dice)
    {
        var form = Library.Forms.Find(service.Form)!;
        var drawn = Answers(dice, null).Fill(form, form.Outcomes.Count > 0 ? form.Outcomes[0].Key : null);
        if (plan.Intakes.TryGetValue(service.Key, out var kinds)) drawn = Commands.Tasks.JsonMerge.Apply(drawn, dice.Weighted([.. kinds.Select(x => (x.Intake, x.Weight))]));
        if (city.Channels.TryGetValue(service.Key, out var channels)) FormValues.Put(drawn, service.ChannelField, dice.Weighted([.. channels.OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => (x.Key, x.Value))]));
        return drawn;
    }

    private FormAnswers Answers(Dice dice, LegalCase? @case) => new(Library, plan, city, staff, dice, ChinaTime.DayOf(time.GetUtcNow()), @case, TimeOnly.FromTimeSpan(ChinaTime.ToChina(time.GetUtcNow()).TimeOfDay));

    /// <summary>Sends a command, and sees to what comes of it.</summary>
    private async ValueTask<bool> SendAsync(Actor actor, CaseId id, ICaseCommand command, CancellationToken cancellationToken)
    {
        var result = await commands.ExecuteAsync(new CommandEnvelope(CommandId.New(time.GetUtcNow()), actor, id, command), cancellationToken);
        if (result is CommandResult.Refused refused)
        {
            tally.Refuse(refused.Refusal.Code);
            return false;
        }
        IReadOnlyList<CaseId> others = result is CommandResult.Accepted { HasErrands: true } ? await _errands.RunAsync(id, cancellationToken) : [];
        await SeeAsync(id, cancellationToken);
        // In the order in which they became known: ids made in between are not the same in another run.
        foreach (var other in others.Where(x => x != id).OrderBy(x => _known.TryGetValue(x, out var known) ? known.Number : int.MaxValue)) await SeeAsync(other, cancellationToken);
        return true;
    }

    private async ValueTask<LegalCase?> LookAsync(CaseId id, CancellationToken cancellationToken)
    {
        await using var reading = await store.BeginAsync(cancellationToken);
        return await reading.LookAsync(id, cancellationToken);
    }

    /// <summary>Looks at a case after something happened to it, and plans what people do next.</summary>
    private async ValueTask SeeAsync(CaseId id, CancellationToken cancellationToken)
    {
        if (await LookAsync(id, cancellationToken) is not { } @case) return;
        if (!_known.TryGetValue(id, out var known))
        {
            _known[id] = known = new Known(_known.Count + 1);
            _cases.Add((id, @case.ServiceType));
            tally.Open(@case.ServiceType);
            if (@case.OriginId is not null) tally.Linked++;
            var fate = DiceOf(known, "fate");
            if (fate.Below(1_000) < plan.WithdrawnPerThousand) Plan(time.GetUtcNow().AddHours(fate.Between(4, 240)), x => WithdrawAsync(id, x));
        }
        Count(@case, known);
        if (@case.Status != CaseStatus.Open) return;
        foreach (var task in @case.Tasks.Where(x => x.IsLive && known.Tasks.Add(x.Id)))
        {
            var dice = DiceOf(known, "step", task.StepId, @case.Tasks.Count(x => x.StepId == task.StepId));
            var at = WhenDone(task, @case, dice);
            Plan(at, x => WorkAsync(id, task.Id, 0, x));
        }
        foreach (var wait in FlowRun.WaitsOf(@case).Where(x => x.Kind == WaitKind.Event && known.Waits.Add(x.Name!)))
            if (Library.Event(wait.Name!) is { BySystem: false } awaited && DiceOf(known, "event", awaited.Key) is var dice && dice.Chance(plan.Events.GetValueOrDefault(awaited.Key)))
                Plan(time.GetUtcNow().AddHours(dice.Between(3, 120)), x => ReportAsync(id, awaited, x));
        foreach (var record in Library.Events.Where(x => x.IsRecordOf(@case.ServiceType)))
            // There is a hearing once somebody handles the case.
            if (@case.Dossier.Fact("lawyer") is not null && known.Waits.Add(record.Key) && DiceOf(known, "event", record.Key) is var chance && chance.Chance(plan.Events.GetValueOrDefault(record.Key)))
                Plan(time.GetUtcNow().AddHours(chance.Between(24, 240)), x => ReportAsync(id, record, x));
        if (@case.Clocks.Min(x => x.NextFireAt) is { } ring && ring != known.RingsAt)
        {
            known.RingsAt = ring;
            Plan(ring > time.GetUtcNow() ? ring : time.GetUtcNow(), x => RingAsync(x));
        }
    }

    private void Count(LegalCase @case, Known known)
    {
        foreach (var alert in @case.Alerts.Skip(known.Alerts)) tally.Alert(alert.Level.ToString().ToLowerInvariant());
        known.Alerts = @case.Alerts.Count;
        foreach (var incident in @case.Incidents.Skip(known.Incidents)) tally.Incident($"{@case.ServiceType}/{incident.StepId}", $"{@case.Code}: {incident.MessageEn}");
        known.Incidents = @case.Incidents.Count;
        var missed = @case.Clocks.Count(x => x.BreachedAt is not null);
        tally.Missed += Math.Max(0, missed - known.Missed);
        known.Missed = Math.Max(missed, known.Missed);
        var isOver = @case.Status is CaseStatus.Closed or CaseStatus.Withdrawn;
        if (isOver && !known.IsOver) tally.End(@case.ServiceType);
        known.IsOver = isOver;
    }

    /// <summary>Prompt people use a part of the time that is left; late ones come after it, and some at night.</summary>
    private DateTimeOffset WhenDone(CaseTask task, LegalCase @case, Dice dice)
    {
        var now = time.GetUtcNow();
        var most = TimeSpan.FromHours(dice.Between(2, 60));
        if (task.DueAt is not { } due || due <= now) return AtWork(now.AddMinutes(dice.Between(20, 60 * 20)), null);
        if (dice.Chance(city.Late)) return due.AddMinutes(dice.Between(10, 60 * 48));
        var part = TimeSpan.FromTicks((due - now).Ticks / 100 * dice.Between(3, 55));
        return AtWork(now + (part < most ? part : most), due);

        DateTimeOffset AtWork(DateTimeOffset at, DateTimeOffset? until)
        {
            if (plan.AroundTheClock.Contains(@case.ServiceType)) return at;
            var working = WorkingTime.From(Library, at, dice);
            return until is { } limit && working >= limit ? at : working;
        }
    }

    private async ValueTask WorkAsync(CaseId id, TaskId taskId, int day, CancellationToken cancellationToken)
    {
        if (await LookAsync(id, cancellationToken) is not { } @case || @case.Task(taskId) is not { IsLive: true } task || @case.Status != CaseStatus.Open) return;
        var known = _known[id];
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var dice = DiceOf(known, "work", task.StepId, @case.Tasks.Count(x => x.StepId == task.StepId), day, attempt);
            var able = task.Assignee is { } holder
                ? staff.Where(x => x.Id == holder).ToList()
                : staff.Where(x => CaseAccess.MayTouch(x.AsActor(), @case) && CaseAccess.WhyNotTake(x.AsActor(), task, @case) is null).ToList();
            if (able.Count == 0)
            {
                tally.NobodyFor($"{@case.ServiceType}/{task.StepId}");
                return;
            }
            var outcome = OutcomeOf(@case, task, dice);
            var form = Library.Forms.Find(task.FormKey);
            var answers = form is null ? [] : Answers(dice, @case).Fill(FormBounds.Of(form, () => CaseFacts.Of(@case, Library)), outcome);
            var isLate = task.DueAt < time.GetUtcNow();
            if (!await SendAsync(dice.Among(able).AsActor(), id, new CompleteTask(taskId, outcome, answers), cancellationToken)) continue;
            tally.Steps++;
            if (isLate) tally.LateSteps++;
            return;
        }
        if (day < Days) Plan(time.GetUtcNow().AddDays(1), x => WorkAsync(id, taskId, day + 1, x));
    }

    /// <summary>How a step is completed. What was chosen at the step before is chosen less often, so that no case goes in circles.</summary>
    private string OutcomeOf(LegalCase @case, CaseTask task, Dice dice)
    {
        var named = plan.Outcomes.GetValueOrDefault(@case.ServiceType)?.GetValueOrDefault(task.StepId);
        var form = Library.Forms.Find(task.FormKey);
        return dice.Weighted([.. task.Outcomes.Select(x =>
        {
            var weight = named is not null ? named.GetValueOrDefault(x) : form?.Outcomes.FirstOrDefault(y => y.Key == x)?.Style switch { "primary" => 70, "danger" => 4, _ => 10 };
            var before = @case.Tasks.Count(y => y.StepId == task.StepId && y.Outcome == x);
            return (x, weight * 100 / ((1 + before) * (1 + before)));
        })]);
    }

    private async ValueTask ReportAsync(CaseId id, CaseEvent awaited, CancellationToken cancellationToken)
    {
        if (await LookAsync(id, cancellationToken) is not { Status: CaseStatus.Open } @case || (!awaited.IsRecordOf(@case.ServiceType) && FlowRun.WaitsOf(@case).All(x => x.Name != awaited.Key))) return;
        var dice = DiceOf(_known[id], "report", awaited.Key);
        var able = staff.Select(x => x.AsActor()).Where(x => !CaseAccess.IsOutsider(x) && CaseAccess.MayTouch(x, @case) && (awaited.Roles.Count == 0 || awaited.Roles.Any(x.Has))).ToList();
        if (able.Count == 0) return;
        var details = awaited.Form is { } key && Library.Forms.Find(key) is { } form ? Answers(dice, @case).Fill(FormBounds.Of(form, () => CaseFacts.Of(@case, Library)), null) : null;
        if (await SendAsync(dice.Among(able), id, new RecordEvent(awaited.Key, details), cancellationToken)) tally.Events++;
    }

    private async ValueTask WithdrawAsync(CaseId id, CancellationToken cancellationToken)
    {
        if (await LookAsync(id, cancellationToken) is not { Status: CaseStatus.Open } @case) return;
        var dice = DiceOf(_known[id], "withdraw");
        var able = staff.Select(x => x.AsActor()).Where(x => !CaseAccess.IsOutsider(x) && CaseAccess.MayTouch(x, @case)).ToList();
        if (able.Count > 0 && await SendAsync(dice.Among(able), id, new WithdrawCase(dice.Among(plan.Words.Accounts)), cancellationToken)) tally.Withdrawn++;
    }

    /// <summary>Fires every clock that is due.</summary>
    private async ValueTask RingAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        for (var fired = 0; fired < MostAtOnce; )
        {
            var due = await clocks.ClaimAsync(now, ClaimLimit, nameof(CityPlay), TimeSpan.FromMinutes(1), cancellationToken);
            if (due.Count == 0) return;
            foreach (var clock in due.OrderBy(x => x.FireAt).ThenBy(x => _known.TryGetValue(x.CaseId, out var known) ? known.Number : int.MaxValue).ThenBy(x => x.Generation))
            {
                fired++;
                tally.Firings++;
                if (!await SendAsync(Actor.ClockKeeper, clock.CaseId, new FireClock(clock.ClockId, clock.Generation), cancellationToken))
                    await clocks.PostponeAsync(clock, period.Until, "refused", cancellationToken);
            }
        }
    }

    private Dice DiceOf(Known known, params ReadOnlySpan<object> what) => Dice.For([seed, city.Region, period.First, known.Number, .. what]);

    /// <summary>What was seen of a case.</summary>
    private sealed class Known(int number)
    {
        public int Number { get; } = number;

        public HashSet<TaskId> Tasks { get; } = [];

        public HashSet<string> Waits { get; } = [];

        public DateTimeOffset? RingsAt { get; set; }

        public int Alerts { get; set; }

        public int Incidents { get; set; }

        public int Missed { get; set; }

        public bool IsOver { get; set; }
    }
}
