using System.Globalization;

namespace CaseWorkflows.Cases.People.Register;

/// <summary>
/// Rota and integrity record as lines that people type: <c>2026-03-02 2026-03-08 值班 看守所</c>, <c>2026-01-05 处罚 2026-07-05 停止执业六个月</c>.
/// The words are a format, as the keys of JSON files are, and no texts that the product shows.
/// </summary>
public static class RegisterLines
{
    private const string Duty = "值班";
    private const string Away = "外出";
    private static readonly Dictionary<string, bool> Presence = new(StringComparer.OrdinalIgnoreCase) { [Duty] = false, [Away] = true, ["duty"] = false, ["away"] = true };

    private static readonly Dictionary<string, IntegrityKind> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["表彰"] = IntegrityKind.Commendation, ["警示"] = IntegrityKind.Warning, ["处罚"] = IntegrityKind.Sanction,
        ["praise"] = IntegrityKind.Commendation, ["warning"] = IntegrityKind.Warning, ["sanction"] = IntegrityKind.Sanction,
    };

    /// <summary>The rota as lines.</summary>
    public static string OfRota(IEnumerable<RotaPeriod> rota) => string.Join('\n', rota.Select(x => $"{Day(x.From)} {Day(x.To)} {(x.IsAway ? Away : Duty)} {x.Note}".TrimEnd()));

    /// <summary>The rota from lines; null if one can't be read.</summary>
    public static IReadOnlyList<RotaPeriod>? Rota(string lines)
    {
        List<RotaPeriod> rota = [];
        foreach (var parts in Parts(lines, 4))
        {
            if (parts.Length < 3 || Day(parts[0]) is not { } from || Day(parts[1]) is not { } to || !Presence.TryGetValue(parts[2], out var isAway)) return null;
            rota.Add(new RotaPeriod(from, to, isAway, parts.Length > 3 ? parts[3] : null));
        }
        return rota;
    }

    /// <summary>The integrity record as lines.</summary>
    public static string OfIntegrity(IEnumerable<IntegrityEntry> entries) =>
        string.Join('\n', entries.Select(x => $"{Day(x.On)} {Kinds.First(y => y.Value == x.Kind).Key} {(x.Until is { } until ? Day(until) + " " : "")}{x.Text}"));

    /// <summary>The integrity record from lines; null if one can't be read.</summary>
    public static IReadOnlyList<IntegrityEntry>? Integrity(string lines)
    {
        List<IntegrityEntry> entries = [];
        foreach (var parts in Parts(lines, 3))
        {
            if (parts.Length < 3 || Day(parts[0]) is not { } on || !Kinds.TryGetValue(parts[1], out var kind)) return null;
            var rest = parts[2].Split(' ', 2, StringSplitOptions.TrimEntries);
            var until = kind == IntegrityKind.Sanction && rest.Length == 2 ? Day(rest[0]) : null;
            entries.Add(new IntegrityEntry(on, kind, until is null ? parts[2] : rest[1], until));
        }
        return entries;
    }

    /// <summary>Volunteer service as lines.</summary>
    public static string OfVolunteering(IEnumerable<VolunteerService> services) => string.Join('\n', services.Select(x => $"{Day(x.On)} {x.Hours.ToString("0.##", CultureInfo.InvariantCulture)} {x.Text}"));

    /// <summary>Volunteer service from lines: <c>2026-03-05 3.5 社区普法</c>; null if one can't be read.</summary>
    public static IReadOnlyList<VolunteerService>? Volunteering(string lines)
    {
        List<VolunteerService> services = [];
        foreach (var parts in Parts(lines, 3))
        {
            if (parts.Length < 3 || Day(parts[0]) is not { } on || !decimal.TryParse(parts[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var hours)) return null;
            services.Add(new VolunteerService(on, hours, parts[2]));
        }
        return services;
    }

    private static IEnumerable<string[]> Parts(string lines, int most) =>
        lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(x => x.Split(' ', most, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly? Day(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
