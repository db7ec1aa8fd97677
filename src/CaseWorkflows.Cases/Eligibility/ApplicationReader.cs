using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Forms;

namespace CaseWorkflows.Cases.Eligibility;

/// <summary>An application as read: either <see cref="Application"/> and no errors, or errors and no application.</summary>
/// <param name="Application">The application, or null if there are errors.</param>
/// <param name="Errors">What has to be put right, field by field.</param>
/// <param name="Warnings">What was ignored: fields nobody knows.</param>
public sealed record ApplicationReading(Application? Application, IReadOnlyList<FieldError> Errors, IReadOnlyList<FieldError> Warnings);

/// <summary>Reads applications from JSON; see <c>workflows/forms/application.json</c> for the fields.</summary>
public static class ApplicationReader
{
    /// <summary>The name by which services say that their intake is such an application.</summary>
    public const string Key = "application";

    /// <summary>Reads an application from a text.</summary>
    /// <param name="json">The JSON text.</param>
    /// <param name="localMatters">Codes of supplementary matters that the policies add to <see cref="MatterCatalogue"/>.</param>
    public static ApplicationReading Read(string json, IReadOnlyCollection<string>? localMatters = null)
    {
        var (source, error) = JsonText.ParseObject(json);
        return source is null ? new ApplicationReading(null, [error!], []) : Read(source, localMatters);
    }

    /// <summary>Reads an application from a JSON object.</summary>
    /// <param name="json">The object; it is not changed.</param>
    /// <param name="localMatters">Codes of supplementary matters that the policies add to <see cref="MatterCatalogue"/>.</param>
    public static ApplicationReading Read(JsonObject json, IReadOnlyCollection<string>? localMatters = null)
    {
        List<FieldError> errors = [], warnings = [];
        var root = new FieldReader(json, "", errors, warnings);
        var applicant = ReadApplicant(root);
        var matter = ReadMatter(root, localMatters ?? []);
        var rest = new Application
        {
            Applicant = applicant ?? new Applicant { Name = "" },
            Matter = matter ?? new Matter { Category = "" },
            Proxy = ReadProxy(root),
            Forms = root.Choices("forms", FormsOfAid.All),
            Place = ReadPlace(root),
            Household = ReadHousehold(root),
            Pledge = ReadPledge(root),
            DataCheck = ReadDataCheck(root),
            Evidence = ReadEvidence(root),
            Urgency = ReadUrgency(root),
            LocalFlags = root.Choices("localFlags", null),
            RequestedOn = root.Date("requestedOn"),
            ReceivedAt = root.Instant("receivedAt"),
        };
        root.WarnOfUnread();
        if (errors.Count == 0)
            errors.AddRange(ApplicationValidator.Check(rest));
        return new ApplicationReading(errors.Count == 0 ? rest : null, errors, warnings);
    }

    private static Applicant? ReadApplicant(FieldReader root)
    {
        if (root.Object("applicant") is not { } at)
        {
            if (!root.Has("applicant")) root.Missing("applicant.name");
            return null;
        }
        var identity = ReadIdentity(at);
        var gender = at.Choice("gender", ["female", "male"]);
        var disabilities = at.Choices("disabilities", ["sight", "hearing", "speech", "limb", "intellectual", "mental", "multiple", "other"]);
        var groups = at.Choices("groups", ApplicantGroups.All);
        var applicant = new Applicant
        {
            Name = at.RequiredText("name") ?? "",
            Identity = identity,
            BirthDate = at.Date("birthDate") ?? (identity?.Kind == IdentityDocument.ResidentCard ? ResidentIdentityNumber.BirthDate(identity.Number) : null),
            Gender = gender ?? (identity?.Kind == IdentityDocument.ResidentCard ? ResidentIdentityNumber.IsFemale(identity.Number) switch { true => "female", false => "male", null => null } : null),
            Nationality = at.Text("nationality")?.ToUpperInvariant(),
            Phone = at.Text("phone"),
            Address = at.Text("address"),
            Contact = ReadContact(at),
            Detained = at.Flag("detained") ?? false,
            Groups = groups,
            Disabilities = disabilities,
        };
        at.WarnOfUnread();
        return applicant;
    }

    private static IdentityDocument? ReadIdentity(FieldReader owner)
    {
        if (owner.Object("identity") is not { } at) return null;
        var kind = at.Choice("kind", IdentityDocument.Kinds);
        var number = at.Text("number");
        at.WarnOfUnread();
        return number is null ? null : new IdentityDocument(kind ?? IdentityDocument.ResidentCard, number.ToUpperInvariant());
    }

    private static Contact? ReadContact(FieldReader owner)
    {
        if (owner.Object("contact") is not { } at) return null;
        var contact = new Contact(at.Text("name"), at.Text("phone"), at.Text("relation"));
        at.WarnOfUnread();
        return contact;
    }

    private static Proxy? ReadProxy(FieldReader root)
    {
        if (root.Object("proxy") is not { } at) return null;
        var proxy = new Proxy(at.RequiredText("name") ?? "", at.Choice("relation", Proxy.Relations), ReadIdentity(at), at.Text("phone"), at.Flag("otherRepresentativeInfringes") ?? false);
        at.WarnOfUnread();
        return proxy;
    }

