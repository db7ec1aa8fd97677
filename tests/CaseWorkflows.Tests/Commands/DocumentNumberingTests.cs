using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Tests.Engine;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Commands;

/// <summary>Documents are numbered by office and year, without a gap and without a double.</summary>
public sealed class DocumentNumberingTests
{
    [Fact]
    public async Task Each_office_and_year_has_its_own_row_and_a_refused_command_takes_no_number()
    {
        var desk = new Numbers();
        Assert.Equal("鄂城援收字〔2026〕1号", await desk.IssueAsync("420704", "2026-12-31T20:00"));
        Assert.Equal("鄂城援收字〔2026〕2号", await desk.IssueAsync("420704", "2026-12-31T23:59"));
        Assert.Equal("鄂华援收字〔2026〕1号", await desk.IssueAsync("420703", "2026-12-31T23:59"));
        // The year is China's: this instant is still 2026 in Greenwich.
        Assert.Equal("鄂城援收字〔2027〕1号", await desk.IssueAsync("420704", "2027-01-01T00:00"));
        await desk.RefuseAsync("420704", "2027-01-01T10:00");
        Assert.Equal("鄂城援收字〔2027〕2号", await desk.IssueAsync("420704", "2027-01-02T10:00"));
    }

    [Fact]
    public async Task The_number_stands_in_the_text_and_in_the_history_and_a_repeated_command_takes_no_other()
    {
        var desk = new Numbers();
        var first = await desk.IssueAsync("420704", "2026-03-02T10:00");
        var @case = desk.Last;
        Assert.Contains(first, @case.File.Single().Text, StringComparison.Ordinal);
        Assert.Contains(desk.Store.History(@case.Id), x => x.Kind == "DocumentIssued" && (string?)JsonNode.Parse(x.Body)!["facts"]!["number"] == first);
        await desk.RepeatAsync();
        Assert.Equal("鄂城援收字〔2026〕2号", await desk.IssueAsync("420704", "2026-03-02T10:00"));
    }

    /// <summary>Cases of one flow that issues a receipt.</summary>
    private sealed class Numbers
    {
        private readonly InMemoryDefinitions _definitions = new();
        private readonly Standing _time = new();
        private readonly CaseCommands _commands;
        private CommandEnvelope? _lastSent;

        public Numbers() => _commands = new(Store, new CaseRules(Shipped.Engine, Shipped.Library, _definitions, new InMemoryStaff([])), _time);

        public InMemoryCaseStore Store { get; } = new();

        public LegalCase Last { get; private set; } = null!;

        public async Task<string> IssueAsync(string office, string at)
        {
            Assert.IsType<CommandResult.Accepted>(await SendAsync(office, at, "test"));
            Last = Store.Cases.Single(x => x.Id == _lastSent!.CaseId);
            return Last.File.Single().Number!;
        }

        public async Task RefuseAsync(string office, string at) => Assert.IsType<CommandResult.Refused>(await SendAsync(office, at, "no-such-service"));

        public async Task RepeatAsync() => Assert.True(Assert.IsType<CommandResult.Accepted>(await _commands.ExecuteAsync(_lastSent!)).Repeated);

        private async Task<CommandResult> SendAsync(string office, string at, string service)
        {
            _time.Now = Deadlines.DueDatesTests.At(at);
            await _definitions.PublishAsync("test", "flow", 1, Receipt().Document().ToJsonString(), _time.Now, default);
            _lastSent = new CommandEnvelope(CommandId.New(_time.Now), new Actor(new("clerk"), "周敏", [Role.IntakeClerk], new("/420700/")), CaseId.New(_time.Now), new OpenCase(service, office, []));
            return await _commands.ExecuteAsync(_lastSent);
        }

        private static FlowBuilder Receipt() => new FlowBuilder()
            .With(CaseDesk.Step("doc", "IssueDocument", ("template", "receipt-voucher"), ("recipient", "file")), CaseDesk.Task("wait", ["done"])).To("doc.Done>wait");

        private sealed class Standing : TimeProvider
        {
            public DateTimeOffset Now { get; set; }

            public override DateTimeOffset GetUtcNow() => Now;
        }
    }
}
