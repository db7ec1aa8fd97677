using CaseWorkflows.Engine;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Hosting;

/// <summary>How often somebody who has not signed in may ask how a case goes, under <c>CaseWorkflows:Citizens</c>.</summary>
public sealed class CitizenOptions
{
    private const int Most = 100_000;

    /// <summary>From one address in a minute.</summary>
    public int TriesPerMinute { get; init; } = 20;

    /// <summary>For one case code in an hour, from wherever: four characters can't be found out by trying.</summary>
    public int TriesPerCode { get; init; } = 10;

    /// <summary>The two, checked.</summary>
    /// <exception cref="StartRefusedException">One can't be; all that are wrong are named.</exception>
    internal (int PerMinute, int PerCode) ToLimits()
    {
        List<LocalizedText> wrong = [];
        foreach (var (name, value) in new[] { (nameof(TriesPerMinute), TriesPerMinute), (nameof(TriesPerCode), TriesPerCode) })
            if (value is < 1 or > Most) wrong.Add(Ui.Text("start.engine-limit", ("setting", $"{ProductOptions.Section}:Citizens:{name}"), ("value", value), ("from", 1), ("to", Most)));
        if (wrong.Count > 0) throw new StartRefusedException(new LocalizedText(string.Join('\n', wrong.Select(x => x.Zh)), string.Join('\n', wrong.Select(x => x.En))));
        return (TriesPerMinute, TriesPerCode);
    }
}
