using System.Xml.Linq;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Scenarios.Drawing;
using CaseWorkflows.Cases.Scenarios.Paths;
using CaseWorkflows.Engine.Definitions;
using static CaseWorkflows.Cases.Scenarios.Drawing.FlowPicture;

namespace CaseWorkflows.Cases.Publishing.Releases;

/// <summary>
/// The new version of a flow on paper with what differs from the one in force: each kind has a colour, a line of its own and a sign, so that it is told without
/// colours too. Removed steps stand in a row below, removed ways lie where their steps still are.
/// </summary>
public static class DifferencePicture
{
    private const double Margin = 48;
    private const double Header = 92;
    private const double Gap = 70;
    private const double LineHeight = 17;
    private const double FontSize = 13;
    private const double Least = 900;
    private const double RemovedWidth = 200;
    private const double RemovedHeight = 54;

    private const string Style =
        "text{font-family:'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif;font-size:13px;fill:#1a202c}" +
        ".node rect.box{fill:#fff;stroke:#8a96a6;stroke-width:1.2}.node text.label{fill:#4a5568}" +
        ".added rect.box{fill:#e3f4e8;stroke:#1e7e34;stroke-width:3}.changed rect.box{fill:#fff3cf;stroke:#975a16;stroke-width:2.6;stroke-dasharray:9 3}" +
        ".removed rect.box{fill:#fde3e3;stroke:#c53030;stroke-width:2.2;stroke-dasharray:3 4}.removed text.label{text-decoration:line-through}" +
        ".added text.label,.changed text.label,.removed text.label{fill:#1a202c;font-weight:600}" +
        ".marked rect.box{stroke:#1a365d;stroke-width:5;stroke-dasharray:none}" +
        ".sign rect{fill:#1a202c}.sign text{fill:#fff;font-size:13px;font-weight:700}.added .sign rect{fill:#14532d}.changed .sign rect{fill:#7b4a12}.removed .sign rect{fill:#9b2c2c}" +
        ".way path{fill:none;stroke:#aab4c0;stroke-width:1.2}.way text{font-size:11px;fill:#5a6675;paint-order:stroke;stroke:#fff;stroke-width:4px;stroke-linejoin:round}" +
        ".way.added path{stroke:#1e7e34;stroke-width:3}.way.removed path{stroke:#c53030;stroke-width:2.2;stroke-dasharray:3 4}.way.added text,.way.removed text{font-weight:600;fill:#1a202c}" +
        ".way .sign text{fill:#fff;stroke:none}" +
        ".title{font-size:18px;font-weight:600}.panel{font-size:14px;font-weight:600;fill:#4a5568}.legend{font-size:12px}";

