using System.Globalization;

namespace CaseWorkflows.Cases.Activities;

/// <summary>Reads instants that scripts and forms write: empty, an ISO instant, or a date (its beginning in China).</summary>
internal static class Instants
{
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    public static bool TryRead(string text, out DateTimeOffset? instant)
    {
        instant = null;
        if (text.Length == 0 || text == "null") return true;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            instant = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), China).ToUniversalTime();
            return true;
        }
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)) return false;
        instant = time.Kind == DateTimeKind.Unspecified
            ? new DateTimeOffset(time, China).ToUniversalTime()
            : new DateTimeOffset(time.ToUniversalTime(), TimeSpan.Zero);
        return true;
    }
}
