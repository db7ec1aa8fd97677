using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Codes;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CaseWorkflows.IntegrationTests.Persistence;

public abstract class CaseStoreContract(ITestDatabase database) : StorageContract(database)
{
    private static readonly JsonSerializerOptions Whole = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Converters = { new OfficePathAsText() } };

    private static readonly Type[] Parts = [typeof(LegalCase), typeof(CaseDossier), typeof(Party), typeof(CaseTask), typeof(Clock), typeof(Incident), typeof(FileItem), typeof(Alert), typeof(CaseLink)];

    [Fact]
    public async Task Everything_of_a_case_comes_back()
    {
        var kept = await Storage.KeepAsync(RichCase());
        Assert.Equal(JsonSerializer.Serialize(kept, Whole), JsonSerializer.Serialize(await Storage.LoadAsync(kept.Id), Whole));
    }

    [Fact]
    public async Task The_case_of_that_test_leaves_no_column_empty()
    {
        var kept = await Storage.KeepAsync(RichCase());
        await using var db = await Storage.ContextAsync();
        foreach (var type in Parts)
        {
            var objects = ObjectsOf(kept, type);
            foreach (var property in db.Model.FindEntityType(type)!.GetProperties().Where(x => !x.IsShadowProperty()))
                Assert.True(objects.Any(x => !IsEmpty(property, property.PropertyInfo!.GetValue(x))), $"{type.Name}.{property.Name} is empty in the sample, so the test would not notice its loss.");
        }
    }

    [Fact]
    public async Task Parts_added_in_one_instant_keep_their_order()
    {
        var @case = SampleCases.New();
        for (var i = 0; i < 30; i++) SampleCases.Task(@case, $"step-{i}");
        await Storage.KeepAsync(@case);
        await Storage.ChangeAsync(@case.Id, x => SampleCases.Task(x, "step-30"));
        Assert.Equal(Enumerable.Range(0, 31).Select(x => $"step-{x}"), (await Storage.LoadAsync(@case.Id)).Tasks.Select(x => x.StepId));
    }

    [Fact]
    public async Task A_change_to_any_part_is_kept()
    {
        var @case = RichCase();
        await Storage.KeepAsync(@case);
        await Storage.ChangeAsync(@case.Id, Change);
        var changed = await Storage.LoadAsync(@case.Id);
        Change(@case);
        SampleCases.Change(@case);
        Assert.Equal(JsonSerializer.Serialize(@case, Whole), JsonSerializer.Serialize(changed, Whole));

        static void Change(LegalCase x)
        {
            x.Stage = "handling";
            x.Dossier.SetFact("result", 3);
            x.Dossier.SetApplication(SampleCases.Application("李雷", "420700199001011234", "divorce", ("韩梅梅", null)));
            x.Tasks[0].Give(new UserId("zhao"));
            x.Clocks[0].Stop(SampleCases.Noon.AddDays(2));
            x.Incidents[0].ResolvedAt = SampleCases.Noon.AddHours(7);
            x.Alerts[0].Acknowledge("zhao", SampleCases.Noon.AddHours(8));
            x.Add(new FileItem(new Guid("01977777-0000-7000-8000-000000000001"), "note", "笔录", "received", SampleCases.Noon, null, null, null));
        }
    }

    [Fact]
    public async Task A_list_that_was_changed_in_place_is_kept()
    {
        var @case = SampleCases.New();
        SampleCases.Clock(@case, SampleCases.Noon);
        await Storage.KeepAsync(@case);
        await Storage.ChangeAsync(@case.Id, x =>
        {
            var steps = (IList<ClockStep>)x.Clocks[0].Steps;
            steps[0] = steps[0] with { Round = 7 };
            ((IList<ClockPause>)x.Clocks[0].Pauses).Add(new ClockPause(SampleCases.Noon, null, "supplement"));
        });
        var clock = (await Storage.LoadAsync(@case.Id)).Clocks[0];
        Assert.Equal(7, clock.Steps[0].Round);
        Assert.Equal("supplement", Assert.Single(clock.Pauses).Cause);
    }

    [Fact]
    public async Task Instants_are_kept_to_the_microsecond_in_UTC()
    {
        var fine = new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.FromHours(8)).AddTicks(1_234_567);
        var @case = await Storage.KeepAsync(SampleCases.New(receivedAt: fine));
        var kept = (await Storage.LoadAsync(@case.Id)).ReceivedAt;
        Assert.Equal(new DateTimeOffset(2026, 3, 10, 4, 0, 0, TimeSpan.Zero).AddTicks(1_234_560), kept);
        Assert.Equal(TimeSpan.Zero, kept.Offset);
    }

    [Fact]
    public async Task A_stale_version_is_refused_and_nothing_is_written()
    {
        var @case = await Storage.KeepAsync(SampleCases.New());
        await using var slow = await Storage.Store.BeginAsync(default);
        var stale = (await slow.LoadAsync(@case.Id, default))!;
        Assert.Equal(CommitOutcome.Committed, await Storage.ChangeAsync(@case.Id, x => x.Stage = "first"));

        stale.Stage = "second";
        SampleCases.Task(stale);
        var change = SampleCases.Change(stale);
        Assert.Equal(CommitOutcome.VersionIsStale, await slow.CommitAsync(change, default));

        var now = await Storage.LoadAsync(@case.Id);
        Assert.Equal(("first", 2L, 2L), (now.Stage, now.Version, now.HistorySeq));
        Assert.Empty(now.Tasks);
        await using var after = await Storage.Store.BeginAsync(default);
        Assert.Null(await after.FindReceiptAsync(change.Receipt.Command, default));
    }

    [Fact]
    public async Task A_command_that_is_sent_twice_at_once_opens_one_case()
    {
        for (var round = 0; round < 10; round++)
        {
            var command = new CommandId(Guid.NewGuid());
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            {
                await using var transaction = await Storage.Store.BeginAsync(default);
                var @case = SampleCases.New();
                transaction.Add(@case);
                return (@case.Id, Outcome: await transaction.CommitAsync(SampleCases.Change(@case, command), default));
            })));
            var winner = Assert.Single(outcomes, x => x.Outcome == CommitOutcome.Committed);
            Assert.Equal(3, outcomes.Count(x => x.Outcome == CommitOutcome.AlreadyCommitted));
            await using var after = await Storage.Store.BeginAsync(default);
            Assert.Equal(winner.Id, (await after.FindReceiptAsync(command, default))!.CaseId);
        }
    }

    [Fact]
    public async Task A_receipt_comes_back_as_it_was()
    {
        var @case = SampleCases.New();
        await using var transaction = await Storage.Store.BeginAsync(default);
        transaction.Add(@case);
        var change = SampleCases.Change(@case);
        await transaction.CommitAsync(change, default);
        await using var after = await Storage.Store.BeginAsync(default);
        Assert.Equal(change.Receipt, await after.FindReceiptAsync(change.Receipt.Command, default));
        Assert.Null(await after.FindReceiptAsync(new CommandId(Guid.NewGuid()), default));
    }

    [Fact]
    public async Task A_taken_code_is_named()
    {
        var code = CaseCode.CreateRandom("42", 2026).ToString();
        await Storage.KeepAsync(SampleCases.New(code: code));
        await using var transaction = await Storage.Store.BeginAsync(default);
        var second = SampleCases.New(code: code);
        transaction.Add(second);
        Assert.Equal(CommitOutcome.CodeIsTaken, await transaction.CommitAsync(SampleCases.Change(second), default));
        Assert.Null(await Storage.Queries.HistoryAsync(second.Id, default));
    }

    [Fact]
    public async Task A_new_case_under_the_id_of_another_is_stale()
    {
        var first = await Storage.KeepAsync(SampleCases.New());
        await using var transaction = await Storage.Store.BeginAsync(default);
        var second = SampleCases.New(id: first.Id);
        transaction.Add(second);
        Assert.Equal(CommitOutcome.VersionIsStale, await transaction.CommitAsync(SampleCases.Change(second), default));
        Assert.Equal(first.Code, (await Storage.LoadAsync(first.Id)).Code);
    }

    [Fact]
    public async Task Another_taken_key_is_an_error_and_nothing_is_written()
    {
        var first = SampleCases.New();
        await Storage.KeepAsync(first, Message(first, "same"));
        var second = SampleCases.New();
        await Assert.ThrowsAsync<DbUpdateException>(() => Storage.KeepAsync(second, Message(second, "same")));
        await using var after = await Storage.Store.BeginAsync(default);
        Assert.Null(await after.LoadAsync(second.Id, default));
    }

    [Fact]
    public async Task What_is_not_committed_leaves_nothing()
    {
        var @case = SampleCases.New();
        await using (var transaction = await Storage.Store.BeginAsync(default)) transaction.Add(@case);
        await using var after = await Storage.Store.BeginAsync(default);
        Assert.Null(await after.LoadAsync(@case.Id, default));
    }

    [Fact]
    public async Task Reading_does_not_wait_for_a_writer()
    {
        var @case = await Storage.KeepAsync(SampleCases.New());
        var storage = Storage.Get<CaseDatabase>();
        await using var db = await storage.OpenAsync(default);
        await using var writing = await storage.BeginWriteAsync(db, default);
        await db.Cases.ExecuteUpdateAsync(x => x.SetProperty(y => y.Stage, "unfinished"));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await using var transaction = await Storage.Store.BeginAsync(limit.Token);
        Assert.Equal("", (await transaction.LoadAsync(@case.Id, limit.Token))!.Stage);
        Assert.NotNull(await Storage.Queries.HistoryAsync(@case.Id, limit.Token));
    }

    [Fact]
    public async Task Two_hundred_changes_of_one_case_at_once_lose_nothing()
    {
        const int changes = 200;
        var @case = await Storage.KeepAsync(SampleCases.New());
        var tries = await Task.WhenAll(Enumerable.Range(0, changes).Select(i => Task.Run(async () =>
        {
            var command = new CommandId(Guid.NewGuid());
            var tries = 1;
            while (await Storage.ChangeAsync(@case.Id, x => x.Add(new FileItem(Guid.CreateVersion7(), "paper", $"paper {i}", "received", SampleCases.Noon, null, null, null)), command) != CommitOutcome.Committed)
                tries++;
            return tries;
        })));
        // Who has to try more often is told that the case is busy.
        Assert.InRange(tries.Max(), 1, 8);
        var now = await Storage.LoadAsync(@case.Id);
        Assert.Equal((changes + 1L, changes + 1L), (now.Version, now.HistorySeq));
        Assert.Equal(Enumerable.Range(0, changes).Select(x => $"paper {x}").Order(), now.File.Select(x => x.Title).Order());
        var material = (await Storage.Queries.HistoryAsync(@case.Id, default))!;
        Assert.Null(Cases.History.HistoryCheck.FirstBad(material.Rows, material.Payloads, material.DigestKey, material.ExpectedSeq, material.ExpectedHash));
    }

    [Fact]
    public async Task Live_tasks_are_counted_by_who_has_them()
    {
        var (busy, idle) = ($"busy-{Guid.NewGuid():N}", $"idle-{Guid.NewGuid():N}");
        var @case = SampleCases.New();
        SampleCases.Task(@case).Give(new UserId(busy));
        SampleCases.Task(@case).Give(new UserId(busy));
        var done = SampleCases.Task(@case);
        done.Give(new UserId(idle));
        done.Complete("Eligible", new UserId(idle), SampleCases.Noon);
        await Storage.KeepAsync(@case);
        await using var transaction = await Storage.Store.BeginAsync(default);
        var counts = await transaction.CountOpenTasksByAssigneeAsync(default);
        Assert.Equal(2, counts[busy]);
        Assert.DoesNotContain(idle, counts.Keys);
    }

    internal static OutboxMessage Message(LegalCase @case, string dedup, DateTimeOffset? at = null) =>
        new(Guid.CreateVersion7(), @case.Id, "page", "notice", "role:reviewer", """{"zh":"通知"}""", dedup, at ?? SampleCases.Noon);

    internal static LegalCase RichCase()
    {
        var noon = SampleCases.Noon;
        var @case = SampleCases.New(application: SampleCases.Application("王小明", "420700198001011234", "labour-dispute", ("某某公司", "91420700MA4K"), ("张三", null)));
        @case.Status = CaseStatus.Closed;
        @case.Stage = "审查";
        @case.IsUrgent = true;
        @case.ClosedAt = noon.AddDays(9);
        @case.Result = "granted";
        @case.Cycle = 2;
        @case.FlowState = """{"v":1,"变量":"值"}""";
        @case.WaitsJson = """[{"key":"a"}]""";
        @case.FormerFlow = """{"版本":1}""";
        @case.Dossier.SetFact("urgent", JsonValue.Create(true));
        @case.ComeFrom(new CaseOrigin(CaseId.New(noon), "EZ-26-0000-0000-0", "conversion", "consultation", Guid.CreateVersion7(), "li.wei", "李伟", 2));
        var failed = new CaseLink(Guid.CreateVersion7(), "complaint", "complaint", "/420700/", CaseId.New(noon), [], "li.wei", "李伟", noon, noon.AddMinutes(1), 2);
        failed.Fail("缺少姓名", "The name is missing");
        @case.Add(failed);
        var ended = new CaseLink(Guid.CreateVersion7(), "suit", "legal-aid", "/420700/", CaseId.New(noon), null, "li.wei", "李伟", noon, noon.AddMinutes(2), 1);
        ended.Settle("EZ-26-1111-1111-1");
        ended.End("handled", noon.AddDays(5), 1);
        ended.Hear();
        @case.Add(ended);
        var task = SampleCases.Task(@case, notBySteps: ["recommend", "审批"]);
        (task.DueAt, task.DueIsProvisional) = (noon.AddDays(3), true);
        task.Give(new UserId("li.wei"));
        task.Complete("Eligible", new UserId("li.wei"), noon.AddHours(1));
        SampleCases.Task(@case).Cancel(noon.AddHours(2));
        SampleCases.Task(@case, office: "/420700/").Give(new UserId("chen"));
        var running = SampleCases.Clock(@case, noon);
        running.Fire(noon.AddDays(20), 1);
        var paused = SampleCases.Clock(@case, noon.AddDays(1), inCustody: true);
        paused.Pause(noon.AddDays(2), "supplement");
        paused.Reject("rule:2");
        SampleCases.Clock(@case, noon.AddDays(1), "legal-aid.first-meeting").Stop(noon.AddDays(2));
        SampleCases.Timer(@case, noon.AddDays(4));
        // Its end lies in a year whose holidays nobody knows yet.
        SampleCases.Clock(@case, new DateTimeOffset(2026, 12, 28, 4, 0, 0, TimeSpan.Zero));
        var incident = new Incident("i-1", "script", "脚本出错", "Script failed", noon)
        {
            StepZh = "计算", StepEn = "Count", DefinitionId = "legal-aid", DefinitionVersion = 2, Detail = "System.Exception", CausedBy = "li.wei", Cause = "CompleteTask",
            Since = noon.AddDays(-1), ReachedAt = noon.AddDays(-2), Retries = 3, Outcomes = ["Done", "继续"], Assignee = new UserId("sun"), AssignedAt = noon.AddHours(2),
        };
        incident.Resolve(IncidentResolution.Skipped, "sun", noon.AddHours(3));
        @case.Add(incident);
        @case.Add(new FileItem(Guid.CreateVersion7(), "decision-grant", "给予法律援助决定书", "issued", noon, "鄂州援〔2026〕1号", "applicant", "决定书全文"));
        var alert = new Alert(Guid.CreateVersion7(), running.Id.Value, running.Key, 1, "due:supervisor", 2, AlertLevel.Breach, Role.Supervisor, "sun", noon) { ToOffice = "/420700/", ToName = "孙主任" };
        alert.Acknowledge("sun", noon.AddHours(4));
        @case.Add(alert);
        return @case;
    }

    private static List<object> ObjectsOf(LegalCase @case, Type type) =>
    [
        .. new IEnumerable<object>[] { [@case, @case.Dossier], @case.Dossier.Parties, @case.Tasks, @case.Clocks, @case.Incidents, @case.File, @case.Alerts, @case.Links }
            .SelectMany(x => x).Where(type.IsInstanceOfType),
    ];

    // An office's parent is an office, without end.
    private sealed class OfficePathAsText : JsonConverter<OfficePath>
    {
        public override OfficePath Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, OfficePath value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }

    private static bool IsEmpty(IProperty property, object? value) =>
        property.Name != nameof(CaseDossier.ErasedAt)
        && value switch
        {
            null or "" or 0 or 0L or false => true,
            System.Collections.ICollection { Count: 0 } => true,
            _ => false,
        };
}

public sealed class CaseStoreOnSqlite(SqliteTestDatabase database) : CaseStoreContract(database), IClassFixture<SqliteTestDatabase>;

public sealed class CaseStoreOnPostgreSql(PostgreSqlTestDatabase database) : CaseStoreContract(database), IClassFixture<PostgreSqlTestDatabase>;
