using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Cases.Model;

namespace CaseWorkflows.Cases.Subsidies;

/// <summary>
/// What was charged to the subsidy fund of an aided case (办案补贴经费列支, C26): reasonable fees of notaries and forensic institutions that were left after their relief, told by the
/// cases in which they were charged. It is kept with the aided case as the fact <c>subsidyCharged</c>.
/// </summary>
/// <param name="Code">The case in which it was charged.</param>
/// <param name="Amount">Yuan.</param>
/// <param name="ChargedOn">The day, as it was written; null if nobody wrote one.</param>
/// <param name="Voucher">The number of the voucher; null if there is none.</param>
public sealed record SubsidyCharge(string Code, decimal Amount, string? ChargedOn, string? Voucher)
{
    private const string Charge = "subsidyCharge";

    /// <summary>The charges to a case, by the codes of the cases that told of them.</summary>
    public static IReadOnlyList<SubsidyCharge> Of(LegalCase @case) =>
    [
        .. from told in @case.Dossier.Fact(CaseLink.ToldOf) as JsonObject ?? []
           let charge = told.Value?[CaseLink.Told]?[Charge]
           where charge?["aidCase"]?.ToString() == @case.Code && charge["amount"] is not null
           select new SubsidyCharge(told.Key, FieldReader.Number(charge["amount"]!) ?? 0, charge["chargedOn"]?.ToString(), charge["voucher"]?.ToString()),
    ];

    /// <summary>Keeps the sum with the case, for its documents and for indicators; a case to which nothing was ever charged has none.</summary>
    internal static void Keep(LegalCase @case)
    {
        var charges = Of(@case);
        if (charges.Count > 0 || @case.Dossier.Fact("subsidyCharged") is not null)
            @case.Dossier.SetFact("subsidyCharged", new JsonObject { ["amount"] = charges.Sum(x => x.Amount), ["count"] = charges.Count });
    }
}
