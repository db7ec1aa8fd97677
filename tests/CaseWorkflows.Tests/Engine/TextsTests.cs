using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Tests.Engine;

public sealed partial class TextsTests
{
    public static TheoryData<string> Catalogs => [.. typeof(BuiltInEngine).Assembly.GetManifestResourceNames()
        .Where(x => x.EndsWith("Texts.resources", StringComparison.Ordinal)).Select(x => x[..^".resources".Length])];

    [Theory]
    [MemberData(nameof(Catalogs))]
    public void Every_text_stands_in_both_languages_with_the_same_places(string name)
    {
        var resources = new ResourceManager(name, typeof(BuiltInEngine).Assembly);
        var chinese = Texts(resources, CultureInfo.InvariantCulture);
        var english = Texts(resources, CultureInfo.GetCultureInfo("en"));

        Assert.NotEmpty(chinese);
        Assert.Equal(chinese.Keys.Order(), english.Keys.Order());
        Assert.All(chinese.Keys, key =>
        {
            Assert.Equal(Places(chinese[key]), Places(english[key]));
            Assert.DoesNotContain(english[key], c => c is >= '\u4e00' and <= '\u9fff');
            Assert.Contains(chinese[key], c => c is >= '\u4e00' and <= '\u9fff');
        });
    }

    private static Dictionary<string, string> Texts(ResourceManager resources, CultureInfo culture) =>
        resources.GetResourceSet(culture, true, false)!.Cast<DictionaryEntry>().ToDictionary(x => (string)x.Key, x => (string)x.Value!);

    private static IEnumerable<string> Places(string text) => Place().Matches(text).Select(x => x.Value).Distinct().Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Place();
}
