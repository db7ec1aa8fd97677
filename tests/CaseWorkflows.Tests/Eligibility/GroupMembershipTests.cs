using CaseWorkflows.Cases.Eligibility;

namespace CaseWorkflows.Tests.Eligibility;

/// <summary>From which day on somebody is of age: in civil matters on the birthday, as a suspect or defendant on the day after (法释〔2006〕1号 art. 2).</summary>
public sealed class GroupMembershipTests
{
    [Theory]
    [InlineData("notified-defence", "2008-03-02", "2026-03-01", true)]
    [InlineData("notified-defence", "2008-03-02", "2026-03-02", true)]
    [InlineData("notified-defence", "2008-03-02", "2026-03-03", false)]
    [InlineData("criminal-defence", "2008-03-02", "2026-03-02", true)]
    [InlineData("duty-lawyer-help", "2008-03-02", "2026-03-02", true)]
    [InlineData("criminal-defence", "2008-02-29", "2026-02-28", true)]
    [InlineData("criminal-defence", "2008-02-29", "2026-03-01", false)]
    [InlineData("maintenance", "2008-03-02", "2026-03-01", true)]
    [InlineData("maintenance", "2008-03-02", "2026-03-02", false)]
    [InlineData("criminal-victim", "2008-03-02", "2026-03-02", false)]
    public void A_suspect_is_a_minor_until_the_end_of_the_eighteenth_birthday(string category, string born, string on, bool isMinor)
    {
        var day = DateOnly.Parse(on, System.Globalization.CultureInfo.InvariantCulture);
        var application = Shipped.Application($$"""{ "applicant": { "name": "吴某", "birthDate": "{{born}}" }, "matter": { "category": "{{category}}" } }""");
        Assert.Equal(isMinor, new AssessmentSheet(application, Shipped.Policies.InForce("ezhou", day), day, []).Groups.Has(ApplicantGroups.Minor));
    }

    [Fact]
    public void Who_claims_to_be_a_minor_on_the_birthday_is_contradicted_in_a_civil_matter_alone()
    {
        var day = new DateOnly(2026, 3, 2);
        string Of(string category) => $$"""{ "applicant": { "name": "吴某", "birthDate": "2008-03-02", "groups": ["minor"] }, "matter": { "category": "{{category}}" } }""";
        Assert.Empty(new AssessmentSheet(Shipped.Application(Of("criminal-defence")), Shipped.Policies.InForce("ezhou", day), day, []).Groups.Contradicted);
        Assert.Equal(["minor"], new AssessmentSheet(Shipped.Application(Of("maintenance")), Shipped.Policies.InForce("ezhou", day), day, []).Groups.Contradicted);
    }
}
