using CaseWorkflows.Engine;
using CaseWorkflows.Web.Desk;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Hosting;

/// <summary>From when on a due clock that nobody has processed is a matter for whoever runs the installation, under <c>CaseWorkflows:Health</c>.</summary>
public sealed class HealthOptions
{
    private const int Longest = 86_400;

    /// <summary>After how many seconds the clock is late: health is degraded, and the clock is listed as stuck.</summary>
    public int LateSeconds { get; init; } = 30;

    /// <summary>After how many seconds it is an alarm: <c>/health/clocks</c> answers 503.</summary>
    public int AlarmSeconds { get; init; } = 300;

    /// <summary>The two as spans.</summary>
    /// <exception cref="StartRefusedException">One can't be, or the alarm would come before the clock is late; all that are wrong are named.</exception>
    internal ClockPatience ToPatience()
    {
        List<LocalizedText> wrong = [];
        foreach (var (name, value, from) in new[] { (nameof(LateSeconds), LateSeconds, 1), (nameof(AlarmSeconds), AlarmSeconds, Math.Clamp(LateSeconds, 1, Longest)) })
            if (value < from || value > Longest)
                wrong.Add(Ui.Text("start.engine-limit", ("setting", $"{ProductOptions.Section}:Health:{name}"), ("value", value), ("from", from), ("to", Longest)));
        if (wrong.Count > 0) throw new StartRefusedException(new LocalizedText(string.Join('\n', wrong.Select(x => x.Zh)), string.Join('\n', wrong.Select(x => x.En))));
        return new(TimeSpan.FromSeconds(LateSeconds), TimeSpan.FromSeconds(AlarmSeconds));
    }
}
