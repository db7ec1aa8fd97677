using CaseWorkflows.Cases.Indicators;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Web.Api;

/// <summary>The indicators of an office and those below it for a period.</summary>
/// <param name="Office">The path of the office.</param>
/// <param name="Region">Its region.</param>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="ComputedAt">When it was computed.</param>
/// <param name="Indicators">The lines.</param>
internal sealed record IndicatorSheetAnswer(string Office, string Region, DateOnly From, DateOnly To, DateTimeOffset ComputedAt, IReadOnlyList<IndicatorAnswer> Indicators)
{
    public static IndicatorSheetAnswer Of(IndicatorSheet sheet) =>
        new(sheet.Office.Path.Value, sheet.Office.Region, sheet.Period.First, sheet.Period.Last, sheet.At, [.. sheet.Lines.Select(IndicatorAnswer.Of)]);
}

/// <summary>One indicator.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Name">Its name.</param>
/// <param name="Source">The rule it comes from.</param>
/// <param name="Document">The document that sets it.</param>
/// <param name="Expired">Whether that no longer holds.</param>
/// <param name="Force">Binding or expected.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Reported">Whether people report it.</param>
/// <param name="How">How it is computed.</param>
/// <param name="Value">Its value; null where there is none.</param>
/// <param name="Target">What it shall be in the period; null where nothing is named.</param>
/// <param name="Direction">Which way; null where nothing is named.</param>
/// <param name="Standing">How the two stand.</param>
/// <param name="Hits">Of a share those that satisfy it.</param>
/// <param name="Base">How many were counted.</param>
/// <param name="Figure">The reported figure it rests on.</param>
/// <param name="Trend">Its values by month.</param>
internal sealed record IndicatorAnswer(
    string Key, LocalizedText Name, string Source, LocalizedText Document, bool Expired, IndicatorForce Force, IndicatorUnit Unit, bool Reported, LocalizedText How,
    decimal? Value, decimal? Target, IndicatorDirection? Direction, IndicatorStanding Standing, int? Hits, int? Base, FigureAnswer? Figure, IReadOnlyList<TrendPoint> Trend)
{
    public static IndicatorAnswer Of(IndicatorLine x) => new(
        x.Indicator.Key, x.Indicator.Name, x.Indicator.Source, x.InForce.Table.Basis, x.InForce.IsExpired, x.Indicator.Force, x.Indicator.Unit, x.Indicator.IsReported, x.Indicator.How,
        x.Value, x.Target, x.Indicator.Target?.Direction, x.Standing, x.Computed?.Hits, x.Computed?.Base, x.Figure is { } figure ? FigureAnswer.Of(figure) : null, x.Trend);
}

/// <summary>A figure that somebody reported.</summary>
internal sealed record FigureAnswer(Guid Id, string Key, DateOnly From, DateOnly To, decimal Value, string Source, string EnteredBy, DateTimeOffset EnteredAt)
{
    public static FigureAnswer Of(ReportedFigure x) => new(x.Id, x.Key, x.FirstDay, x.LastDay, x.Value, x.Source, x.EnteredByName, x.EnteredAt);
}

/// <summary>A case that an indicator counted.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="CaseCode">Its code.</param>
/// <param name="At">When it counts.</param>
/// <param name="Hit">Of a share: whether it satisfies it.</param>
/// <param name="Value">Its own value.</param>
internal sealed record CountedCaseAnswer(Guid CaseId, string CaseCode, DateTimeOffset At, bool Hit, decimal? Value)
{
    public static CountedCaseAnswer Of(CaseMark x) => new(x.Id.Value, x.Code, x.At, x.IsHit, x.Value);
}

/// <summary>A figure to report.</summary>
/// <param name="Office">The office's path or code.</param>
/// <param name="Key">The indicator.</param>
/// <param name="Period">The period, <c>2026</c>, <c>2026-Q3</c>, <c>2026-10</c> or <c>2026-10-01..2026-10-15</c>.</param>
/// <param name="Value">The figure.</param>
/// <param name="Source">Where it comes from.</param>
internal sealed record FigureRequest(string? Office, string? Key, string? Period, decimal? Value, string? Source);
