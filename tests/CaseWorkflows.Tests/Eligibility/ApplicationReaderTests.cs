using System.Globalization;
using CaseWorkflows.Cases.Eligibility;
using CaseWorkflows.Cases.Forms;

namespace CaseWorkflows.Tests.Eligibility;

public sealed class ApplicationReaderTests
{
    [Fact]
    public void A_name_and_a_matter_are_enough()
    {
        var reading = ApplicationReader.Read("""{ "applicant": { "name": "张某" }, "matter": { "category": "maintenance" } }""");
        Assert.Empty(reading.Errors);
        Assert.Equal(("张某", "maintenance"), (reading.Application!.Applicant.Name, reading.Application.Matter.Category));
    }

    [Theory]
    [InlineData("{}", "applicant.name", "field.missing")]
    [InlineData("{}", "matter.category", "field.missing")]
    [InlineData("""{ "applicant": { "name": "  " } }""", "applicant.name", "field.missing")]
    [InlineData("""{ "applicant": "张某" }""", "applicant", "field.wrong-type")]
    [InlineData("""{ "applicant": { "name": 5 } }""", "applicant.name", "field.wrong-type")]
    [InlineData("""{ "matter": { "category": "labor-pay" } }""", "matter.category", "field.not-an-option")]
    [InlineData("""{ "matter": { "category": ["maintenance"] } }""", "matter.category", "field.wrong-type")]
    [InlineData("""{ "household": { "size": 2.5 } }""", "household.size", "field.wrong-type")]
    [InlineData("""{ "household": { "size": "3" } }""", "household.size", "field.wrong-type")]
    [InlineData("""{ "household": { "monthlyIncome": "2000元" } }""", "household.monthlyIncome", "field.wrong-type")]
    [InlineData("""{ "household": { "members": { "name": "x" } } }""", "household.members", "field.wrong-type")]
    [InlineData("""{ "household": { "members": [{ "monthlyIncome": 1 }, { "monthlyIncome": "x" }] } }""", "household.members[1].monthlyIncome", "field.wrong-type")]
    [InlineData("""{ "applicant": { "groups": ["minor", "childlike"] } }""", "applicant.groups[1]", "field.not-an-option")]
    [InlineData("""{ "applicant": { "birthDate": "1990/05/05" } }""", "applicant.birthDate", "field.not-a-date")]
    [InlineData("""{ "applicant": { "birthDate": "1990-02-30" } }""", "applicant.birthDate", "field.not-a-date")]
    [InlineData("""{ "receivedAt": "yesterday" }""", "receivedAt", "field.not-an-instant")]
    [InlineData("""{ "receivedAt": "0001-01-01T00:00" }""", "receivedAt", "field.not-an-instant")]
    [InlineData("""{ "evidence": [{ "title": "低保证" }] }""", "evidence[0].kind", "field.missing")]
    [InlineData("""{ "evidence": [null] }""", "evidence[0]", "field.wrong-type")]
    [InlineData("""{ "pledge": "yes" }""", "pledge", "field.wrong-type")]
    [InlineData("[]", "", "json.not-an-object")]
    [InlineData("{ \"applicant\": ", "", "json.unreadable")]
    [InlineData("{ \"pledge\": true, \"pledge\": false }", "", "json.unreadable")]
    [InlineData("", "", "json.unreadable")]
    public void What_can_not_be_read_is_an_error_with_its_path(string json, string field, string code)
    {
        var reading = ApplicationReader.Read(json);
        Assert.Null(reading.Application);
        Assert.Contains(reading.Errors, e => e.Field == field && e.Code == code);
        AssertRendered(reading.Errors);
    }

