using System.Text.RegularExpressions;
using CaseWorkflows.Cases.Forms;

namespace CaseWorkflows.Cases.Indicators;

/// <summary>Reads one file of indicators. Whatever it can't make sense of is an error that names the field.</summary>
internal static partial class IndicatorReader
{
    private static readonly string[] Forces = ["binding", "expected"];
    private static readonly string[] Directions = ["at-least", "at-most", "below", "above", "rising"];
    private static readonly string[] Measures = ["count", "share", "sum", "average", "percentile", "growth", "per-figure", "each", "share-of-figure"];
    private static readonly string[] Countables = ["cases", "clocks", "tasks", "links", "samples", "entries"];
    private static readonly string[] Verdicts = ["met", "missed", "lapsed", "running"];
    private static readonly string[] Times = ["minutes", "hours", "days"];
    private static readonly string[] ConditionFields = ["result", "stage", "status", "channel", "place", "step", "role", "clock", "linked", "sampled", "own", "entry", "not", "any"];

    private static readonly Dictionary<string, IndicatorUnit> Units = new()
    {
        ["percent"] = IndicatorUnit.Percent, ["minutes"] = IndicatorUnit.Minutes, ["hours"] = IndicatorUnit.Hours, ["days"] = IndicatorUnit.Days,
        ["pieces"] = IndicatorUnit.Pieces, ["people"] = IndicatorUnit.People, ["points"] = IndicatorUnit.Points, ["per-ten-thousand"] = IndicatorUnit.PerTenThousand,
    };

    public static IndicatorTable Read(FieldReader root, string region, string file)
    {
        if (root.RequiredText("kind") is { } kind && kind != "indicators") root.Fail("kind", "field.not-an-option", ("value", kind), ("options", "indicators"));
        var from = root.Date("from");
        if (!root.Has("from")) root.Missing("from");
        var to = root.Date("to");
        if (to < from) root.Fail("to", "field.not-an-option", ("value", root.Text("to")), ("options", $"≥ {root.Text("from")}"));
        var table = new IndicatorTable(
            root.RequiredText("id") ?? "", region, file, root.RequiredLocalized("title"), root.RequiredLocalized("basis"), from ?? default, to,
            [.. root.Objects("indicators").Select(x => ReadIndicator(x, from ?? default))]);
        root.Localized("note");
        if (table.Indicators.Count == 0) root.Missing("indicators");
        foreach (var twice in table.Indicators.GroupBy(x => x.Key).Where(x => x.Count() > 1)) root.Fail("indicators", "field.not-an-option", ("value", twice.Key), ("options", "1 ×"));
        root.WarnOfUnread();
        return table;
    }

    private static Indicator ReadIndicator(FieldReader at, DateOnly from)
    {
        var key = at.RequiredText("key") ?? "";
        if (key.Length > 0 && !KeyPattern().IsMatch(key)) at.Fail("key", "field.not-an-option", ("value", key), ("options", "a-z 0-9 . -"));
        var unit = Required(at, "unit", Units.Keys);
        var reported = at.Flag("reported") == true;
        var formula = at.Object("formula") is { } inner ? ReadFormula(inner) : null;
        if (!reported && formula is null) at.Missing("formula");
        if (reported && formula is not null) at.Fail("reported", "field.not-an-option", ("value", "true"), ("options", "false"));
        var indicator = new Indicator(
            key, at.RequiredLocalized("name"), at.RequiredText("source") ?? "", Required(at, "force", Forces) == "binding" ? IndicatorForce.Binding : IndicatorForce.Expected,
            unit is null ? default : Units[unit], at.RequiredLocalized("how"), at.Object("target") is { } target ? ReadTarget(target, from) : null, formula);
        at.WarnOfUnread();
        return indicator;
    }

    private static IndicatorTarget ReadTarget(FieldReader at, DateOnly from)
    {
        var direction = Required(at, "direction", Directions) switch { "at-most" => IndicatorDirection.AtMost, "below" => IndicatorDirection.Below, "above" => IndicatorDirection.Above, "rising" => IndicatorDirection.Rising, _ => IndicatorDirection.AtLeast };
        List<TargetStep> steps = at.Amount("value") is { } value ? [new(from, value)] : [];
        foreach (var step in at.Objects("steps"))
        {
            if (!step.Has("from")) step.Missing("from");
            if (!step.Has("value")) step.Missing("value");
            steps.Add(new(step.Date("from") ?? default, step.Amount("value") ?? 0));
            step.WarnOfUnread();
        }
        if ((steps.Count == 0) != (direction == IndicatorDirection.Rising)) at.Fail("value", "field.not-an-option", ("value", at.Text("direction")), ("options", "value + at-least, value + at-most, value + below, value + above, rising"));
        var perYear = at.Flag("perYear") == true;
        at.WarnOfUnread();
        return new(direction, [.. steps.OrderBy(x => x.From)], perYear);
    }