    /// <summary>Draws a difference on the new version.</summary>
    /// <param name="before">The version that was; null for none.</param>
    /// <param name="after">The version that is to be.</param>
    /// <param name="difference">What differs; empty to draw the flow as it is.</param>
    /// <param name="library">The forms whose buttons name the ways.</param>
    /// <param name="marked">A step to point at; null for none.</param>
    /// <param name="caption">What is compared with what; null for a version with the one in force.</param>
    public static string Svg(WorkflowDefinition? before, WorkflowDefinition after, FlowDifference difference, WorkflowLibrary library, string? marked = null, string? caption = null)
    {
        var names = new WayNames(after, library);
        var panels = FlowLayout.Of(after);
        var steps = difference.Steps.ToDictionary(x => x.Id);
        var removed = difference.Ways.Where(x => x.Kind == DifferenceKind.Removed).Select(x => x.Way).ToList();
        var added = difference.Ways.Where(x => x.Kind == DifferenceKind.Added).Select(x => x.Way).ToHashSet();
        var gone = difference.Steps.Where(x => x.Kind == DifferenceKind.Removed).ToList();
        var width = Math.Max(Least, panels.Max(x => x.Right) + (2 * Margin));
        var svg = new XElement(Xmlns + "svg", new XAttribute("role", "img"), new XElement(Xmlns + "style", Style), new XElement(Xmlns + "defs", Marker("to", "#aab4c0"), Marker("to-added", "#1e7e34"), Marker("to-removed", "#c53030")));
        List<XElement> content = [];
        var top = Header;
        foreach (var panel in panels)
        {
            if (panel.Title is { } title)
            {
                content.Add(Text(title, Margin, top - 14, "panel", "start"));
                top += 8;
            }
            content.Add(Group("panel-flow", Translate(Margin, top), Draw(panel, steps, removed, added, names, marked)));
            top += panel.Bottom + Gap;
        }
        if (gone.Count > 0)
        {
            content.Add(Text(ReleaseTexts.Get("drawing.gone").Here(), Margin, top - 14, "panel", "start"));
            var (x, y) = (Margin, top + 8);
            foreach (var step in gone)
            {
                if (x + RemovedWidth + Margin > width && x > Margin) (x, y) = (Margin, y + RemovedHeight + 30);
                content.Add(Draw(new DrawnNode(step.Id, step.Name, DrawnKind.Other, x, y, RemovedWidth, RemovedHeight), step, step.Id == marked));
                x += RemovedWidth + 40;
            }
            top = y + RemovedHeight + Gap;
        }
        var height = top - Gap + Margin;
        svg.SetAttributeValue("viewBox", $"0 0 {N(width)} {N(height)}");
        svg.SetAttributeValue("width", N(width));
        svg.SetAttributeValue("height", N(height));
        var heading = caption ?? ReleaseTexts.Get(before is null ? "drawing.new" : difference.IsEmpty ? "drawing.equal" : "drawing.title", ("name", after.Name.Length > 0 ? after.Name : after.DefinitionId), ("from", before?.Version), ("to", after.Version)).Here();
        svg.AddFirst(new XElement(Xmlns + "title", Clean(heading)));
        svg.Add(new XElement(Xmlns + "rect", new XAttribute("width", "100%"), new XAttribute("height", "100%"), new XAttribute("fill", "#fff")), Text(heading, Margin, 34, "title", "start"), Legend(), content);
        return svg.ToString(SaveOptions.DisableFormatting);
    }

    private static IEnumerable<XElement> Draw(DrawnPanel panel, Dictionary<string, StepDifference> steps, List<Connection> removed, HashSet<Connection> added, WayNames names, string? marked)
    {
        var nodes = panel.Nodes.ToDictionary(x => x.Id);
        // Ways that are gone are led like the others, between steps that are still there.
        var gone = removed.Where(x => nodes.ContainsKey(x.SourceId) && nodes.ContainsKey(x.TargetId)).ToList();
        var whole = panel with { Ways = [.. panel.Ways, .. gone] };
        List<XElement> above = [];
        foreach (var way in whole.Ways.OrderBy(x => added.Contains(x) || gone.Contains(x)))
        {
            var curve = WayCurve.Of(way, whole, nodes);
            var kind = added.Contains(way) ? "added" : gone.Contains(way) ? "removed" : "";
            yield return Group($"way {kind}".TrimEnd(), null, new XElement(Xmlns + "path", new XAttribute("d", curve.Path), new XAttribute("marker-end", kind.Length > 0 ? $"url(#to-{kind})" : "url(#to)")));
            var over = Group($"way {kind}".TrimEnd(), null);
            if ((names.Of(way.SourceId, way.SourcePort)?.Here() ?? (kind.Length > 0 && way.SourcePort != "Done" ? way.SourcePort : null)) is { Length: > 0 } label)
                over.Add(Label(label, curve, whole.Into(way).Any(x => x.SourceId != way.SourceId)));
            if (kind.Length > 0) over.Add(Sign(kind == "added" ? "+" : "−", curve.At(0.5)));
            if (over.HasElements) above.Add(over);
        }
        foreach (var node in panel.Nodes) yield return Draw(node, steps.GetValueOrDefault(node.Id), node.Id == marked);
        foreach (var over in above) yield return over;
    }

