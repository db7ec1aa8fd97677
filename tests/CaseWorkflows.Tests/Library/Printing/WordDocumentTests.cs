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
}