    [Theory]
    [InlineData("\"applicant\":{\"name\":\"x\",\"identity\":{\"kind\":\"resident-identity-card\",\"number\":\"110105194912310021\"}}", "applicant.identity.number", "identity.checksum")]
    [InlineData("\"applicant\":{\"name\":\"x\",\"identity\":{\"number\":\"11010519491331002X\"}}", "applicant.identity.number", "identity.birth-date")]
    [InlineData("\"applicant\":{\"name\":\"x\",\"identity\":{\"number\":\"1101\"}}", "applicant.identity.number", "identity.shape")]
    [InlineData("\"applicant\":{\"name\":\"x\"},\"proxy\":{\"name\":\"y\",\"identity\":{\"number\":\"1101\"}}", "proxy.identity.number", "identity.shape")]
    [InlineData("\"applicant\":{\"name\":\"x\",\"birthDate\":\"1950-01-01\",\"identity\":{\"number\":\"11010519491231002x\"}}", "applicant.birthDate", "birth-date.differs")]
    [InlineData("\"applicant\":{\"name\":\"x\",\"birthDate\":\"2026-03-02\"},\"requestedOn\":\"2026-03-01\"", "applicant.birthDate", "birth-date.future")]
    [InlineData("\"applicant\":{\"name\":\"x\",\"birthDate\":\"1200-01-01\"}", "applicant.birthDate", "birth-date.implausible")]
    [InlineData("\"applicant\":{\"name\":\"x\",\"phone\":\"none\"}", "applicant.phone", "phone.shape")]
    [InlineData("\"applicant\":{\"name\":\"x\",\"nationality\":\"China\"}", "applicant.nationality", "nationality.shape")]
    [InlineData("\"applicant\":{\"name\":\"x\"},\"household\":{\"size\":0}", "household.size", "number.range")]
    [InlineData("\"applicant\":{\"name\":\"x\"},\"household\":{\"monthlyIncome\":-0.01}", "household.monthlyIncome", "amount.negative")]
    [InlineData("\"applicant\":{\"name\":\"x\"},\"household\":{\"assets\":{\"savings\":-1}}", "household.assets.savings", "amount.negative")]
    [InlineData("\"applicant\":{\"name\":\"x\"},\"household\":{\"members\":[{\"monthlyIncome\":1},{\"monthlyIncome\":-1}]}", "household.members[1].monthlyIncome", "amount.negative")]
    [InlineData("\"applicant\":{\"name\":\"x\"},\"evidence\":[{\"kind\":\"k\",\"date\":\"2026-03-01\",\"expires\":\"2026-02-01\"}]", "evidence[0].expires", "evidence.expires-before-date")]
    [InlineData("\"applicant\":{\"name\":\"x\"},\"requestedOn\":\"2026-03-02\",\"receivedAt\":\"2026-03-01T23:59:00+08:00\"", "requestedOn", "requested-after-received")]
    public void What_can_be_read_but_can_not_be_true_is_an_error_with_its_path(string content, string field, string code)
    {
        var reading = ApplicationReader.Read($$"""{ "matter": { "category": "maintenance" }, {{content}} }""");
        Assert.Null(reading.Application);
        Assert.Equal([(field, code)], reading.Errors.Select(e => (e.Field, e.Code)));
        AssertRendered(reading.Errors);
    }

    [Fact]
    public void All_errors_come_together()
    {
        var reading = ApplicationReader.Read("""{ "applicant": { "gender": "?" }, "matter": { "litigation": "no" }, "household": { "size": "x" } }""");
        Assert.Equal(["applicant.gender", "applicant.name", "matter.category", "matter.litigation", "household.size"], reading.Errors.Select(e => e.Field));
    }

    [Fact]
    public void A_field_nobody_knows_is_ignored_with_a_warning_that_lists_the_known_ones_and_notes_are_not_warned_of()
    {
        var reading = ApplicationReader.Read("""{ "_note": "x", "applicant": { "name": "张某", "group": ["minor"] }, "matter": { "category": "maintenance" }, "income": 5 }""");
        Assert.NotNull(reading.Application);
        Assert.Equal(["applicant.group", "income"], reading.Warnings.Select(w => w.Field));
        Assert.Contains("groups", reading.Warnings[0].Remedy.En, StringComparison.Ordinal);
    }

    [Fact]
    public void The_identity_number_gives_birth_date_and_gender()
    {
        var applicant = Shipped.Application("""{ "applicant": { "name": "x", "identity": { "number": "11010519491231002x" } }, "matter": { "category": "maintenance" } }""").Applicant;
        Assert.Equal((new DateOnly(1949, 12, 31), "female"), (applicant.BirthDate!.Value, applicant.Gender));
    }

    [Theory]
    [InlineData("2026-02-28T16:00:00Z", "2026-03-01")]
    [InlineData("2026-02-28T15:59:59Z", "2026-02-28")]
    [InlineData("2026-03-01T00:30", "2026-03-01")]
    [InlineData("2026-03-01", "2026-03-01")]
    public void The_day_of_assessment_is_the_day_of_receipt_in_Shanghai(string receivedAt, string day) =>
        Assert.Equal(Shipped.Day(day), Shipped.Application($$"""{ "applicant": { "name": "x" }, "matter": { "category": "maintenance" }, "requestedOn": "2026-02-01", "receivedAt": "{{receivedAt}}" }""").AssessmentDay);

    [Fact]
    public void A_regions_own_matter_can_be_asked_for_once_its_policy_names_it()
    {
        const string Json = """{ "applicant": { "name": "x" }, "matter": { "category": "village-roads" } }""";
        Assert.NotEmpty(ApplicationReader.Read(Json).Errors);
        Assert.Empty(ApplicationReader.Read(Json, ["village-roads"]).Errors);
    }

    [Fact]
    public void The_checksum_of_an_identity_number_finds_every_single_wrong_digit()
    {
        const string Number = "11010519491231002X";
        for (var at = 0; at < 17; at++)
            for (var digit = '0'; digit <= '9'; digit++)
                if (digit != Number[at])
                    Assert.NotEqual(ResidentIdentityNumber.Fault.None, ResidentIdentityNumber.Check(Number[..at] + digit + Number[(at + 1)..]));
    }

    private static void AssertRendered(IEnumerable<FieldError> errors) =>
        Assert.All(errors, e => Assert.DoesNotMatch(@"\{\w+\}", e.Message.For(CultureInfo.GetCultureInfo("zh-CN")) + e.Message.En + e.Remedy.Zh + e.Remedy.En));
}
