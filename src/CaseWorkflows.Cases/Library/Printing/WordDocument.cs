using System.IO.Compression;
using System.Text;
using System.Xml;

namespace CaseWorkflows.Cases.Library.Printing;

/// <summary>
/// Writes a document of the centre as a word processor's file (Office Open XML, .docx): A4, the letterhead, title and number centred, the page's number at its foot.
/// The same text gives the same bytes.
/// </summary>
public static class WordDocument
{
    /// <summary>The media type of such files.</summary>
    public const string MediaType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    private const string W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    private const string R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006/";
    private const string Body = "仿宋";
    private const string Head = "宋体";

    // A file inside an archive carries a time; a fixed one keeps the bytes the same.
    private static readonly DateTimeOffset Stamp = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The file.</summary>
    /// <param name="text">The document's text: letterhead, title and number in the first lines, then an empty line.</param>
    public static byte[] Of(string text)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            Part(archive, "[Content_Types].xml", xml =>
            {
                xml.WriteStartElement("Types", Package + "content-types");
                Element(xml, Package + "content-types", "Default", ("Extension", "rels"), ("ContentType", "application/vnd.openxmlformats-package.relationships+xml"));
                Element(xml, Package + "content-types", "Default", ("Extension", "xml"), ("ContentType", "application/xml"));
                Element(xml, Package + "content-types", "Override", ("PartName", "/word/document.xml"), ("ContentType", MediaType + ".main+xml"));
                Element(xml, Package + "content-types", "Override", ("PartName", "/word/footer1.xml"), ("ContentType", "application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"));
                xml.WriteEndElement();
            });
            Part(archive, "_rels/.rels", xml => Relation(xml, "officeDocument", "word/document.xml"));
            Part(archive, "word/_rels/document.xml.rels", xml => Relation(xml, "footer", "footer1.xml"));
            Part(archive, "word/footer1.xml", Foot);
            Part(archive, "word/document.xml", xml => Document(xml, text.ReplaceLineEndings("\n").Split('\n')));
        }
        return bytes.ToArray();
    }

    private static void Document(XmlWriter xml, string[] lines)
    {
        xml.WriteStartElement("w", "document", W);
        xml.WriteAttributeString("xmlns", "r", null, R);
        xml.WriteStartElement("body", W);
        var head = Array.FindIndex(lines, x => x.Trim().Length == 0) is > 0 and var empty ? empty : Math.Min(1, lines.Length);
        // Forms end with a line to sign; only a dated document ends with the office and the day, which stand on the right.
        var close = lines.Length > head && IsDay(lines[^1]) ? lines.Length - 2 : lines.Length;
        for (var i = 0; i < lines.Length; i++)
            Paragraph(xml, lines[i], i < head ? "center" : i >= close ? "right" : "both", i < head ? i == 1 ? 44 : 28 : 32, i == 1 && head > 1, i < head ? Head : Body, indent: i >= head && i < close && !lines[i].EndsWith('：'));
        xml.WriteStartElement("sectPr", W);
        xml.WriteStartElement("footerReference", W);
        xml.WriteAttributeString("type", W, "default");
        xml.WriteAttributeString("id", R, "rId1");
        xml.WriteEndElement();
        // A4 in twentieths of a point, margins as in documents of authorities.
        Set(xml, "pgSz", ("w", "11906"), ("h", "16838"));
        Set(xml, "pgMar", ("top", "2098"), ("right", "1474"), ("bottom", "1984"), ("left", "1588"), ("header", "851"), ("footer", "992"), ("gutter", "0"));
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static bool IsDay(string line) => line.EndsWith('日') && line.Contains('年', StringComparison.Ordinal) && line.Contains('月', StringComparison.Ordinal) && char.IsAsciiDigit(line[0]);

    private static void Foot(XmlWriter xml)
    {
        xml.WriteStartElement("w", "ftr", W);
        xml.WriteStartElement("p", W);
        xml.WriteStartElement("pPr", W);
        Set(xml, "jc", ("val", "center"));
        xml.WriteEndElement();
        xml.WriteStartElement("fldSimple", W);
        xml.WriteAttributeString("instr", W, " PAGE ");
        Run(xml, "1", 24, false, Head);
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Paragraph(XmlWriter xml, string line, string align, int size, bool bold, string font, bool indent)
    {
        xml.WriteStartElement("p", W);
        xml.WriteStartElement("pPr", W);
        Set(xml, "spacing", ("line", "560"), ("lineRule", "exact"));
        if (indent) Set(xml, "ind", ("firstLineChars", "200"));
        Set(xml, "jc", ("val", align));
        xml.WriteEndElement();
        if (line.Length > 0) Run(xml, line, size, bold, font);
        xml.WriteEndElement();
    }

    private static void Run(XmlWriter xml, string text, int size, bool bold, string font)
    {
        xml.WriteStartElement("r", W);
        xml.WriteStartElement("rPr", W);
        Set(xml, "rFonts", ("ascii", "Times New Roman"), ("hAnsi", "Times New Roman"), ("eastAsia", font));
        if (bold) Set(xml, "b");
        Set(xml, "sz", ("val", size.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        xml.WriteEndElement();
        xml.WriteStartElement("t", W);
        xml.WriteAttributeString("xml", "space", null, "preserve");
        xml.WriteString(Clean(text));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    // A form can hold characters that XML has no place for; a word processor would refuse the whole file.
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (XmlConvert.IsXmlChar(text[i])) clean.Append(text[i]);
            else if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i])) clean.Append(text[i]).Append(text[++i]);
        }
        return clean.ToString();
    }

    private static void Relation(XmlWriter xml, string type, string target)
    {
        xml.WriteStartElement("Relationships", Package + "relationships");
        Element(xml, Package + "relationships", "Relationship", ("Id", "rId1"), ("Type", $"{R}/{type}"), ("Target", target));
        xml.WriteEndElement();
    }

    private static void Element(XmlWriter xml, string space, string name, params (string Name, string Value)[] attributes)
    {
        xml.WriteStartElement(name, space);
        foreach (var (key, value) in attributes) xml.WriteAttributeString(key, value);
        xml.WriteEndElement();
    }

    private static void Set(XmlWriter xml, string name, params (string Name, string Value)[] attributes)
    {
        xml.WriteStartElement(name, W);
        foreach (var (key, value) in attributes) xml.WriteAttributeString(key, W, value);
        xml.WriteEndElement();
    }

    private static void Part(ZipArchive archive, string name, Action<XmlWriter> write)
    {
        var entry = archive.CreateEntry(name);
        entry.LastWriteTime = Stamp;
        using var stream = entry.Open();
        using var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false) });
        xml.WriteStartDocument(true);
        write(xml);
    }
}
