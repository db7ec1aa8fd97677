using System.Globalization;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Web.Api;
using CaseWorkflows.Web.Desk;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Verbs;

/// <summary>Clocks for people at a terminal.</summary>
internal static class ClockPrint
{
    public static async Task ListAsync(TextWriter output, IReadOnlyList<ClockLineAnswer> lines, ClockCount total)
    {
        foreach (var x in lines)
        {
            await output.WriteLineAsync(ClockTexts.Here("verb.line",
                ("code", x.CaseCode), ("name", $"{x.Clock.Name.Zh} / {x.Clock.Name.En}"), ("standing", ClockWords.Of(x.Standing)), ("remaining", x.Remaining),
                ("due", ClockWords.At(x.Clock.DueAt ?? x.Clock.ProvisionalDueAt))));
            await output.WriteLineAsync("    " + ClockTexts.Here(x.Task is null ? "verb.line-nobody" : x.Task.Assignee is null ? "verb.line-queue" : "verb.line-assignee",
                ("key", x.Clock.Key), ("basis", x.Clock.LegalBasis), ("task", x.Task?.Title), ("role", x.Task?.Role.Name), ("office", (x.Task?.Office ?? x.Office).Name), ("name", x.Task?.Assignee?.Name)));
            if (x.LastError is not null)
                await output.WriteLineAsync("    " + ClockTexts.Here("verb.line-error", ("attempts", x.Attempts), ("error", x.LastError)));
        }
        await output.WriteLineAsync(ClockTexts.Here(total.IsAtLeast ? "verb.count-at-least" : "verb.count", ("total", total.Number), ("shown", lines.Count)));
    }

    public static async Task ShowAsync(TextWriter output, ClockExplanation x, TimeUnit unit)
    {
        await output.WriteLineAsync($"{x.CaseCode}  {x.Name.Zh} / {x.Name.En}");
        await LineAsync("show.key", ("key", x.Key), ("generation", x.Generation));
        if (x.RuleVersion.Length > 0)
        {
            await LineAsync(x.IsStatutory ? "show.basis-statutory" : "show.basis-internal", ("basis", x.LegalBasis));
            await LineAsync("show.limit", ("limit", x.Limit), ("startsOn", x.StartsOn));
            await LineAsync("show.versions", ("rule", x.RuleVersion), ("calendar", x.CalendarVersion));
        }
        await LineAsync("show.standing", ("standing", ClockWords.Of(x.Standing)), ("remaining", x.Remaining));
        await LineAsync("show.started", ("at", ClockWords.At(x.StartedAt)));
        if (x.DueAt is not null) await LineAsync("show.due", ("at", ClockWords.At(x.DueAt)));
        if (x.AwaitsCalendarYear is { } year) await LineAsync("show.provisional", ("at", ClockWords.At(x.ProvisionalDueAt)), ("year", year.ToString(CultureInfo.InvariantCulture)));
        if (x.StoppedAt is not null) await LineAsync("show.stopped", ("at", ClockWords.At(x.StoppedAt)));

        await output.WriteLineAsync(ClockTexts.Here("show.pauses", ("count", x.Pauses.Count)));
        foreach (var pause in x.Pauses)
            await LineAsync("show.pause", ("from", ClockWords.At(pause.From)), ("to", pause.To is null ? "…" : ClockWords.At(pause.To)), ("cause", pause.CauseName));

        await output.WriteLineAsync(ClockTexts.Here("show.path"));
        if (x.PathNote is { } note) await output.WriteLineAsync("  " + note.Here());
        foreach (var entry in x.Path)
        {
            var when = unit.IsElapsed() ? $"{InstantText.Show(entry.From)} – {(entry.To is { } to ? InstantText.Show(to, entry.Date) : "…")}" : entry.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            await output.WriteLineAsync($"  {when}  {entry.Number?.ToString(CultureInfo.InvariantCulture) ?? "",5}  {entry.Reason.Here()}");
        }

        await output.WriteLineAsync(ClockTexts.Here("show.ladder"));
        foreach (var step in x.Steps)
        {
            await LineAsync(step.FiredAt is not null ? "show.step-fired" : step.FireAt is null ? "show.step-none" : step.FireAt == x.NextFireAt ? "show.step-next" : "show.step",
                ("moment", step.Moment), ("level", Ui.Text($"level.{step.Level}")), ("to", ClockTexts.Get($"recipient.{step.To}")), ("at", ClockWords.At(step.FiredAt ?? step.FireAt)));
            foreach (var told in step.Told)
                await output.WriteLineAsync("    " + ClockTexts.Here(told.AcknowledgedAt is null ? "show.told" : "show.told-acknowledged",
                    ("name", told.Name), ("at", ClockWords.At(told.RaisedAt)), ("by", told.AcknowledgedBy), ("when", ClockWords.At(told.AcknowledgedAt))));
        }

        Task LineAsync(string code, params (string Name, object? Value)[] args) => output.WriteLineAsync("  " + ClockTexts.Here(code, args));
    }
}
