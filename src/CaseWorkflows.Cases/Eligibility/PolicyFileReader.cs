using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Eligibility;

/// <summary>Reads one policy file. Types and names are checked here; what concerns several files is checked by <see cref="PolicyChecks"/>.</summary>
internal static class PolicyFileReader
{
    private static readonly string[] Certainties = ["statute", "local-document", "to-be-verified", "configuration"];

    public static PolicyLayer ReadRules(FieldReader root, string region, string file)
    {
        var basis = ReadBasis(root);
        var layer = new PolicyLayer
        {
            Id = ReadHead(root, "eligibility", out var from, out var to),
            Region = region,
            File = file,
            From = from,
            To = to,
            MinorBelow = Positive(root, "minorBelow"),
            ElderlyFrom = Positive(root, "elderlyFrom"),
            UrgentBelowDays = Positive(root, "urgentBelowDays"),
            LawyerMinimumYears = Positive(root, "lawyerMinimumYears"),
            Regardless = [.. root.Objects("regardlessOfMeans").Select(r => ReadRegardless(r, basis))],
            Exemptions = [.. root.Objects("exemptions").Select(e => ReadExemption(e, basis))],
            SupplementaryMatters = [.. root.Objects("supplementaryMatters").Select(m => ReadSupplementary(m, basis))],
            PriorityGroups = ReadPriority(root, basis),
            ProxyProof = root.Object("proxyProof") is { } proof ? ReadProof(proof) : null,
            EvidenceKinds = ReadKinds(root),
            MinimumMultiple = ReadMinimum(root, basis),
        };
        root.WarnOfUnread();
        return layer;
    }

    public static MeansTestPolicy ReadMeansTest(FieldReader root, string region)
    {
        var basis = ReadBasis(root);
        var policy = new MeansTestPolicy
        {
            Id = ReadHead(root, "means-test", out var from, out var to),
            Region = region,
            From = from,
            To = to,
            Basis = basis,
            Multiple = PositiveAmount(root, "multiple"),
            EqualIsWithin = root.Choice("comparison", ["at-most", "below"]) is null or "at-most",
            OpponentsLeftOut = root.Flag("opponentsLeftOut") ?? true,
            Standards = [.. root.Objects("standards").Select(s => ReadStandard(s, from, to))],
            Assets = root.Object("assets") is { } assets ? ReadAssets(assets, basis) : null,
            DataCheckMonths = Positive(root, "dataCheckMonths") ?? 6,
        };
        if (!root.Has("standards")) root.Missing("standards");
        root.WarnOfUnread();
        return policy;
    }

    private static string ReadHead(FieldReader root, string kind, out DateOnly from, out DateOnly? to)
    {
        if (root.Choice("kind", [kind]) is null && !root.Has("kind")) root.Missing("kind");
        root.RequiredLocalized("title");
        root.Localized("note");
        if (!root.Has("from")) root.Missing("from");
        from = root.Date("from") ?? DateOnly.MinValue;
        to = root.Date("to");
        if (to < from) root.Fail("to", "period.ends-before-it-begins");
        return root.RequiredText("id") ?? "";
    }

    private static LegalBasis ReadBasis(FieldReader owner, LegalBasis? inherited = null)
    {
        if (owner.Object("basis") is not { } at)
        {
            if (inherited is null) owner.Missing("basis");
            return inherited ?? new LegalBasis(new LocalizedText("", ""), Certainty.Configuration);
        }
        var (zh, en) = (at.RequiredText("zh") ?? "", at.RequiredText("en") ?? "");
        var certainty = at.Choice("certainty", Certainties) ?? (at.Has("certainty") ? null : at.Missing("certainty"));
        at.WarnOfUnread();
        return new LegalBasis(new LocalizedText(zh, en), certainty switch
        {
            "statute" => Certainty.Statute,
            "local-document" => Certainty.LocalDocument,
            "to-be-verified" => Certainty.ToBeVerified,
            _ => Certainty.Configuration,
        });
    }

    private static RegardlessOfMeans ReadRegardless(FieldReader at, LegalBasis basis)
    {
        if (!at.Has("id")) at.Missing("id");
        var circumstance = new RegardlessOfMeans(
            at.Choice("id", MatterCatalogue.Circumstances) ?? "",
            at.RequiredLocalized("name"),
            ReadBasis(at, basis),
            at.Object("proof") is { } proof ? ReadProof(proof) : new ProofRequirement([], [], false, false, null),
            at.Flag("needsConfirmation") ?? false);
        at.WarnOfUnread();
        return circumstance;
    }