    private static IndicatorFormula ReadFormula(FieldReader at)
    {
        var measure = Required(at, "measure", Measures) switch
        {
            "share" => Measure.Share, "sum" => Measure.Sum, "average" => Measure.Average, "percentile" => Measure.Percentile, "growth" => Measure.Growth, "per-figure" => Measure.PerFigure,
            "each" => Measure.Each, "share-of-figure" => Measure.ShareOfFigure,
            _ => Measure.Count,
        };
        var of = (at.Choice("of", Countables) ?? "cases") switch
        {
            "clocks" => Counted.Clocks, "tasks" => Counted.Tasks, "links" => Counted.Links, "samples" => Counted.Samples, "entries" => Counted.Entries, _ => Counted.Cases,
        };
        var services = at.Choices("services", null);
        if (services.Count == 0) at.Missing("services");
        var place = at.Text("at") ?? (of == Counted.Entries ? at.Missing("at") : null) ?? "received";
        CheckInstant(at, "at", place, of);
        var list = at.Text("list") ?? (of == Counted.Entries ? at.Missing("list") : null);
        if (list is not null) CheckPlace(at, "list", list);
        var names = at.Choices("names", null);
        if (of == Counted.Clocks && names.Count == 0) at.Missing("names");
        var hit = ReadConditions(at, "hit", of);
        if (measure == Measure.Share && hit.Count == 0) at.Missing("hit");
        var value = ReadValue(at, of);
        if (measure is Measure.Sum or Measure.Average or Measure.Percentile && value is null) at.Missing("value");
        var percent = at.Amount("percent") ?? 100;
        if (percent is <= 0 or > 100) at.Fail("percent", "field.not-an-option", ("value", percent), ("options", "1 … 100"));
        var figure = at.Text("figure");
        if (measure is Measure.PerFigure or Measure.ShareOfFigure && figure is null) at.Missing("figure");
        var during = at.Object("during") is { } span ? ReadSpan(span) : null;
        var by = at.Text("by");
        if (by is not null) CheckPlace(at, "by", by);
        if (measure is Measure.Each or Measure.ShareOfFigure)
        {
            if (during is null) at.Missing("during");
            if (by is null) at.Missing("by");
        }
        var per = at.Amount("per") ?? 1;
        var formula = new IndicatorFormula(measure, of, services, place, names, ReadConditions(at, "where", of), hit, value, percent, figure, per, list, during, by,
            figure is null ? null : at.Localized("figureName"), at.Flag("oncePerDay") == true);
        at.WarnOfUnread();
        return formula;
    }

    private static CountedSpan ReadSpan(FieldReader at)
    {
        var (from, until) = (at.Text("from") ?? at.Missing("from") ?? "", at.Text("until") ?? at.Missing("until") ?? "");
        CheckInstant(at, "from", from, Counted.Cases);
        CheckInstant(at, "until", until, Counted.Cases);
        at.WarnOfUnread();
        return new(from, until);
    }

    private static CountedValue? ReadValue(FieldReader at, Counted of)
    {
        if (at.Object("value") is not { } value) return of == Counted.Samples ? CountedValue.Score : null;
        var place = value.Text("place");
        var (begin, end) = (value.Text("from"), value.Text("to"));
        if (place is null)
        {
            CheckInstant(value, "from", begin ?? value.Missing("from"), Counted.Cases);
            CheckInstant(value, "to", end ?? value.Missing("to"), Counted.Cases);
        }
        else if (of != Counted.Entries || !EntryPattern().IsMatch(place))
        {
            CheckPlace(value, "place", place);
        }
        var elapsed = (value.Choice("in", Times) ?? "minutes") switch { "hours" => IndicatorUnit.Hours, "days" => IndicatorUnit.Days, _ => IndicatorUnit.Minutes };
        var read = new CountedValue(place, begin, end, value.Flag("openCounts") == true, elapsed);
        value.WarnOfUnread();
        return read;
    }

