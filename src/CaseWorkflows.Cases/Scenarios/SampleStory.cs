using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Library;

namespace CaseWorkflows.Cases.Scenarios;

/// <summary>
/// A story that a new demonstration plays, whole or part of the way, so that a visitor finds cases in every stage; an entry of <c>workflows/samples-demo.json</c>.
/// </summary>
/// <param name="Story">The story's id: its file's name without the ending.</param>
public sealed partial record SampleStory(string Story)
{
    // Days of the story itself; birthdays and years of a statute lie outside and stay.
    private static readonly TimeSpan Around = TimeSpan.FromDays(60);

    /// <summary>The folder below <c>scenarios</c> in which it lies; empty for the only folder that holds a story of that name.</summary>
    public string Of { get; init; } = "";

    /// <summary>Where the story lies.</summary>
    /// <exception cref="LibraryFileException">No folder holds it, or several do and none is named.</exception>
    public string FileIn(string workflows)
    {
        var root = Path.Combine(workflows, "scenarios");
        if (Of.Length > 0) return Path.Combine(root, Of, Story + ".json");
        List<string> found = [.. Directory.EnumerateDirectories(root).Select(x => Path.Combine(x, Story + ".json")).Where(File.Exists)];
        return found.Count == 1 ? found[0] : throw new LibraryFileException(ScenarioTexts.Get("file.which-story", ("file", "samples-demo.json"), ("story", Story), ("count", found.Count)));
    }

    /// <summary>How many of the story's rows are played; null for all.</summary>
    public int? Rows { get; init; }

    /// <summary>Texts that stand in place of others in the application and the forms: stories share their people, cases of one database must not.</summary>
    public IReadOnlyDictionary<string, string>? Texts { get; init; }

    /// <summary>Reads the list.</summary>
    /// <exception cref="LibraryFileException">The file is no such list, or names a story twice.</exception>
    public static IReadOnlyList<SampleStory> Load(string file) => [.. KeyedFile.Read<SampleStory>(file, x => $"{x.Of}/{x.Story}").Values];

    /// <summary>
    /// The story as it went lately: moved by whole days, so that hours stay office hours and its last played row lies within the day before
    /// <paramref name="now"/>; then time passes until <paramref name="now"/>. Nothing is expected of it and no row is meant to be refused:
    /// on other days it may fall on other rest days.
    /// </summary>
    /// <exception cref="LibraryFileException"><see cref="Rows"/> is no row of the story.</exception>
    public Scenario Lately(Scenario story, DateTimeOffset now)
    {
        var count = Rows ?? story.Rows.Count;
        if (count < 1 || count > story.Rows.Count)
            throw new LibraryFileException(ScenarioTexts.Get("file.no-row", ("file", "samples-demo.json"), ("story", Story), ("value", count), ("count", story.Rows.Count)));

        var starts = StoryTime.Instant(story.Starts)!.Value;
        List<(ScenarioRow Row, DateTimeOffset At)> played = [];
        foreach (var row in story.Rows.Take(count)) played.Add((row, StoryTime.After(played.Count == 0 ? starts : played[^1].At, row.At)!.Value));
        var moved = new Moving(TimeSpan.FromDays(Math.Floor((now - played[^1].At).TotalDays)), starts - Around, played[^1].At + Around, Texts ?? new Dictionary<string, string>());
        return story with
        {
            Starts = moved.Instant(starts),
            Open = story.Open with { Application = moved.Object(story.Open.Application), ReceivedAt = moved.Instant(story.Open.ReceivedAt) },
            Rows =
            [
                .. played.Where(x => x.Row.Refused is null).Select(x => x.Row with
                {
                    At = moved.Instant(x.At),
                    Occurred = moved.Instant(x.Row.Occurred),
                    Form = x.Row.Form is { } form ? moved.Object(form) : null,
                    Details = x.Row.Details is { } details ? moved.Object(details) : null,
                    Expect = null,
                }),
                new ScenarioRow { Do = ScenarioDeed.Wait, At = Write(now) },
            ],
            Expect = null,
        };
    }

    private static string Write(DateTimeOffset at) => ChinaTime.ToChina(at).ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);

    private sealed record Moving(TimeSpan By, DateTimeOffset From, DateTimeOffset To, IReadOnlyDictionary<string, string> Texts)
    {
        public string Instant(DateTimeOffset at) => Write(at + By);

        public string? Instant(string? text) => text is null ? null : Instant(StoryTime.Instant(text)!.Value);

        public JsonObject Object(JsonObject given) => (JsonObject)Node(given)!;

        private JsonNode? Node(JsonNode? given) => given switch
        {
            JsonObject found => new JsonObject(found.Select(x => KeyValuePair.Create(x.Key, Node(x.Value)))),
            JsonArray list => new JsonArray([.. list.Select(Node)]),
            JsonValue value when value.GetValueKind() == JsonValueKind.String => Text(value.GetValue<string>()),
            _ => given?.DeepClone(),
        };

        private string Text(string given)
        {
            if (LeadingDay().Match(given) is { Success: true } day && StoryTime.Instant(day.Value) is { } at && at >= From && at <= To)
                return Instant(at)[..day.Length] + given[day.Length..];
            return Texts.Aggregate(given, (text, pair) => text.Replace(pair.Key, pair.Value, StringComparison.Ordinal));
        }
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d(?=$|T)")]
    private static partial Regex LeadingDay();
}
