using System.Globalization;
using System.Text.RegularExpressions;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Deadlines;

/// <summary>A rule and its place in the file, so that checks across files can name it.</summary>
internal sealed record ReadRule(ClockRule Rule, FileNode Node);

/// <summary>Reads one file of dated deadlines.</summary>
internal static partial class ClockRuleReader
{
    private static readonly TextCatalog Texts = DeadlineTexts.Catalog;

    private static readonly Dictionary<string, LimitForce> Forces = new() { ["hard"] = LimitForce.Hard, ["soft"] = LimitForce.Soft };

    private static readonly Dictionary<string, Certainty> Certainties = new()
    {
        ["F1"] = Certainty.StatuteRead, ["F2"] = Certainty.ExcerptRead, ["M-hi"] = Certainty.Remembered,
        ["seed"] = Certainty.CityDocument, ["configuration"] = Certainty.Configured,
    };

    internal static IReadOnlyList<ReadRule> Read(string region, string file, string json)
    {
        var root = FileNode.Parse($"{region}/{file}", json);
        root.AllowOnly("serviceType", "rules");
        var service = Code(root, "serviceType");
        return [.. root.Items("rules").Select(x => new ReadRule(ReadRule(x, region, file, service), x))];
    }

    private static ClockRule ReadRule(FileNode node, string region, string file, string service)
    {
        node.AllowOnly("key", "name", "startsOn", "length", "unit", "roll", "custodyStaysOnRestDays", "nextFullHour", "backward", "closingTime",
            "shifts", "channels", "startEvents", "stopEvents", "again", "pausedBy", "force", "certainty", "basis", "ladder", "effectiveFrom",
            "effectiveTo", "note");
        var key = node.String("key");
        if (!KeyPattern().IsMatch(key) || !key.StartsWith(service + ".", StringComparison.Ordinal))
            throw node.Problem("key", Texts.Get("rule.key", ("key", key), ("service", service)));
        if (!TimeUnits.TryParse(node.String("unit"), out var unit))
            throw node.Problem("unit", Texts.Get("deadline.unit-unknown",
                ("value", node.String("unit")), ("words", string.Join(", ", TimeUnits.AllWords))));

        var rule = new ClockRule
        {
            Key = key,
            Region = region,
            ServiceType = service,
            File = file,
            Name = node.Text("name"),
            StartsOn = node.Text("startsOn"),
            Length = node.Integer("length", 1, int.MaxValue),
            Unit = unit,
            Counting = new Counting
            {
                RollsOffRestDays = node.Flag("roll", otherwise: true),
                FromNextFullHour = node.Flag("nextFullHour", otherwise: false),
                Backward = node.Flag("backward", otherwise: false),
                ClosesAt = node.Has("closingTime") ? Time(node, "closingTime") : null,
                Shifts = [.. node.OptionalItems("shifts").Select(ReadShift)],
            },
            StaysOnRestDaysInCustody = node.Flag("custodyStaysOnRestDays", otherwise: false),
            Channels = [.. Codes(node, "channels").Order(StringComparer.Ordinal)],
            StartEvents = Codes(node, "startEvents"),
            StopEvents = Codes(node, "stopEvents"),
            Again = node.Has("again") ? Word(node, "again", AlertWords.Restarts) : ClockRestart.WhenStopped,
            PausedBy = [.. node.OptionalItems("pausedBy").Select(ReadGround)],
            Force = Word(node, "force", Forces),
            Certainty = Word(node, "certainty", Certainties),
            Basis = ReadBasis(node.Child("basis")),
            Ladder = [.. node.Items("ladder").Select(ReadStep)],
            EffectiveFrom = node.Date("effectiveFrom"),
            EffectiveTo = node.OptionalDate("effectiveTo"),
            Note = node.OptionalText("note"),
        };
        CheckRule(node, rule);
        return rule;
    }

