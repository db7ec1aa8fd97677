namespace CaseWorkflows.Cases.People.Register;

// The words of tables are a format that people type, as the keys of JSON files are, and no texts that the product shows.
public static partial class RegisterTable
{
    /// <summary>The headings, Chinese and English, and what they are.</summary>
    public static IReadOnlyDictionary<string, string> Columns { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["账号"] = "id", ["执业年限"] = "years", ["刑事辩护年限"] = "defence", ["熟悉未成年人"] = "minors", ["业务领域"] = "fields", ["语言"] = "languages",
        ["执业机构或者调委会"] = "organisation", ["证号"] = "licence", ["最多在办"] = "most", ["身份"] = "profession",
        ["id"] = "id", ["years"] = "years", ["defence"] = "defence", ["minors"] = "minors", ["fields"] = "fields", ["languages"] = "languages",
        ["organisation"] = "organisation", ["licence"] = "licence", ["most"] = "most", ["profession"] = "profession",
    };

    private static readonly Dictionary<string, Profession?> Professions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["律师"] = Profession.Lawyer, ["基层法律服务工作者"] = Profession.GrassrootsLegalWorker, ["法律援助机构工作人员"] = Profession.AidCentreStaff, ["法律援助志愿者"] = Profession.AidVolunteer,
        ["公证员"] = Profession.Notary, ["司法鉴定人"] = Profession.ForensicExpert, ["人民调解员"] = Profession.Mediator, ["其他"] = Profession.Other,
        ["lawyer"] = Profession.Lawyer, ["grassroots-legal-worker"] = Profession.GrassrootsLegalWorker, ["aid-centre-staff"] = Profession.AidCentreStaff, ["aid-volunteer"] = Profession.AidVolunteer,
        ["notary"] = Profession.Notary, ["forensic-expert"] = Profession.ForensicExpert, ["mediator"] = Profession.Mediator, ["other"] = Profession.Other,
        [""] = null, ["未登记"] = null, ["unknown"] = null,
    };

    private static readonly HashSet<string> Yes = new(StringComparer.OrdinalIgnoreCase) { "是", "true", "yes", "1" };
    private static readonly HashSet<string> No = new(StringComparer.OrdinalIgnoreCase) { "否", "false", "no", "0", "" };
}
