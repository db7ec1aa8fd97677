using System.Globalization;
using System.Text;
using CaseWorkflows.Cases.Indicators;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Desk;

/// <summary>Indicators in words, for pages, CSV and verbs.</summary>
internal static class IndicatorWords
{
    private static readonly string[] Columns = ["key", "name", "value", "unit", "target", "force", "standing", "kind", "base", "document", "source", "how", "period", "office"];

    public static string Number(decimal value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>The unit beside a number; of none in particular without one.</summary>
    public static string Unit(IndicatorUnit unit, decimal? value = null) => IndicatorTexts.Here($"unit.{unit}", ("value", value is { } number ? Number(number) : null));

    public static string Amount(decimal? value, IndicatorUnit unit) =>
        value is not { } number ? "—" : unit is IndicatorUnit.Percent or IndicatorUnit.PerTenThousand ? Number(number) + Unit(unit) : $"{Number(number)} {Unit(unit, number)}";

    public static string Target(IndicatorLine line)
    {
        if (line.Indicator.Target is not { } target) return IndicatorTexts.Here("target.none");
        if (target.Direction == IndicatorDirection.Rising)
            return line.Target is { } before ? IndicatorTexts.Here("target.Rising", ("value", Amount(before, line.Indicator.Unit))) : IndicatorTexts.Here("target.rising-unknown");
        if (line.Target is not { } asked) return IndicatorTexts.Here("target.none");
        var text = IndicatorTexts.Here($"target.{target.Direction}", ("value", Amount(asked, line.Indicator.Unit)));
        return target.IsPerYear && target.Steps.LastOrDefault(x => x.Value != asked) is { } year ? text + IndicatorTexts.Here("target.per-year", ("value", Number(year.Value))) : text;
    }

    public static string Standing(IndicatorLine line) => IndicatorTexts.Here($"standing.{line.Standing}");

    public static string Force(IndicatorLine line) => IndicatorTexts.Here($"force.{line.Indicator.Force}");

    public static string Kind(IndicatorLine line) => IndicatorTexts.Here(line.Indicator.IsReported ? "kind.reported" : "kind.computed");

    public static string Counted(IndicatorLine line) => line.Computed switch
    {
        null => "",
        { Hits: { } hits } computed => IndicatorTexts.Here("of", ("hits", hits), ("base", computed.Base)),
        { } computed => IndicatorTexts.Here("counted", ("base", computed.Base)),
    };

    public static string Document(IndicatorLine line) => line.InForce.Table.Basis.Here() + (line.InForce.IsExpired ? $" · {IndicatorTexts.Here("expired")}" : "");

    public static string Figure(IndicatorLine line) =>
        line.Figure is not { } figure ? "" : IndicatorTexts.Here("figure", ("period", Words(figure.Period)), ("source", figure.Source), ("name", figure.EnteredByName));

    public static string Words(Period period) => period.ToString().Replace("..", "—", StringComparison.Ordinal);

    /// <summary>The table as CSV (RFC 4180) with a header, in the reader's language; a byte order mark first, without which spreadsheets take Chinese for something else.</summary>
    public static string Csv(IndicatorSheet sheet)
    {
        var text = new StringBuilder("\uFEFF").AppendJoin(',', Columns.Select(x => Cell(IndicatorTexts.Here($"col.{x}")))).Append("\r\n");
        foreach (var line in sheet.Lines)
            text.AppendJoin(',', new[]
            {
                line.Indicator.Key, line.Indicator.Name.Here(), line.Value is { } value ? Number(value) : "", Unit(line.Indicator.Unit), Target(line), Force(line), Standing(line), Kind(line),
                Counted(line), Document(line), line.Indicator.IsReported ? Figure(line) : line.Indicator.Source, line.Indicator.How.Here(), sheet.Period.ToString(), sheet.Office.Name.Here(),
            }.Select(Cell)).Append("\r\n");
        return text.ToString();
    }

    // What begins like a formula would be computed by a spreadsheet: a source is written by people. A number below zero is none.
    private static string Cell(string text)
    {
        var isFormula = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' && !decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        var shown = isFormula ? "'" + text : text;
        return shown.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{shown.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : shown;
    }
}