    private static Matter? ReadMatter(FieldReader root, IReadOnlyCollection<string> localMatters)
    {
        if (root.Object("matter") is not { } at)
        {
            if (!root.Has("matter")) root.Missing("matter.category");
            return null;
        }
        string[] categories = [.. MatterCatalogue.Statutory.Keys, .. MatterCatalogue.NotStatutory, .. localMatters];
        if (!at.Has("category")) at.Missing("category");
        var matter = new Matter
        {
            Category = at.Choice("category", categories.Distinct().ToArray()) ?? "",
            Circumstances = at.Choices("circumstances", MatterCatalogue.Circumstances),
            Notification = ReadNotification(at),
            VictimRole = at.Choice("victimRole", ["victim", "private-prosecutor", "civil-claimant"]),
            Claim = at.Text("claim"),
            Amount = at.Amount("amount"),
            Opponents = ReadNames(at, "opponents"),
            Authority = at.Text("authority"),
            Litigation = at.Flag("litigation"),
            RetrialOrdered = ReadYesOrNo(at, "retrialOrdered"),
            LifeOrDeathPossible = at.Flag("lifeOrDeathPossible") ?? false,
            HasRepresentative = at.Flag("hasRepresentative"),
            OtherReason = at.Text("otherReason"),
            LegalBasis = at.Text("legalBasis"),
        };
        at.WarnOfUnread();
        return matter;
    }

    // A form's tick can't say "not answered", so there the question is a choice of yes and no.
    private static bool? ReadYesOrNo(FieldReader at, string key) =>
        at.Value(key) is JsonValue v && v.TryGetValue<string>(out _) ? at.Choice(key, ["yes", "no"]) switch { "yes" => true, "no" => false, _ => null } : at.Flag(key);

    // Names alone, or entries of a form's list: { "name": … }.
    private static IReadOnlyList<string> ReadNames(FieldReader owner, string key)
    {
        if (owner.Value(key) is not JsonArray list || list.All(n => n is not JsonObject)) return owner.Choices(key, null);
        var names = new List<string>();
        foreach (var at in owner.Objects(key))
        {
            if (at.RequiredText("name") is { } name) names.Add(name);
            at.WarnOfUnread();
        }
        return names;
    }

    private static Notification? ReadNotification(FieldReader owner)
    {
        if (owner.Object("notification") is not { } at) return null;
        var notification = new Notification(
            at.Choice("ground", [.. MatterCatalogue.NotificationGrounds.Keys]),
            at.Text("authority"),
            at.Choice("authorityKind", ["court", "procuratorate", "police", "state-security"]),
            at.Date("noticeDate"),
            at.Text("number"));
        at.WarnOfUnread();
        return notification;
    }

    private static Place? ReadPlace(FieldReader root)
    {
        if (root.Object("place") is not { } at) return null;
        var place = new Place(at.Text("region"), at.Text("county"), at.Choice("basis", ["authority-seat", "dispute-body", "place-of-event"]));
        at.WarnOfUnread();
        return place;
    }

    private static Household? ReadHousehold(FieldReader root)
    {
        if (root.Object("household") is not { } at) return null;
        var members = new List<HouseholdMember>();
        foreach (var m in at.Objects("members"))
        {
            members.Add(new HouseholdMember(m.Text("name"), m.Text("relation"), m.Amount("monthlyIncome"), m.Flag("opponent") ?? false));
            m.WarnOfUnread();
        }
        var assets = at.Object("assets");
        var household = new Household
        {
            Size = at.Whole("size"),
            Members = members,
            MonthlyIncome = at.Amount("monthlyIncome"),
            YearlyIncome = at.Amount("yearlyIncome"),
            Residence = at.Choice("residence", ["urban", "rural"]),
            Savings = assets?.Amount("savings"),
            Vehicles = assets?.Whole("vehicles"),
            Properties = assets?.Whole("properties"),
        };
        assets?.WarnOfUnread();
        at.WarnOfUnread();
        return household;
    }

    private static Pledge? ReadPledge(FieldReader root)
    {
        if (root.Value("pledge") is JsonValue v && v.TryGetValue<bool>(out var signed)) return new Pledge(signed, null);
        if (root.Object("pledge") is not { } at) return null;
        var pledge = new Pledge(at.Flag("signed") ?? false, at.Date("on"));
        at.WarnOfUnread();
        return pledge;
    }

    private static DataCheck? ReadDataCheck(FieldReader root)
    {
        if (root.Object("dataCheck") is not { } at) return null;
        var check = new DataCheck(at.RequiredText("source") ?? "", at.Date("on"), at.Flag("agrees") ?? true);
        at.WarnOfUnread();
        return check;
    }

    private static List<EvidenceItem> ReadEvidence(FieldReader root)
    {
        var evidence = new List<EvidenceItem>();
        foreach (var e in root.Objects("evidence"))
        {
            evidence.Add(new EvidenceItem(e.RequiredText("kind") ?? "", e.Text("title"), e.Date("date"), e.Date("expires")));
            e.WarnOfUnread();
        }
        return evidence;
    }

    private static Urgency? ReadUrgency(FieldReader root)
    {
        if (root.Object("urgency") is not { } at) return null;
        var urgency = new Urgency(at.Date("limitExpiresOn"), at.Choices("measures", ["property-preservation", "evidence-preservation", "advance-enforcement"]), at.Text("otherByLaw"));
        at.WarnOfUnread();
        return urgency;
    }
}
