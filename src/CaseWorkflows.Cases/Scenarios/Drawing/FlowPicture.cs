using System.Globalization;
using System.Xml.Linq;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Scenarios.Paths;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Scenarios.Drawing;

/// <summary>The drawn flow with the way that was taken: steps and connections in order of their numbers, the rest pale. One SVG file without anything from outside.</summary>
public static class FlowPicture
{
    private const double Margin = 48;
    private const double Header = 104;
    private const double Gap = 70;
    private const double LineHeight = 17;
    private const double FontSize = 13;
    private const double Least = 900;
    private const int MostNumbers = 4;
    internal static readonly XNamespace Xmlns = "http://www.w3.org/2000/svg";

    private const string Style =
        "text{font-family:'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif;font-size:13px;fill:#1a202c}" +
        ".node rect.box{fill:#fff;stroke:#b8c2cf;stroke-width:1.2}.node text.label{fill:#5a6675}" +
        ".done rect.box{fill:#e3f4e8;stroke:#1e7e34;stroke-width:2.4}.waiting rect.box{fill:#fff3cf;stroke:#b7791f;stroke-width:2.4}" +
        ".faulted rect.box{fill:#fde3e3;stroke:#c53030;stroke-width:2.4}.cancelled rect.box{fill:#eef1f4;stroke:#4a5568;stroke-width:1.8;stroke-dasharray:6 4}" +
        ".taken text.label{fill:#1a202c;font-weight:600}" +
        ".person rect.mark{fill:#2b6cb0}.wait rect.mark{fill:#805ad5}" +
        ".way path{fill:none;stroke:#c3ccd6;stroke-width:1.2}.way text{font-size:11px;fill:#718096;paint-order:stroke;stroke:#fff;stroke-width:4px;stroke-linejoin:round}" +
        ".way.taken path{stroke:#1e7e34;stroke-width:2.6}.way.taken text{fill:#14532d;font-size:12px;font-weight:600}" +
        ".number rect{fill:#14532d}.number text{fill:#fff;font-size:11px;font-weight:600}" +
        ".now rect.box{stroke:#1a365d;stroke-width:5}" +
        ".way .number text{fill:#fff;stroke:none;font-size:10px}.way .number rect{fill:#1e7e34}" +
        ".title{font-size:18px;font-weight:600}.panel{font-size:14px;font-weight:600;fill:#4a5568}.legend{font-size:12px}";

    /// <summary>Draws the way of a simulation.</summary>
    public static string Svg(Simulation simulation, WorkflowLibrary library) =>
        Svg(simulation.Definition, simulation.Path, simulation.Result.Scenario.Title, library);

    /// <summary>Draws a definition and a way through it.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="path">The way; <see cref="FlowPath.Empty"/> for none.</param>
    /// <param name="subtitle">What is shown.</param>
    /// <param name="library">The forms whose buttons name the ways.</param>
    public static string Svg(WorkflowDefinition definition, FlowPath path, LocalizedText subtitle, WorkflowLibrary library)
    {
        var names = new WayNames(definition, library);
        var panels = FlowLayout.Of(definition);
        var width = Math.Max(Least, panels.Max(x => x.Right) + (2 * Margin));
        var svg = new XElement(Xmlns + "svg", new XElement(Xmlns + "style", Style), Markers());
        var content = new List<XElement>();
        var top = Header;
        foreach (var panel in panels)
        {
            if (panel.Title is { } title)
            {
                content.Add(Text(title, Margin, top - 14, "panel", "start"));
                top += 8;
            }
            content.Add(Group("panel-flow", Translate(Margin, top), Draw(panel, path, names)));
            top += panel.Bottom + Gap;
        }
        var height = top - Gap + Margin;
        svg.SetAttributeValue("viewBox", $"0 0 {N(width)} {N(height)}");
        svg.SetAttributeValue("width", N(width));
        svg.SetAttributeValue("height", N(height));
        svg.Add(new XElement(Xmlns + "rect", new XAttribute("width", "100%"), new XAttribute("height", "100%"), new XAttribute("fill", "#fff")));
        var name = definition.Name.Length > 0 ? definition.Name : definition.DefinitionId;
        svg.Add(Text(ScenarioTexts.Get("drawing.title", ("name", name), ("version", definition.Version)).Here(), Margin, 34, "title", "start"), Text(subtitle.Here(), Margin, 58, "", "start"), Legend(), content);
        return svg.ToString(SaveOptions.DisableFormatting);
    }

