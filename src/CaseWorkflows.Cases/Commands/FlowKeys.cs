using System.Globalization;

namespace CaseWorkflows.Cases.Commands;

/// <summary>
/// An engine's keys are unique within one flow, and a reopened case begins a new flow: without its cycle a key of the new flow would be taken
/// for one of the old.
/// </summary>
internal static class FlowKeys
{
    private const char Mark = '@';

    public static string InCycle(string engineKey, int cycle) =>
        cycle == 1 ? engineKey : string.Create(CultureInfo.InvariantCulture, $"{engineKey}{Mark}{cycle}");

    public static string OfEngine(string key) => key.LastIndexOf(Mark) is > 0 and var at && key[(at + 1)..].All(char.IsAsciiDigit) ? key[..at] : key;
}
