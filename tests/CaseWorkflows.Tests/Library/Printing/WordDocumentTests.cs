using System.IO.Compression;
using System.Xml.Linq;
using CaseWorkflows.Cases.Library.Printing;

namespace CaseWorkflows.Tests.Library.Printing;

public sealed class WordDocumentTests
{
    private static readonly XNamespace W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

    [Fact]
    public void Every_part_is_sound_and_every_line_of_the_text_is_there()
    {
        const string Text = "华容区法律援助中心\n指派通知书\n援指字〔2026〕1号\n\n某所：\n\n现指派 <李> & 王\u0001律师。\n\n中心（印章）\n2026年3月2日";
        using var archive = new ZipArchive(new MemoryStream(WordDocument.Of(Text)));
        var parts = archive.Entries.ToDictionary(x => x.FullName, x => { using var stream = x.Open(); return XDocument.Load(stream); });

        Assert.Equal(["[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels", "word/document.xml", "word/footer1.xml"], parts.Keys.Order(StringComparer.Ordinal));
        var paragraphs = parts["word/document.xml"].Descendants(W + "p").Select(x => string.Concat(x.Descendants(W + "t").Select(y => y.Value)));
        Assert.Equal(Text.Replace("\u0001", "", StringComparison.Ordinal).Split('\n'), paragraphs);
        Assert.Equal(["center", "center", "center"], parts["word/document.xml"].Descendants(W + "jc").Take(3).Select(x => (string?)x.Attribute(W + "val")));
        Assert.Equal("11906", (string?)parts["word/document.xml"].Descendants(W + "pgSz").Single().Attribute(W + "w"));
        Assert.Contains(parts["[Content_Types].xml"].Root!.Elements(), x => (string?)x.Attribute("PartName") == "/word/document.xml");
        Assert.All(parts["[Content_Types].xml"].Root!.Elements(), x => Assert.Equal(parts["[Content_Types].xml"].Root!.Name.Namespace, x.Name.Namespace));
    }

    [Fact]
    public void The_same_text_gives_the_same_bytes_and_an_empty_one_still_opens()
    {
        Assert.Equal(WordDocument.Of("甲\n乙"), WordDocument.Of("甲\n乙"));
        using var archive = new ZipArchive(new MemoryStream(WordDocument.Of("")));
        Assert.Equal(5, archive.Entries.Count);
    }

    /// <summary>What a word processor checks before it opens a file: every part has a type, every relation leads to a part, ids that are used exist, children stand in the schema's order.</summary>
    [Theory]
    [InlineData("中心\n决定书\n鄂城援决字〔2026〕1号\n\n张三：\n\n决定给予援助。\n\n中心（印章）\n2026年3月2日")]
    [InlineData("")]
    [InlineData("一行")]
    [InlineData("表\n\n申请人签名：")]
    public void It_is_a_valid_package_with_Chinese_fonts_named(string text)
    {
        using var archive = new ZipArchive(new MemoryStream(WordDocument.Of(text)));
        var parts = archive.Entries.ToDictionary(x => "/" + x.FullName, x => { using var stream = x.Open(); return XDocument.Load(stream); });
        var types = parts["/[Content_Types].xml"].Root!.Elements().ToList();
        var defaults = types.Where(x => x.Name.LocalName == "Default").ToDictionary(x => (string)x.Attribute("Extension")!, x => (string)x.Attribute("ContentType")!);
        var overrides = types.Where(x => x.Name.LocalName == "Override").ToDictionary(x => (string)x.Attribute("PartName")!, x => (string)x.Attribute("ContentType")!);
        Assert.All(overrides.Keys, x => Assert.Contains(x, parts.Keys));
        Assert.All(parts.Keys.Where(x => x != "/[Content_Types].xml"), x => Assert.True(overrides.ContainsKey(x) || defaults.ContainsKey(x[(x.LastIndexOf('.') + 1)..]), x));
        Assert.Equal("application/vnd.openxmlformats-package.relationships+xml", defaults["rels"]);
        Assert.Equal(WordDocument.MediaType + ".main+xml", overrides["/word/document.xml"]);

        foreach (var (folder, file) in new[] { ("/", "/_rels/.rels"), ("/word/", "/word/_rels/document.xml.rels") })
        {
            var relations = parts[file].Root!.Elements().ToList();
            Assert.All(relations, x => Assert.Contains(folder + (string)x.Attribute("Target")!, parts.Keys));
            Assert.Equal(relations.Count, relations.Select(x => (string?)x.Attribute("Id")).Distinct().Count());
        }
        XNamespace r = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        var known = parts["/word/_rels/document.xml.rels"].Root!.Elements().Select(x => (string?)x.Attribute("Id")).ToList();
        Assert.All(parts["/word/document.xml"].Descendants().Attributes(r + "id"), x => Assert.Contains(x.Value, known));

        var body = parts["/word/document.xml"].Root!.Element(W + "body")!;
        Assert.Equal("sectPr", body.Elements().Last().Name.LocalName);
        Assert.All(body.Elements().SkipLast(1), x => Assert.Equal("p", x.Name.LocalName));
        Ordered(parts["/word/document.xml"], "pPr", "spacing", "ind", "jc");
        Ordered(parts["/word/document.xml"], "rPr", "rFonts", "b", "sz");
        Ordered(parts["/word/document.xml"], "sectPr", "footerReference", "pgSz", "pgMar");
        Assert.All(parts.Values.SelectMany(x => x.Descendants(W + "rFonts")), x => Assert.Contains((string?)x.Attribute(W + "eastAsia"), new[] { "仿宋", "宋体" }));
        Assert.All(parts.Values.SelectMany(x => x.Descendants(W + "r")), x => Assert.NotNull(x.Element(W + "rPr")?.Element(W + "rFonts")));
    }

    [Fact]
    public void Only_a_dated_document_ends_on_the_right()
    {
        Assert.Equal(["center", "both", "right", "right"], Alignments("中心\n\n中心（印章）\n2026年3月2日"));
        Assert.Equal(["center", "both", "both", "both"], Alignments("表\n\n本人保证真实。\n申请人签名：　年　月　日"));
    }

    private static IEnumerable<string?> Alignments(string text)
    {
        using var archive = new ZipArchive(new MemoryStream(WordDocument.Of(text)));
        using var stream = archive.GetEntry("word/document.xml")!.Open();
        return [.. XDocument.Load(stream).Descendants(W + "jc").Select(x => (string?)x.Attribute(W + "val"))];
    }

    private static void Ordered(XDocument part, string parent, params string[] children) => Assert.All(
        part.Descendants(W + parent),
        x => Assert.Equal(x.Elements().Select(y => y.Name.LocalName).OrderBy(y => Array.IndexOf(children, y) is >= 0 and var at ? at : throw new InvalidOperationException(y)), x.Elements().Select(y => y.Name.LocalName)));
}