    private static IEnumerable<XElement> Draw(DrawnPanel panel, FlowPath path, WayNames names)
    {
        var nodes = panel.Nodes.ToDictionary(x => x.Id);
        var steps = path.Steps.ToLookup(x => x.ActivityId);
        Dictionary<Connection, (int Number, int Times)> taken = [];
        for (var i = 0; i < path.Ways.Count; i++) taken[path.Ways[i].Way] = (i + 1, path.Ways[i].Times);
        List<XElement> above = [];
        // What was taken lies on top of what was not, names and numbers on top of all.
        foreach (var way in panel.Ways.OrderBy(taken.ContainsKey).ThenByDescending(x => taken.GetValueOrDefault(x).Number))
        {
            var curve = WayCurve.Of(way, panel, nodes);
            var isTaken = taken.TryGetValue(way, out var order);
            var kind = isTaken ? "way taken" : "way";
            var line = Group(kind, null, new XElement(Xmlns + "path", new XAttribute("d", curve.Path), new XAttribute("marker-end", isTaken ? "url(#to-taken)" : "url(#to)")));
            line.SetAttributeValue("data-way", Clean(KeyOf(way)));
            yield return line;
            var over = Group(kind, null);
            var crowded = panel.Into(way).Take(4).Count() > 3;
            // Several outcomes that lead to one step are one bundle of lines with one name.
            var together = panel.From(way).Where(x => x.TargetId == way.TargetId).ToList();
            var label = string.Join(" / ", together.Select(x => names.Of(x.SourceId, x.SourcePort)?.Here()).OfType<string>().Distinct());
            if (label.Length > 0 && way == (together.Find(taken.ContainsKey) ?? together[0])) over.Add(Label(label, curve, panel.Into(way).Any(x => x.SourceId != way.SourceId)));
            if (isTaken)
            {
                var (x, y) = crowded ? curve.AfterStart(30) : curve.BeforeEnd(30);
                over.Add(Number(order.Times > 1 ? $"{order.Number} ×{order.Times}" : order.Number.ToString(CultureInfo.InvariantCulture), x, y, true));
            }
            if (over.HasElements) above.Add(over);
        }
        foreach (var node in panel.Nodes) yield return Draw(node, [.. steps[node.Id]]);
        foreach (var over in above) yield return over;
    }

    /// <summary>How a connection is named in the picture, for a page that shows what happened step by step.</summary>
    public static string KeyOf(Connection way) => $"{way.SourceId}|{way.SourcePort}|{way.TargetId}|{way.TargetPort}";

    /// <summary>How a step looks after what it has been through; empty if it was never begun.</summary>
    public static string KindOf(PathState state) => state switch
    {
        PathState.Waiting or PathState.Running => "taken waiting",
        PathState.Faulted => "taken faulted",
        PathState.Cancelled => "taken cancelled",
        _ => "taken done",
    };

    /// <summary>The numbers that stand at a step: the first few times it was begun.</summary>
    public static string NumbersOf(IEnumerable<PathStep> steps)
    {
        var all = steps.Select(x => x.Number).ToList();
        return string.Join(" ", all.Take(MostNumbers)) + (all.Count > MostNumbers ? " …" : "");
    }

    /// <summary>The name of a way, near its end: there the ways that leave one step have come apart. Where several enter one step, nearer its beginning.</summary>
    internal static IEnumerable<XElement> Label(string text, WayCurve curve, bool shared)
    {
        const double line = 13;
        var room = curve.IsSideways ? Math.Clamp(Math.Abs(curve.X3 - curve.X0) - 8, 50, 120) : 130;
        var lines = TextFit.Lines(text, room / 11, 3);
        var (x, y) = shared ? curve.At(curve.IsSideways ? 0.4 : 0.35) : curve.BeforeEnd(30);
        var first = curve.IsSideways ? y - 10 - ((lines.Count - 1) * line) : y - 12 - ((lines.Count - 1) * line);
        return lines.Select((part, i) => Text(part, x, first + (i * line), "", "middle"));
    }

