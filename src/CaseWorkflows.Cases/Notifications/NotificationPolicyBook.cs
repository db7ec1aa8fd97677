using System.Globalization;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;

namespace CaseWorkflows.Cases.Notifications;

/// <summary>
/// The quiet hours and digest times of all regions, from <c>workflows/policies/&lt;region&gt;/notifications.json</c>. A region without the file, or without
/// a part of it, has its parent's.
/// </summary>
public sealed class NotificationPolicyBook
{
    /// <summary>The file in a region's folder.</summary>
    public const string FileName = "notifications.json";

    private const int MostAtOnce = 1000;

    private readonly Dictionary<string, NotificationPolicy> _policies;

    private NotificationPolicyBook(Dictionary<string, NotificationPolicy> policies) => _policies = policies;

    /// <summary>What holds where no file says otherwise: quiet from 20:00 to 08:00 and on rest days, digests at 08:30, five alerts an hour.</summary>
    public static NotificationPolicy Usual { get; } = new(new TimeOnly(20, 0), new TimeOnly(8, 0), true, new TimeOnly(8, 30), 5);

    /// <summary>Reads the files.</summary>
    /// <exception cref="PolicyFileException">A file is wrong; it and the field are named.</exception>
    public static NotificationPolicyBook Load(string policiesFolder, RegionBook regions)
    {
        Dictionary<string, NotificationPolicy> policies = [];
        foreach (var region in regions.All)
            policies[region.Code] = regions.ChainOf(region.Code).Reverse().Aggregate(Usual, (over, x) => Read(policiesFolder, x.Code, over));
        return new(policies);
    }

    /// <summary>The policy of a region; of the whole country if there is no such region.</summary>
    public NotificationPolicy Of(string? region) => _policies.GetValueOrDefault(region ?? RegionBook.Root) ?? _policies[RegionBook.Root];

    private static NotificationPolicy Read(string folder, string region, NotificationPolicy over)
    {
        var path = Path.Combine(folder, region, FileName);
        if (!File.Exists(path)) return over;
        var node = FileNode.Parse($"{region}/{FileName}", File.ReadAllText(path));
        node.AllowOnly("quietHours", "digest");
        if (node.Has("quietHours"))
        {
            var quiet = node.Child("quietHours");
            quiet.AllowOnly("from", "until", "onRestDays");
            over = over with { QuietFrom = Time(quiet, "from", over.QuietFrom), QuietUntil = Time(quiet, "until", over.QuietUntil), RestsOnRestDays = quiet.Flag("onRestDays", over.RestsOnRestDays) };
        }
        if (node.Has("digest"))
        {
            var digest = node.Child("digest");
            digest.AllowOnly("at", "atOnceAnHour");
            over = over with { DigestAt = Time(digest, "at", over.DigestAt), AtOnceAnHour = digest.Has("atOnceAnHour") ? digest.Integer("atOnceAnHour", 0, MostAtOnce) : over.AtOnceAnHour };
        }
        return over;
    }

    private static TimeOnly Time(FileNode node, string field, TimeOnly otherwise) =>
        !node.Has(field) ? otherwise
        : TimeOnly.TryParseExact(node.String(field), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time
        : throw node.Problem(field, MessageTexts.Get("policy.time", ("value", node.String(field))));
}
