using CaseWorkflows.Cases.Deadlines;

namespace CaseWorkflows.Web.Desk;

/// <summary>What a stretch of a clock's life was, or will be.</summary>
internal enum StretchKind
{
    /// <summary>Time counted.</summary>
    Run,

    /// <summary>It was at rest.</summary>
    Hold,

    /// <summary>The time that is left.</summary>
    Rest,

    /// <summary>Past the due instant.</summary>
    Late,
}

/// <summary>A stretch of the bar, as shares of the whole from 0 to 1.</summary>
internal sealed record Stretch(StretchKind Kind, DateTimeOffset From, DateTimeOffset To, string? Cause, double At, double Width);

/// <summary>A moment of the ladder on the bar. Steps of the same moment and level are one mark.</summary>
/// <param name="FireAt">When it fires or was to fire.</param>
/// <param name="FiredAt">When it was fired; null until then.</param>
/// <param name="Level">The gravest of its steps.</param>
/// <param name="At">Its place, 0 to 1.</param>
internal sealed record Mark(DateTimeOffset FireAt, DateTimeOffset? FiredAt, AlertLevel Level, double At);

/// <summary>
/// A clock's life as a bar: from its start to its end or to the last step of its ladder, with the stretches in which it ran, rested and was late,
/// the steps of the ladder, the due instant and the present.
/// </summary>
internal sealed record ClockTimeline(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<Stretch> Stretches, IReadOnlyList<Mark> Marks, double? Due, double? Now)
{
    /// <summary>The bar of a clock as it is at an instant.</summary>
    public static ClockTimeline Of(Clock clock, DateTimeOffset now)
    {
        var due = clock.DueAt ?? clock.ProvisionalDueAt;
        var ended = clock.StoppedAt;
        // What a stop or a pause has made pointless is not drawn; what fired stays.
        var steps = clock.Steps.Where(x => x.FiredAt is not null || clock.State == ClockState.Running).ToList();
        var instants = steps.Select(x => x.FireAt).Append(clock.StartedAt).Concat(Known(due, ended ?? now)).Concat(clock.Pauses.SelectMany(x => Known(x.From, x.To))).ToList();
        var (from, to) = (clock.Counting.Backward ? instants.Min() : clock.StartedAt, instants.Max());
        // A command may be recorded later than the present of a slower machine: the bar then has no length.
        if (to <= from) to = from.AddMinutes(1);
        List<Stretch> stretches = [];
        if (!clock.Counting.Backward)
        {
            var until = Earlier(ended ?? now, to);
            var at = clock.StartedAt;
            foreach (var pause in clock.Pauses.OrderBy(x => x.From))
            {
                Run(at, pause.From);
                var (begin, end) = (Later(pause.From, at), Earlier(pause.To ?? until, to));
                Add(StretchKind.Hold, begin, end, pause.Cause);
                at = Later(at, end);
            }
            Run(at, until);
            if (clock.State == ClockState.Running && due is { } last) Add(StretchKind.Rest, Later(until, at), last, null);
        }
        var marks = steps.GroupBy(x => (x.FireAt, x.Level)).OrderBy(x => x.Key.FireAt)
            .Select(x => new Mark(x.Key.FireAt, x.Max(y => y.FiredAt), x.Key.Level, Share(x.Key.FireAt)));
        return new(from, to, stretches, [.. marks], due is { } end1 ? Share(end1) : null, ended is null && now >= from && now <= to ? Share(now) : null);

        // A provisional due instant makes nothing late.
        void Run(DateTimeOffset begin, DateTimeOffset end)
        {
            Add(StretchKind.Run, begin, clock.DueAt is { } limit ? Earlier(end, limit) : end, null);
            if (clock.DueAt is { } over) Add(StretchKind.Late, Later(begin, over), end, null);
        }

        void Add(StretchKind kind, DateTimeOffset begin, DateTimeOffset end, string? cause)
        {
            if (end > begin) stretches.Add(new(kind, begin, end, cause, Share(begin), (end - begin) / (to - from)));
        }

        double Share(DateTimeOffset at) => Math.Clamp((at - from) / (to - from), 0, 1);
    }

    private static IEnumerable<DateTimeOffset> Known(params IEnumerable<DateTimeOffset?> instants) => instants.OfType<DateTimeOffset>();

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