    private static XElement Draw(DrawnNode node, IReadOnlyList<PathStep> steps)
    {
        var state = steps.Count == 0 ? "" : KindOf(steps[^1].State);
        var kind = node.Kind switch { DrawnKind.Person => "person", DrawnKind.Wait => "wait", DrawnKind.End => "end", _ => "other" };
        var group = Group($"node {kind} {state}".TrimEnd(), Translate(node.X, node.Y),
            new XElement(Xmlns + "title", Clean($"{node.Label} ({node.Id})")),
            new XElement(Xmlns + "rect", new XAttribute("class", "box"), new XAttribute("width", N(node.Width)), new XAttribute("height", N(node.Height)), new XAttribute("rx", node.Kind == DrawnKind.End ? N(node.Height / 2) : "8")));
        group.SetAttributeValue("data-step", Clean(node.Id));
        if (node.Kind is DrawnKind.Person or DrawnKind.Wait)
            group.Add(new XElement(Xmlns + "rect", new XAttribute("class", "mark"), new XAttribute("x", "0"), new XAttribute("y", "8"), new XAttribute("width", "5"), new XAttribute("height", N(node.Height - 16))));
        var lines = TextFit.Lines(node.Label, (node.Width - 20) / FontSize, Math.Max(1, (int)((node.Height - 6) / LineHeight)));
        var first = (node.Height / 2) - ((lines.Count - 1) * LineHeight / 2) + 4.5;
        for (var i = 0; i < lines.Count; i++) group.Add(Text(lines[i], node.Width / 2, first + (i * LineHeight), "label", "middle"));
        if (steps.Count > 0)
        {
            var numbers = NumbersOf(steps);
            group.Add(Number(numbers, node.Width - (TextFit.Width(numbers) * 5.5), 0, false));
        }
        return group;
    }

    internal static XElement Number(string text, double x, double y, bool small)
    {
        var width = (TextFit.Width(text) * (small ? 10 : 11)) + 10;
        var height = small ? 14 : 17;
        return Group("number", Translate(x - (width / 2), y - (height / 2.0)),
            new XElement(Xmlns + "rect", new XAttribute("width", N(width)), new XAttribute("height", N(height)), new XAttribute("rx", N(height / 2.0))),
            Text(text, width / 2, height - (small ? 3.5 : 4.5), "", "middle"));
    }

    private static XElement Legend()
    {
        var legend = Group("legend-line", Translate(Margin, 70));
        var x = 0.0;
        foreach (var (code, kind) in new[] { ("done", "node taken done"), ("waiting", "node taken waiting"), ("cancelled", "node taken cancelled"), ("faulted", "node taken faulted"), ("untaken", "node"), ("person", "node person"), ("wait", "node wait") })
        {
            var text = ScenarioTexts.Get($"drawing.{code}").Here();
            var box = Group(kind, Translate(x, 0), new XElement(Xmlns + "rect", new XAttribute("class", "box"), new XAttribute("width", "22"), new XAttribute("height", "14"), new XAttribute("rx", "4")));
            if (code is "person" or "wait") box.Add(new XElement(Xmlns + "rect", new XAttribute("class", "mark"), new XAttribute("width", "5"), new XAttribute("height", "14")));
            legend.Add(box, Text(text, x + 28, 12, "legend", "start"));
            x += 28 + (TextFit.Width(text) * 12) + 18;
        }
        legend.Add(Number("1", x + 9, 7, false), Text(ScenarioTexts.Get("drawing.number").Here(), x + 24, 12, "legend", "start"));
        return legend;
    }

    private static XElement Markers() => new(Xmlns + "defs", Marker("to", "#c3ccd6"), Marker("to-taken", "#1e7e34"));

    internal static XElement Marker(string id, string colour) => new(
        Xmlns + "marker", new XAttribute("id", id), new XAttribute("viewBox", "0 0 10 10"), new XAttribute("refX", "9"), new XAttribute("refY", "5"), new XAttribute("markerWidth", "9"), new XAttribute("markerHeight", "9"),
        new XAttribute("markerUnits", "userSpaceOnUse"), new XAttribute("orient", "auto-start-reverse"), new XElement(Xmlns + "path", new XAttribute("d", "M 0 0 L 10 5 L 0 10 z"), new XAttribute("fill", colour)));

    internal static XElement Group(string kind, string? transform, params IEnumerable<XElement> content)
    {
        var group = new XElement(Xmlns + "g", new XAttribute("class", kind), content);
        if (transform is not null) group.SetAttributeValue("transform", transform);
        return group;
    }

    internal static XElement Text(string text, double x, double y, string kind, string anchor)
    {
        var element = new XElement(Xmlns + "text", new XAttribute("x", N(x)), new XAttribute("y", N(y)), new XAttribute("text-anchor", anchor), Clean(text));
        if (kind.Length > 0) element.SetAttributeValue("class", kind);
        return element;
    }

    // Names come from definitions that anybody may write; XML has no place for control characters and half surrogates.
    internal static string Clean(string text)
    {
        var whole = text.ReplaceLineEndings(" ").EnumerateRunes().Where(x => x.Value >= 0x20 && x.Value is not (0xFFFE or 0xFFFF));
        return string.Concat(whole);
    }

    internal static string Translate(double x, double y) => $"translate({N(x)} {N(y)})";

    internal static string N(double number) => Math.Round(number, 1).ToString(CultureInfo.InvariantCulture);
}