    private static void CheckRule(FileNode node, ClockRule rule)
    {
        try
        {
            DueDates.Check(rule.LimitFor());
        }
        catch (DeadlineException error)
        {
            throw node.Problem(error.Argument, error.Text);
        }
        if (rule.EffectiveTo < rule.EffectiveFrom)
            throw node.Problem("effectiveTo", Texts.Get("rule.ends-before-start"));
        if (rule.Force == LimitForce.Hard && rule.Certainty == Certainty.Configured)
            throw node.Problem("certainty", Texts.Get("rule.hard-configured"));
        if (rule.Force == LimitForce.Hard && rule.Basis.Article is null)
            throw node.Problem("basis.article", Texts.Get("rule.hard-without-article"));
        if (rule.PausedBy.Count > 0 && rule.Counting.Backward)
            throw node.Problem("pausedBy", Texts.Get("deadline.pause-backward"));
        if (rule.PausedBy.GroupBy(x => x.Cause).FirstOrDefault(x => x.Count() > 1) is { } twice)
            throw node.Problem("pausedBy", Texts.Get("rule.twice", ("value", twice.Key)));
        if (rule.Ladder.GroupBy(x => x.Key).FirstOrDefault(x => x.Count() > 1) is { } same)
            throw node.Problem("ladder", Texts.Get("rule.twice", ("value", same.Key)));
        if (rule.StartEvents.Count == 0 && (node.Has("again") || rule.StopEvents.Count > 0))
            throw node.Problem(node.Has("again") ? "again" : "stopEvents", Texts.Get("rule.events-without-start"));
        if (rule.StartEvents.Count > 0 && rule.Counting.Backward)
            throw node.Problem("startEvents", Texts.Get("rule.start-backward"));
        // Without a step at the due instant nobody would be told, and nothing would wake the clock up, when the deadline is missed.
        if (!rule.Ladder.Any(x => x.At == LadderMoment.Due))
            throw node.Problem("ladder", Texts.Get("rule.ladder-without-due"));
        for (var i = 0; i < rule.Ladder.Count; i++)
            if (rule.Counting.Backward && rule.Ladder[i].At.Percent > 0)
                throw node.Problem($"ladder[{i}].at", Texts.Get("rule.ladder-share-backward"));
    }

    private static Shift ReadShift(FileNode node)
    {
        node.AllowOnly("from", "to");
        return new(Time(node, "from"), Time(node, "to", mayBeMidnight: true));
    }

    private static PauseGround ReadGround(FileNode node)
    {
        node.AllowOnly("cause", "basis", "from", "until");
        var ground = new PauseGround(Code(node, "cause"), node.Text("basis")) { From = Codes(node, "from"), Until = Codes(node, "until") };
        // A pause that an event begins and nothing ends would be a limit given away.
        return ground.From.Count > 0 && ground.Until.Count == 0 ? throw node.Problem("until", Texts.Get("rule.pause-without-end")) : ground;
    }

    private static LegalBasis ReadBasis(FileNode node)
    {
        node.AllowOnly("citation", "article", "source");
        return new(node.Text("citation"), node.Has("article") ? node.String("article") : null, node.String("source"));
    }

    private static LadderStep ReadStep(FileNode node)
    {
        node.AllowOnly("at", "level", "to");
        var at = LadderMoment.Parse(node.String("at")) ?? throw node.Problem("at", Texts.Get("rule.moment", ("value", node.String("at"))));
        var level = Word(node, "level", AlertWords.Levels);
        var fits = level switch
        {
            AlertLevel.Warning => !at.IsAfter,
            AlertLevel.Breach => at == LadderMoment.Due,
            _ => at.IsAfter,
        };
        return fits
            ? new(at, level, Word(node, "to", AlertWords.Recipients))
            : throw node.Problem("level", Texts.Get("rule.level", ("level", node.String("level")), ("at", at)));
    }

    private static TValue Word<TValue>(FileNode node, string field, IReadOnlyDictionary<string, TValue> words) =>
        words.TryGetValue(node.String(field), out var value)
            ? value
            : throw node.Problem(field, Texts.Get("rule.word", ("value", node.String(field)), ("words", string.Join(", ", words.Keys))));

    private static string Code(FileNode node, string field) => CodePattern().IsMatch(node.String(field))
        ? node.String(field)
        : throw node.Problem(field, Texts.Get("rule.code", ("value", node.String(field))));

    private static IReadOnlyList<string> Codes(FileNode node, string field)
    {
        var codes = node.OptionalStrings(field);
        if (codes.FirstOrDefault(x => !CodePattern().IsMatch(x)) is { } wrong)
            throw node.Problem(field, Texts.Get("rule.code", ("value", wrong)));
        return codes.GroupBy(x => x).FirstOrDefault(x => x.Count() > 1) is { } twice ? throw node.Problem(field, Texts.Get("rule.twice", ("value", twice.Key))) : codes;
    }

    private static TimeOnly Time(FileNode node, string field, bool mayBeMidnight = false)
    {
        var text = node.String(field);
        if (mayBeMidnight && text == "24:00")
            return TimeOnly.MinValue;
        return TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : throw node.Problem(field, Texts.Get("rule.time", ("value", text)));
    }

    [GeneratedRegex(@"^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+$")]
    private static partial Regex KeyPattern();

    [GeneratedRegex("^[a-z][a-z0-9-]*$")]
    private static partial Regex CodePattern();
}
