using System.Globalization;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Scenarios.Drawing;

/// <summary>The line of a connection: from the foot of a step to the head of the next one below, round the side to one above.</summary>
internal sealed record WayCurve(double X0, double Y0, double X1, double Y1, double X2, double Y2, double X3, double Y3)
{
    private const double Bulge = 46;

    public string Path => string.Create(CultureInfo.InvariantCulture, $"M {X0:0.#} {Y0:0.#} C {X1:0.#} {Y1:0.#} {X2:0.#} {Y2:0.#} {X3:0.#} {Y3:0.#}");

    /// <summary>Whether it leaves and enters at the sides.</summary>
    public bool IsSideways => X1 != X0;

    public static WayCurve Of(Connection way, DrawnPanel panel, IReadOnlyDictionary<string, DrawnNode> nodes)
    {
        var (from, to) = (nodes[way.SourceId], nodes[way.TargetId]);
        var below = to.Y >= from.Y + from.Height;
        var right = to.X >= from.X + from.Width;
        if (below && !(right && panel.RunsRight))
        {
            var x0 = from.X + (from.Width * Share(way, panel.From(way).Where(x => nodes[x.TargetId].Y > from.Y), x => nodes[x.TargetId].Middle));
            var x3 = to.X + (to.Width * Share(way, panel.Into(way).Where(x => nodes[x.SourceId].Y < to.Y), x => nodes[x.SourceId].Middle));
            var (y0, y3) = (from.Y + from.Height, to.Y);
            var pull = Math.Max(18, Math.Min(90, (y3 - y0) * 0.5));
            return new(x0, y0, x0, y0 + pull, x3, y3 - pull, x3, y3);
        }
        var a = from.Y + (from.Height * Share(way, panel.From(way), x => nodes[x.TargetId].Y));
        var b = to.Y + (to.Height * Share(way, panel.Into(way), x => nodes[x.SourceId].Y));
        if (right)
        {
            var pull = Math.Clamp((to.X - from.X - from.Width) * 0.5, 20, 160);
            return new(from.X + from.Width, a, from.X + from.Width + pull, a, to.X - pull, b, to.X, b);
        }
        if (to.X + to.Width <= from.X) return new(from.X, a, from.X - Bulge, a, to.X + to.Width + Bulge, b, to.X + to.Width, b);
        var side = Math.Max(from.X + from.Width, to.X + to.Width) + Bulge;
        return new(from.X + from.Width, a, side, a, side, b, to.X + to.Width, b);
    }

    /// <summary>A point on the line.</summary>
    public (double X, double Y) At(double t)
    {
        var s = 1 - t;
        return ((s * s * s * X0) + (3 * s * s * t * X1) + (3 * s * t * t * X2) + (t * t * t * X3), (s * s * s * Y0) + (3 * s * s * t * Y1) + (3 * s * t * t * Y2) + (t * t * t * Y3));
    }

    /// <summary>The point that lies about so far before the end, or in the middle of a short line.</summary>
    public (double X, double Y) BeforeEnd(double distance) => At(1 - Part(distance));

    /// <summary>The point that lies about so far after the beginning, or in the middle of a short line.</summary>
    public (double X, double Y) AfterStart(double distance) => At(Part(distance));

    private double Part(double distance) => Math.Min(0.5, distance / Math.Max(1, Math.Sqrt(Math.Pow(X3 - X0, 2) + Math.Pow(Y3 - Y0, 2))));

    // Lines that share a side are spread over it in the order of where they lead, or they would lie on each other.
    private static double Share(Connection way, IEnumerable<Connection> same, Func<Connection, double> at)
    {
        var all = same.OrderBy(at).ToList();
        return all.Count < 2 ? 0.5 : 0.15 + (0.7 * (all.IndexOf(way) + 0.5) / all.Count);
    }
}
