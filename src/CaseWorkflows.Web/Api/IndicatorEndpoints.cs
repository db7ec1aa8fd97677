using System.Text;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Indicators;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Web.Desk;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Api;

/// <summary>The indicators, what they counted, and figures that people report. For those who lead an office, of it and those below.</summary>
internal static class IndicatorEndpoints
{
    private const string Tag = "Indicators";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/indicators", SheetAsync).WithTags(Tag).AsQuery<IndicatorSheetAnswer>("GetIndicators", "The indicators of an office and those below it for a period", 403);
        api.MapGet("/indicators.csv", CsvAsync).WithTags(Tag).WithName("GetIndicatorsCsv").WithSummary("The indicators as CSV").Produces<string>(200, "text/csv").WithProblems(400, 401, 403);
        api.MapGet("/indicators/{key}/cases", CasesAsync).WithTags(Tag).AsQuery<PageAnswer<CountedCaseAnswer>>("GetIndicatorCases", "The cases that an indicator counted, oldest first", 403, 404);
        api.MapPost("/indicators/figures", ReportAsync).WithTags(Tag).AsQuery<FigureAnswer>("ReportFigure", "Report a figure that cases can't tell; repeating it with the same Idempotency-Key keeps it once", 403);
    }

    private static Task<IResult> SheetAsync(CallContext call, WorkflowLibrary library, IndicatorReckoning reckoning, string? office = null, string? period = null) =>
        ForSheetAsync(call, library, reckoning, office, period, sheet => TypedResults.Ok(IndicatorSheetAnswer.Of(sheet)));

    private static Task<IResult> CsvAsync(CallContext call, WorkflowLibrary library, IndicatorReckoning reckoning, string? office = null, string? period = null) =>
        ForSheetAsync(call, library, reckoning, office, period, sheet =>
            TypedResults.File(Encoding.UTF8.GetBytes(IndicatorWords.Csv(sheet)), "text/csv; charset=utf-8", $"indicators-{sheet.Office.Path.Code}-{sheet.Period}.csv"));

    private static Task<IResult> CasesAsync(CallContext call, WorkflowLibrary library, IndicatorReckoning reckoning, string key, string? office = null, string? period = null, int page = 0, int pageSize = 50) =>
        CaseEndpoints.PageProblem(page, pageSize) is { } problem
            ? Task.FromResult(problem)
            : ForSheetAsync(call, library, reckoning, office, period, sheet =>
                sheet.Lines.FirstOrDefault(x => x.Indicator.Key == key) is not { } line
                    ? Problems.Of(Refusal.Of("indicator.unknown", ("key", key)))
                    : TypedResults.Ok(new PageAnswer<CountedCaseAnswer>(
                        [.. (line.Computed?.Cases ?? []).Skip(page * pageSize).Take(pageSize).Select(CountedCaseAnswer.Of)], line.Computed?.Cases.Count ?? 0, page, pageSize)));

    private static Task<IResult> ReportAsync(FigureRequest body, CallContext call, WorkflowLibrary library, IndicatorReckoning reckoning) => call.ForActorAsync(async actor =>
    {
        if (new[] { ("key", body.Key), ("period", body.Period) }.Where(x => string.IsNullOrWhiteSpace(x.Item2)).Select(x => x.Item1).ToList() is { Count: > 0 } missing) return Problems.MissingFields(missing);
        if (Period.Parse(body.Period!) is not { } period) return Unreadable(body.Period!);
        var office = string.IsNullOrEmpty(body.Office) ? library.Office(actor.Office.Value) : library.Office(body.Office);
        if (office is null) return Problems.Of(Refusal.Of("case.unknown-office", ("office", body.Office ?? actor.Office.Value)));
        var id = call.CommandId;
        if (id is not { } entry) return Problems.Of("request.header-invalid", ("header", "Idempotency-Key"), ("example", "0198f1f0-5a3e-7c6b-9b1e-2f6f5a4c3d21"));
        if (await reckoning.ReportAsync(actor, entry.Value, office.Path, body.Key!, period, body.Value, body.Source, call.Cancelled) is { } refusal) return Problems.Of(refusal);
        var sheet = await reckoning.FiguresAsync(office.Path, call.Cancelled);
        return TypedResults.Ok(FigureAnswer.Of(sheet.First(x => x.Id == entry.Value)));
    });

    private static Task<IResult> ForSheetAsync(CallContext call, WorkflowLibrary library, IndicatorReckoning reckoning, string? office, string? period, Func<IndicatorSheet, IResult> answer) => call.ForActorAsync(async actor =>
    {
        var today = ChinaTime.DayOf(call.Now);
        if ((string.IsNullOrEmpty(period) ? Period.Month(today.Year, today.Month) : Period.Parse(period)) is not { } asked) return Unreadable(period!);
        var words = new QueryWords();
        var place = string.IsNullOrWhiteSpace(office) ? library.Office(actor.Office.Value) : words.Office("office", office, library);
        if (!IndicatorReckoning.Leads(actor)) return Problems.Of(Refusal.Of("case.needs-supervisor"));
        if (words.Problem is { } wrong) return wrong;
        if (place is null) return Problems.Of(Refusal.Of("case.unknown-office", ("office", office ?? actor.Office.Value)));
        if (reckoning.WhyNotSee(actor, place.Path) is { } refusal) return Problems.Of(refusal);
        return answer(await reckoning.ReckonAsync(place, asked, call.Cancelled));
    });

    internal static IResult Unreadable(string period)
    {
        var why = IndicatorTexts.Get("period.unreadable", ("period", period));
        return Problems.Of(new Refusal("indicator.period-unreadable", why) { Fields = [new FieldProblem("period", why)] });
    }
}
