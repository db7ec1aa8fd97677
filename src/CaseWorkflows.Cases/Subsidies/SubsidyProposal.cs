using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Cases.Indicators;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Subsidies;

/// <summary>What a case's lawyer is to be paid by the table of its region, and why. A person decides: another amount is taken, and history says so.</summary>
/// <param name="Table">The table.</param>
/// <param name="Row">Its amount.</param>
/// <param name="On">The day that decided which table holds.</param>
public sealed record SubsidyProposal(SubsidyTable Table, SubsidyAmount Row, DateOnly On)
{
    /// <summary>The name of the proposed amount in forms.</summary>
    public const string AmountField = "subsidy-amount";

    /// <summary>The name of the proposed standard in forms.</summary>
    public const string StandardField = "subsidy-standard";

    /// <summary>What forms may have proposed.</summary>
    public static IReadOnlyList<string> Fields { get; } = [AmountField, StandardField];

    /// <summary>The amount, yuan.</summary>
    public decimal Amount => Row.Amount;

    /// <summary>The standard, as it is written into the form.</summary>
    public LocalizedText Standard => SubsidyTexts.Get("standard", ("basis", Table.Basis), ("name", Row.Name));

    /// <summary>Why this amount.</summary>
    public LocalizedText Reason => SubsidyTexts.Get(
        Row.Certainty == Certainty.Configured ? "reason.configured" : "reason",
        ("basis", Table.Basis), ("from", CalendarTexts.Iso(Table.From)), ("name", Row.Name), ("on", CalendarTexts.Iso(On)), ("amount", Row.Amount));

    /// <summary>The proposal for a case; null where no table holds or none of its amounts fits.</summary>
    /// <param name="case">The case.</param>
    /// <param name="library">The tables.</param>
    /// <param name="today">The present day in China.</param>
    public static SubsidyProposal? Of(LegalCase @case, WorkflowLibrary library, DateOnly today)
    {
        var seen = new CountedCase(
            @case.Id, @case.Code, @case.ServiceType, @case.Office.Value, "", @case.Stage, @case.Result, @case.ReceivedAt, @case.ClosedAt, @case.Dossier.ApplicationJson, @case.Dossier.FactsJson);
        // Where the day stands is said by the table in force today, or by the newest there was.
        var place = (library.Subsidies.Find(@case.Region, @case.ServiceType, today) ?? library.Subsidies.Tables.LastOrDefault(x => x.Region == @case.Region && x.Services.Contains(@case.ServiceType)))?.DateOf;
        var on = place is not null && seen.At(place) is JsonValue value && value.TryGetValue<string>(out var text) && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : today;
        if (library.Subsidies.Find(@case.Region, @case.ServiceType, on) is not { } table) return null;
        return table.Amounts.FirstOrDefault(x => x.Where.All(y => Holds(y, seen))) is { } row ? new(table, row, on) : null;
    }

    /// <summary>Puts what is proposed into the fields of a form that ask for it and are still empty.</summary>
    public void PutInto(FormDefinition form, JsonObject values)
    {
        var known = new FormValues(form.Fields, values, null);
        foreach (var field in form.Fields.Where(x => x.Proposal is not null && !FormValues.IsFilled(known.Raw(x.Key))))
            FormValues.Put(values, field.Key, field.Proposal == AmountField ? JsonValue.Create(Amount) : JsonValue.Create(Standard.Here()));
    }

    /// <summary>Keeps with a case what was proposed when somebody completes a form with an amount, and notes one that is another.</summary>
    internal static void Note(FormDefinition form, JsonObject data, CaseSession session)
    {
        if (form.Fields.FirstOrDefault(x => x.Proposal == AmountField) is not { } field) return;
        if (new FormValues(form.Fields, data, null).Raw(field.Key) is not { } given || FieldReader.Number(given) is not { } paid) return;
        if (Of(session.Case, session.Rules.Library, ChinaTime.DayOf(session.Now)) is not { } proposal) return;
        session.Case.Dossier.SetFact("subsidyProposal", CaseSession.Facts(("amount", proposal.Amount), ("table", proposal.Table.Id), ("row", proposal.Row.Key), ("zh", proposal.Reason.Zh), ("en", proposal.Reason.En)));
        if (paid != proposal.Amount) session.Record("SubsidyDiffersFromStandard", CaseSession.Facts(("proposed", proposal.Amount), ("paid", paid), ("table", proposal.Table.Id), ("row", proposal.Row.Key)));
    }

    private static bool Holds(SubsidyPlace place, CountedCase seen) => seen.At(place.At) switch
    {
        JsonArray list => list.Any(x => x is not null && place.Among.Contains(x.ToString())),
        { } one => place.Among.Contains(one.ToString()),
        null => false,
    };
}