    private static MeansCheckExemption ReadExemption(FieldReader at, LegalBasis basis)
    {
        var exemption = new MeansCheckExemption(
            at.RequiredText("id") ?? "",
            at.RequiredLocalized("name"),
            ReadBasis(at, basis),
            at.Choices("anyOf", ApplicantGroups.All),
            at.Choices("allOf", ApplicantGroups.All),
            at.Choices("matters", [.. MatterCatalogue.Statutory.Keys, .. MatterCatalogue.NotStatutory]),
            [.. at.Objects("proofs").Select(ReadProof)],
            at.Flag("needsConfirmation") ?? false,
            at.Date("reviewBy"));
        // An exemption for nobody in particular would exempt everybody.
        if (exemption.AnyOf.Count == 0 && exemption.AllOf.Count == 0) at.Missing("anyOf");
        at.WarnOfUnread();
        return exemption;
    }

    private static ProofRequirement ReadProof(FieldReader at)
    {
        var proof = new ProofRequirement(
            at.Choices("forGroups", ApplicantGroups.All),
            at.Choices("anyOf", null),
            at.Flag("required") ?? true,
            at.Flag("ageShownByIdentity") ?? false,
            Positive(at, "maximumAgeMonths"));
        if (proof.AnyOf.Count == 0) at.Missing("anyOf");
        at.WarnOfUnread();
        return proof;
    }

    private static SupplementaryMatter ReadSupplementary(FieldReader at, LegalBasis basis)
    {
        var matter = new SupplementaryMatter(at.RequiredText("id") ?? "", at.RequiredLocalized("name"), ReadBasis(at, basis), at.Flag("needsConfirmation") ?? true, at.Date("reviewBy"));
        at.WarnOfUnread();
        return matter;
    }

    private static PriorityGroups? ReadPriority(FieldReader root, LegalBasis basis)
    {
        if (root.Object("priorityGroups") is not { } at) return null;
        var priority = new PriorityGroups(at.Choices("groups", ApplicantGroups.All), ReadBasis(at, basis));
        at.WarnOfUnread();
        return priority;
    }

    private static Dictionary<string, LocalizedText> ReadKinds(FieldReader root)
    {
        var kinds = new Dictionary<string, LocalizedText>();
        if (root.Value("evidenceKinds") is not JsonObject names || root.Object("evidenceKinds") is not { } at) return kinds;
        foreach (var (kind, _) in names)
            kinds[kind] = at.RequiredLocalized(kind);
        return kinds;
    }

    private static MinimumMultiple? ReadMinimum(FieldReader root, LegalBasis basis)
    {
        if (root.Object("minimumMultiple") is not { } at) return null;
        var minimum = new MinimumMultiple(PositiveAmount(at, "value"), ReadBasis(at, basis));
        at.WarnOfUnread();
        return minimum;
    }

    private static LivingStandard ReadStandard(FieldReader at, DateOnly from, DateOnly? to)
    {
        var standard = new LivingStandard(at.Text("county"), at.Choice("residence", ["urban", "rural"]), PositiveAmount(at, "monthly"), at.Date("from") ?? from, at.Has("to") ? at.Date("to") : to);
        if (standard.To < standard.From) at.Fail("to", "period.ends-before-it-begins");
        at.WarnOfUnread();
        return standard;
    }

    private static AssetLimits ReadAssets(FieldReader at, LegalBasis basis)
    {
        var limits = new AssetLimits(
            at.Amount("savingsPerPerson"), at.Whole("vehicles"), at.Whole("properties"),
            at.Choice("whenNotStated", ["covered-by-pledge", "needs-evidence"]) is null or "covered-by-pledge", ReadBasis(at, basis));
        if (limits.SavingsPerPerson < 0) at.Fail("savingsPerPerson", "amount.negative");
        if (limits.Vehicles < 0) at.Fail("vehicles", "amount.negative");
        if (limits.Properties < 0) at.Fail("properties", "amount.negative");
        at.WarnOfUnread();
        return limits;
    }

    private static int? Positive(FieldReader at, string key)
    {
        var number = at.Whole(key);
        if (number <= 0) at.Fail(key, "amount.not-positive");
        return number;
    }

    private static decimal PositiveAmount(FieldReader at, string key)
    {
        if (!at.Has(key)) at.Missing(key);
        var number = at.Amount(key);
        if (number <= 0) at.Fail(key, "amount.not-positive");
        return number ?? 1;
    }
}