    private static XElement Draw(DrawnNode node, StepDifference? difference, bool marked)
    {
        var kind = difference?.Kind.ToString().ToLowerInvariant() ?? "";
        var says = difference is null ? "" : $" – {ReleaseTexts.Get($"drawing.{kind}").Here()}";
        var group = Group($"node {kind} {(marked ? "marked" : "")}".Trim().Replace("  ", " ", StringComparison.Ordinal), Translate(node.X, node.Y),
            new XElement(Xmlns + "title", Clean($"{node.Label} ({node.Id}){says}")),
            new XElement(Xmlns + "rect", new XAttribute("class", "box"), new XAttribute("width", N(node.Width)), new XAttribute("height", N(node.Height)), new XAttribute("rx", node.Kind == DrawnKind.End ? N(node.Height / 2) : "8")));
        group.SetAttributeValue("data-step", Clean(node.Id));
        var lines = TextFit.Lines(node.Label, (node.Width - 20) / FontSize, Math.Max(1, (int)((node.Height - 6) / LineHeight)));
        var first = (node.Height / 2) - ((lines.Count - 1) * LineHeight / 2) + 4.5;
        for (var i = 0; i < lines.Count; i++) group.Add(Text(lines[i], node.Width / 2, first + (i * LineHeight), "label", "middle"));
        if (difference is not null) group.Add(Sign(SignOf(difference), (node.Width - 14, 0), difference.ChangesLimit));
        return group;
    }

    private static string SignOf(StepDifference difference) =>
        difference.Kind switch { DifferenceKind.Added => "+", DifferenceKind.Removed => "−", _ => "≠" };

    private static XElement Sign(string text, (double X, double Y) at, bool isLimit = false)
    {
        var width = isLimit ? 42 : 22;
        var sign = Group("sign", Translate(at.X - (width / 2.0), at.Y - 10),
            new XElement(Xmlns + "rect", new XAttribute("width", N(width)), new XAttribute("height", "20"), new XAttribute("rx", "10")), Text(text, 11, 15, "", "middle"));
        if (isLimit) sign.Add(ClockFace(29, 10, "#fff"));
        return sign;
    }

    // Drawn: few fonts have a clock among their letters.
    private static XElement ClockFace(double x, double y, string stroke) => new(Xmlns + "path",
        new XAttribute("class", "clock"), new XAttribute("d", $"M{N(x - 6)} {N(y)}a6 6 0 1 0 12 0a6 6 0 1 0 -12 0M{N(x)} {N(y - 3.5)}V{N(y)}H{N(x + 3)}"), new XAttribute("fill", "none"), new XAttribute("stroke", stroke), new XAttribute("stroke-width", "1.6"));

    private static XElement Legend()
    {
        var legend = Group("legend-line", Translate(Margin, 56));
        var x = 0.0;
        foreach (var (kind, sign) in new[] { ("added", "+"), ("changed", "≠"), ("limit", "≠"), ("removed", "−"), ("same", "") })
        {
            var text = ReleaseTexts.Get($"drawing.{kind}").Here();
            var box = Group($"node {(kind == "limit" ? "changed" : kind)}", Translate(x, 0), new XElement(Xmlns + "rect", new XAttribute("class", "box"), new XAttribute("width", "44"), new XAttribute("height", "18"), new XAttribute("rx", "4")));
            if (sign.Length > 0) box.Add(Text(sign, kind == "limit" ? 13 : 22, 14, "", "middle"));
            if (kind == "limit") box.Add(ClockFace(31, 9, "#1a202c"));
            legend.Add(box, Text(text, x + 50, 14, "legend", "start"));
            x += 50 + (TextFit.Width(text) * 12) + 22;
        }
        return legend;
    }
}