    private static List<Condition> ReadConditions(FieldReader at, string key, Counted of) => [.. at.Objects(key).Select(x => ReadCondition(x, of)).OfType<Condition>()];

    private static Condition? ReadCondition(FieldReader at, Counted of)
    {
        var named = ConditionFields.Where(at.Has).ToList();
        if (named.Count != 1)
        {
            at.Fail("", "field.not-an-option", ("value", string.Join(" + ", named)), ("options", string.Join(", ", ConditionFields)));
            return null;
        }
        var field = named[0];
        Condition? condition = field switch
        {
            "result" => new Condition.Attribute(CaseAttribute.Result, at.Choices(field, null)),
            "stage" => new Condition.Attribute(CaseAttribute.Stage, at.Choices(field, null)),
            "status" => new Condition.Attribute(CaseAttribute.Status, at.Choices(field, ["open", "paused", "closed", "withdrawn"])),
            "channel" => new Condition.Attribute(CaseAttribute.Channel, at.Choices(field, null)),
            "place" => new Condition.Place(CheckPlace(at, field, at.Text(field)), at.Choices("is", null), at.Amount("atLeast")),
            "step" => new Condition.Step(at.Choices(field, null), at.Choices("outcome", null)),
            "role" => new Condition.Role(at.Choices(field, null)),
            "clock" => new Condition.ClockVerdict(at.Text(field) ?? "", at.Choices("verdict", Verdicts)),
            "linked" => new Condition.Linked(at.Choices(field, null)),
            "sampled" when of is Counted.Samples => Fail(at, "sampled", "of: cases, clocks, tasks, links, entries"),
            "sampled" => new Condition.Sampled(at.Choices(field, ["drawn", "scored"])),
            "entry" when of is not Counted.Entries => Fail(at, "entry", "of: entries"),
            "entry" => new Condition.EntryField(at.Text(field) ?? "", at.Choices("is", null)),
            "own" when of is Counted.Cases or Counted.Entries => Fail(at, "own", "of: clocks, tasks, links, samples"),
            "own" => new Condition.Own(at.Choices(field, of switch { Counted.Clocks => ["met", "missed"], Counted.Samples => ["passed", "failed"], _ => null })),
            "not" => at.Object(field) is { } inner && ReadCondition(inner, of) is { } denied ? new Condition.Not(denied) : null,
            _ => new Condition.Any(ReadConditions(at, field, of)),
        };
        at.WarnOfUnread();
        return condition;
    }

    private static Condition? Fail(FieldReader at, string field, string options)
    {
        at.Value(field);
        at.Fail(field, "field.not-an-option", ("value", field), ("options", options));
        return null;
    }

    private static string? Required(FieldReader at, string key, IReadOnlyCollection<string> allowed)
    {
        if (!at.Has(key)) at.Missing(key);
        return at.Choice(key, allowed);
    }

    private static string CheckPlace(FieldReader at, string key, string? place)
    {
        if (place is not null && !PlacePattern().IsMatch(place)) at.Fail(key, "field.not-an-option", ("value", place), ("options", "application.…, facts.…, steps.<step>.<field>"));
        return place ?? "";
    }

    private static void CheckInstant(FieldReader at, string key, string? place, Counted of)
    {
        if (of == Counted.Entries)
        {
            if (place is not null && !EntryPattern().IsMatch(place)) at.Fail(key, "field.not-an-option", ("value", place), ("options", "entry.<field>"));
            return;
        }
        if (place is not null and not "received" and not "closed" && !(place.StartsWith("step:", StringComparison.Ordinal) && place.Length > 5) && !PlacePattern().IsMatch(place))
            at.Fail(key, "field.not-an-option", ("value", place), ("options", "received, closed, step:<step>, facts.…, steps.<step>.<field>"));
    }

    [GeneratedRegex("^[a-z0-9]+([.-][a-z0-9]+)*$")]
    private static partial Regex KeyPattern();

    [GeneratedRegex(@"^(application|facts)(\.[\w-]+)+$|^steps\.[\w-]+(\.[\w-]+)+$")]
    private static partial Regex PlacePattern();

    [GeneratedRegex(@"^entry\.[\w-]+$")]
    private static partial Regex EntryPattern();
}
