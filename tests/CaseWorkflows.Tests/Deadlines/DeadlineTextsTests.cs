using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using CaseWorkflows.Cases.Deadlines;

namespace CaseWorkflows.Tests.Deadlines;

public sealed partial class DeadlineTextsTests
{
    [Theory]
    [InlineData("CaseWorkflows.Cases.Calendars.CalendarTexts")]
    [InlineData("CaseWorkflows.Cases.Deadlines.DeadlineTexts")]
    public void Every_text_exists_in_both_languages_with_the_same_places(string name)
    {
        var resources = new ResourceManager(name, typeof(Clock).Assembly);
        var chinese = Texts(resources, CultureInfo.InvariantCulture);
        var english = Texts(resources, CultureInfo.GetCultureInfo("en"));

        Assert.NotEmpty(chinese);
        Assert.Equal(chinese.Keys.Order(), english.Keys.Order());
        Assert.All(chinese, x => Assert.Equal(Places(x.Value), Places(english[x.Key])));
        Assert.All(chinese.Where(x => x.Key != "file.problem"), x => Assert.NotEqual(x.Value, english[x.Key]));
        Assert.All(chinese.Where(x => x.Key != "file.problem"), x => Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", x.Value));
    }

    [Fact]
    public void Every_reason_for_changing_nothing_has_a_text() =>
        Assert.All(Enum.GetValues<ClockNoChange>(), x => Assert.NotEmpty(new ClockResult.Unchanged(x).Text.En));

    private static Dictionary<string, string> Texts(ResourceManager resources, CultureInfo culture) =>
        resources.GetResourceSet(culture, createIfNotExists: true, tryParents: false)!
            .Cast<DictionaryEntry>().ToDictionary(x => (string)x.Key, x => (string)x.Value!);

    private static IEnumerable<string> Places(string text) => Place().Matches(text).Select(x => x.Value).Distinct().Order();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Place();
}
