using System.Globalization;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Desk;

/// <summary>What somebody asks of the clocks, as it was written: in a query string or on a command line.</summary>
internal sealed record ClockQuestion
{
    /// <summary>A word of <see cref="ClockLists"/>; empty for all that have not ended.</summary>
    public string? State { get; init; }

    /// <summary>A span: <c>2d</c>, <c>12h</c>, <c>90m</c>.</summary>
    public string? Within { get; init; }

    /// <summary>An office by path or code.</summary>
    public string? Office { get; init; }

    /// <summary>A region by code.</summary>
    public string? Region { get; init; }

    /// <summary>A service by key.</summary>
    public string? Service { get; init; }

    /// <summary>A rule by key.</summary>
    public string? Clock { get; init; }

    /// <summary>An account.</summary>
    public string? Assignee { get; init; }

    /// <summary>A case by code or id.</summary>
    public string? Case { get; init; }

    /// <summary>A word of <see cref="ClockScopes"/>; empty for all.</summary>
    public string? Scope { get; init; }

    /// <summary>
    /// The filter that was meant, or everything that is wrong, each by the name of its field and with what it may be. What does not exist is refused:
    /// an empty list would look like good news.
    /// </summary>
    public async Task<(ClockFilter? Filter, IReadOnlyList<FieldProblem> Problems)> ReadAsync(
        Actor actor, WorkflowLibrary library, IClockQueries clocks, ICaseQueries cases, IStaffDirectory staff, CancellationToken cancellationToken)
    {
        List<FieldProblem> problems = [];
        var filter = new ClockFilter();
        if (Given(State) is { } state)
        {
            if (ClockLists.TryParse(state, out var list)) filter = filter with { List = list };
            else Problem("state", ClockTexts.Get("filter.option", ("value", state), ("options", string.Join(", ", ClockLists.AllWords))));
        }
        if (Given(Within) is { } within)
        {
            if (SpanOf(within) is { } span) filter = filter with { Within = span };
            else Problem("within", ClockTexts.Get("filter.within", ("value", within)));
        }
        if (Given(Office) is { } office)
        {
            if (library.Office(office) is { } known) filter = filter with { Office = known.Path };
            else Problem("office", ClockTexts.Get("filter.option", ("value", office), ("options", Options(library.Offices.Select(x => x.Path.Code)))));
        }
        if (Given(Region) is { } region)
        {
            if (library.Clocks.Regions.Contains(region)) filter = filter with { Region = region };
            else Problem("region", ClockTexts.Get("filter.option", ("value", region), ("options", Options(library.Clocks.Regions.All.Select(x => x.Code)))));
        }
        if (Given(Service) is { } service)
        {
            var services = library.Clocks.Rules.Select(x => x.ServiceType).Distinct().ToList();
            if (services.Contains(service)) filter = filter with { ServiceType = service };
            else Problem("service", ClockTexts.Get("filter.option", ("value", service), ("options", Options(services))));
        }
        if (Given(Clock) is { } clock)
        {
            if (library.Clocks.Keys.Contains(clock)) filter = filter with { Key = clock };
            else Problem("clock", ClockTexts.Get("filter.option", ("value", clock), ("options", Options(library.Clocks.Keys))));
        }
        if (Given(Assignee) is { } assignee)
        {
            var person = new UserId(assignee);
            if (await staff.FindAsync(person, cancellationToken) is not null) filter = filter with { Assignee = person };
            else Problem("assignee", ClockTexts.Get("filter.nobody", ("value", assignee)));
        }
        if (Given(Case) is { } code)
        {
            var id = Guid.TryParse(code, out var guid) ? new CaseId(guid) : await cases.FindByCodeAsync(code, cancellationToken);
            // Of a case of somebody else nobody learns here that it exists.
            if (id is null || !await clocks.MaySeeAsync(actor, id.Value, cancellationToken)) Problem("case", ClockTexts.Get("filter.no-case", ("value", code)));
            filter = filter with { Case = id };
        }
        if (Given(Scope) is { } whose)
        {
            if (ClockScopes.TryParse(whose, out var scope)) filter = filter with { Scope = scope };
            else Problem("scope", ClockTexts.Get("filter.option", ("value", whose), ("options", string.Join(", ", ClockScopes.AllWords))));
        }
        // Of one case all clocks are meant unless a list is named.
        if (filter.Case is not null && Given(State) is null) filter = filter with { List = ClockList.Any };
        return problems.Count == 0 ? (filter, []) : (null, problems);

        void Problem(string field, Engine.LocalizedText text) => problems.Add(new FieldProblem(field, text));
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static string Options(IEnumerable<string> all) => string.Join(", ", all.Order(StringComparer.Ordinal));

    // More than ten years is a slip of the finger.
    private static TimeSpan? SpanOf(string text) =>
        text.Length is >= 2 and <= 8 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            && (text[^1] switch { 'd' => TimeSpan.FromDays(Math.Min(number, 100_000)), 'h' => TimeSpan.FromHours(number), 'm' => TimeSpan.FromMinutes(number), _ => default }) is { Ticks: > 0 } span && span <= TimeSpan.FromDays(3660)
            ? span
            : null;
}
