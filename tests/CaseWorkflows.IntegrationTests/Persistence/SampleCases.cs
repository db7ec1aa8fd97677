using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Codes;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.History;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;

namespace CaseWorkflows.IntegrationTests.Persistence;

/// <summary>Cases made without a flow, and the changes a command would make to them.</summary>
internal static class SampleCases
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 10, 4, 0, 0, TimeSpan.Zero);

    private static readonly Lazy<CalendarBook> LoadedBook = new(() => CalendarBook.Load(Path.Combine(WorkflowsFolder, "calendars")));

    private static readonly Lazy<ClockPolicyBook> LoadedClocks = new(() => ClockPolicyBook.Load(Path.Combine(WorkflowsFolder, "policies")));

    public static BusinessCalendar Calendar => Book.Calendar;

    public static CalendarBook Book => LoadedBook.Value;

    public static string WorkflowsFolder
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
                if (File.Exists(Path.Combine(folder.FullName, "CaseWorkflows.sln")))
                    return Path.Combine(folder.FullName, "workflows");
            throw new DirectoryNotFoundException("No folder above the tests holds CaseWorkflows.sln.");
        }
    }

    public static Actor Staff(string id, string office, params string[] roles) => new(new UserId(id), id, roles, new OfficePath(office));

    public static JsonObject Application(string name, string? idNumber = null, string category = "labour-dispute", params (string Name, string? IdNumber)[] opponents) => new()
    {
        ["applicant"] = Person(name, idNumber),
        ["matter"] = new JsonObject { ["category"] = category, ["opponents"] = new JsonArray([.. opponents.Select(x => (JsonNode)Person(x.Name, x.IdNumber))]) },
    };

    public static LegalCase New(string office = "/420700/420704/", JsonObject? application = null, string? code = null, CaseId? id = null, DateTimeOffset? receivedAt = null, string service = "legal-aid")
    {
        var caseId = id ?? CaseId.New(Noon);
        return new LegalCase(caseId, code ?? CaseCode.CreateRandom("42", 2026).ToString(), service, "ezhou", new OfficePath(office), "legal-aid", 3,
            receivedAt ?? Noon, Noon.AddMinutes(5), new CaseDossier(caseId, application ?? Application("王小明"), [1, 2, 3, 4]));
    }

    public static CaseTask Task(LegalCase @case, string step = "review", string role = Role.Reviewer, string? office = null, params string[] notBySteps)
    {
        var order = new OpenTask($"wait-{Guid.NewGuid():N}", step, new LocalizedText("审查", "Review"), role, "review", ["Eligible", "补正"])
        {
            ClockKey = "legal-aid.review", ExpireOutcome = "Expired", NotBySteps = notBySteps,
        };
        var task = new CaseTask(TaskId.New(Noon), order, office is null ? @case.Office : new OfficePath(office), Noon, 1);
        @case.Add(task);
        return task;
    }

    public static Clock Clock(LegalCase @case, DateTimeOffset startAt, string key = "legal-aid.review", bool inCustody = false)
    {
        var clock = Cases.Deadlines.Clock.Start(LoadedClocks.Value.Get("ezhou", key, new DateOnly(2026, 3, 1)), startAt, Calendar, inCustody: inCustody);
        @case.Add(clock);
        return clock;
    }

    public static Clock Timer(LegalCase @case, DateTimeOffset dueAt)
    {
        var clock = Cases.Deadlines.Clock.Timer($"timer:{Guid.NewGuid():N}", dueAt.AddHours(-1), dueAt);
        @case.Add(clock);
        return clock;
    }

    /// <summary>What a command adds: history rows of these kinds with payloads, the next version, a receipt.</summary>
    public static CommitSet Change(LegalCase @case, CommandId? command = null, params string[] kinds)
    {
        List<HistoryRow> rows = [];
        List<HistoryPayload> payloads = [];
        @case.Version++;
        foreach (var kind in kinds.Length == 0 ? ["Changed"] : kinds)
        {
            var payload = $$"""{"name":"王小明","kind":"{{kind}}"}""";
            var body = new JsonObject { ["seq"] = @case.HistorySeq + 1, ["case"] = @case.Id.ToString(), ["kind"] = kind };
            if (@case.Dossier.DigestKey is { } key)
            {
                body["payload"] = HistoryCheck.Digest(key, payload);
                payloads.Add(new HistoryPayload(@case.Id, @case.HistorySeq + 1, payload));
            }
            var row = new HistoryRow(@case.Id, @case.HistorySeq + 1, kind, body.ToJsonString(CaseJson.Readable), @case.HistoryHash, Noon);
            rows.Add(row);
            (@case.HistorySeq, @case.HistoryHash) = (row.Seq, row.Hash);
        }
        return new CommitSet(rows, payloads, [], new CommandReceipt(command ?? new CommandId(Guid.NewGuid()), @case.Id, @case.Version, "digest", Noon));
    }

    /// <summary>Keeps a new case.</summary>
    public static async Task<LegalCase> KeepAsync(this TestStorage storage, LegalCase @case, params OutboxMessage[] messages)
    {
        await using var transaction = await storage.Store.BeginAsync(default);
        transaction.Add(@case);
        Assert.Equal(CommitOutcome.Committed, await transaction.CommitAsync(Change(@case, null, "CaseOpened") with { Outbox = messages }, default));
        return @case;
    }

    /// <summary>Loads a case, changes it and keeps it.</summary>
    public static async Task<CommitOutcome> ChangeAsync(this TestStorage storage, CaseId id, Action<LegalCase> change, CommandId? command = null)
    {
        await using var transaction = await storage.Store.BeginAsync(default);
        var @case = await transaction.LoadAsync(id, default);
        change(@case!);
        return await transaction.CommitAsync(Change(@case!, command), default);
    }

    public static async Task<LegalCase> LoadAsync(this TestStorage storage, CaseId id)
    {
        await using var transaction = await storage.Store.BeginAsync(default);
        return (await transaction.LoadAsync(id, default))!;
    }

    private static JsonObject Person(string name, string? idNumber)
    {
        var person = new JsonObject { ["name"] = name };
        if (idNumber is not null) person["identity"] = new JsonObject { ["type"] = "resident-identity-card", ["number"] = idNumber };
        return person;
    }
}
