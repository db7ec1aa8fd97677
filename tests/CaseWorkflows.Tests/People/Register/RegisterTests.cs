using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.People.Register;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Tests.People.Register;

public sealed class RegisterTests
{
    private static readonly Dictionary<string, string> Fields = new() { ["maintenance"] = "maintenance", ["赡养"] = "maintenance", ["work-injury"] = "work-injury" };
    private static readonly DateOnly Today = new(2026, 11, 22);
    private static readonly Competence Known = new(3, 1, true, ["work-injury"]) { Languages = ["湘语"], Licence = "A1" };

    [Fact]
    public void A_table_changes_what_it_has_columns_for_and_leaves_the_rest()
    {
        var (rows, problems) = RegisterTable.Read("\uFEFF账号,执业年限,业务领域,语言\r\nlawyer.li,12,赡养；work-injury,手语\r\n\r\n", Fields);
        Assert.Empty(problems);
        var entry = Assert.Single(rows).Over(Known);
        Assert.Equal((12, 1, true, "A1"), (entry.YearsOfPractice, entry.YearsOfCriminalDefence, entry.KnowsMinors, entry.Licence));
        Assert.Equal(["maintenance", "work-injury"], entry.Fields);
        Assert.Equal(["手语"], entry.Languages);
    }

    [Theory]
    [InlineData("账号,年龄\nx,1", 1, "年龄")]
    [InlineData("执业年限\n3", 1, "账号")]
    [InlineData("账号,id\nx,y", 1, "账号")]
    [InlineData("账号,执业年限\nx,多", 2, "执业年限")]
    [InlineData("账号,熟悉未成年人\nx,也许", 2, "熟悉未成年人")]
    [InlineData("账号,业务领域\nx,飞行", 2, "业务领域")]
    [InlineData("账号,身份\nx,飞行员", 2, "身份")]
    [InlineData("账号,执业年限\nx,1\nx,2", 3, "账号")]
    [InlineData("账号,语言\nx,\"手语", 2, null)]
    public void A_mistake_is_named_with_row_and_column_and_nothing_is_taken(string csv, int row, string? column)
    {
        var (rows, problems) = RegisterTable.Read(csv, Fields);
        Assert.Empty(rows);
        Assert.Contains(problems, x => x.Row == row && x.Column == column);
    }

    [Theory]
    [InlineData("律师", Profession.Lawyer)]
    [InlineData("基层法律服务工作者", Profession.GrassrootsLegalWorker)]
    [InlineData("Aid-Volunteer", Profession.AidVolunteer)]
    [InlineData("", null)]
    [InlineData("未登记", null)]
    public void A_profession_is_read_by_its_name_and_nobody_guesses_it(string word, Profession? profession)
    {
        var (rows, problems) = RegisterTable.Read($"账号,身份\nlawyer.li,{word}\n", Fields);
        Assert.Empty(problems);
        Assert.Equal(profession, Assert.Single(rows).Over(Known with { Profession = Profession.Notary }).Profession);
        Assert.Null(Known.Profession);
        Assert.Equal(Profession.Notary, Assert.Single(RegisterTable.Read("账号,执业年限\nlawyer.li,4\n", Fields).Rows).Over(Known with { Profession = Profession.Notary }).Profession);
    }

    [Theory]
    [InlineData(5, 6, "yearsOfCriminalDefence")]
    [InlineData(-1, 0, "yearsOfPractice")]
    [InlineData(99, 0, "yearsOfPractice")]
    public void Years_that_can_not_be_are_refused(int practice, int defence, string field) =>
        Assert.Contains(field, PractitionerDesk.Problems(new Competence(practice, defence, false, []), Fields.Values, Today).Select(x => x.Field));

    [Fact]
    public void Periods_that_end_before_they_begin_and_fields_nobody_knows_are_refused()
    {
        var entry = new Competence(1, 0, false, ["flying"]) { Rota = [new(new(2026, 3, 2), new(2026, 3, 1), false, null)], Integrity = [new(new(2026, 3, 2), IntegrityKind.Sanction, " ", new DateOnly(2026, 3, 1))], MostTasks = 0 };
        Assert.Equal(["mostTasks", "fields", "rota[0].to", "integrity[0].text", "integrity[0].until"], PractitionerDesk.Problems(entry, Fields.Values, Today).Select(x => x.Field));
    }

    [Fact]
    public void Lines_of_rota_and_record_are_read_as_they_are_written()
    {
        const string Rota = "2026-03-02 2026-03-08 值班 市看守所\n2026-03-09 2026-03-10 外出";
        const string Record = "2026-01-05 表彰 优秀律师\n2026-02-05 处罚 2026-08-05 停止执业 六个月\n2026-02-06 处罚 吊销";
        Assert.Equal(Rota, RegisterLines.OfRota(RegisterLines.Rota(Rota)!));
        Assert.Equal(Record, RegisterLines.OfIntegrity(RegisterLines.Integrity(Record)!));
        Assert.True(RegisterLines.Rota("2026-03-02 2026-03-08 away")![0].IsAway);
        Assert.Null(RegisterLines.Rota("下周 值班"));
        Assert.Null(RegisterLines.Integrity("2026-01-05 奖 优秀"));
    }

    [Fact]
    public void Volunteer_service_is_counted_between_two_days_and_exported_without_formulas()
    {
        var entry = Known with { Volunteering = RegisterLines.Volunteering("2025-12-31 2 社区普法\n2026-01-01 1.5 =HYPERLINK(1)\n2026-03-05 3 司徒社区, 调解\n2026-03-06 8 讲座")! };
        Assert.Equal(4.5m, entry.VolunteerHours(new(2026, 1, 1), new(2026, 3, 5)));
        Assert.Equal("2025-12-31 2 社区普法", RegisterLines.OfVolunteering(entry.Volunteering).Split('\n')[0]);
        var person = new RegisteredPractitioner(new StaffMember(new("lawyer.li"), "李文静", [Role.Lawyer], new("/420700/420704/")), entry, 1, 0);
        Assert.Equal(
            "\uFEFF账号,姓名,机构,执业机构或者调委会,服务日期,时数,服务内容\r\nlawyer.li,李文静,鄂城,,2026-01-01,1.5,'=HYPERLINK(1)\r\nlawyer.li,李文静,鄂城,,2026-03-05,3,\"司徒社区, 调解\"\r\n",
            VolunteerTable.Of([person], _ => "鄂城", new(2026, 1, 1), new(2026, 3, 5)));
    }

    [Theory]
    [InlineData("2026-11-23 2 明天", "volunteering[0].on")]
    [InlineData("2026-11-22 0 没有", "volunteering[0].hours")]
    [InlineData("2026-11-22 24.5 太多", "volunteering[0].hours")]
    [InlineData("2026-11-22 13 上午\n2026-11-22 12 下午", "volunteering")]
    public void Hours_that_can_not_be_are_refused(string lines, string field) =>
        Assert.Equal(field, PractitionerDesk.Problems(Known with { Volunteering = RegisterLines.Volunteering(lines)! }, Fields.Values, Today).First().Field);

    [Theory]
    [InlineData("2026-05-26", 180, false)]
    [InlineData("2026-05-25", 180, true)]
    [InlineData(null, 180, true)]
    [InlineData("2026-11-22", 1, false)]
    public void An_entry_is_due_when_nobody_has_confirmed_it_for_longer_than_the_policy_allows(string? confirmed, int days, bool isDue) =>
        Assert.Equal(isDue, new RegisterPolicy(days, null).IsDue(Known with { ConfirmedOn = confirmed is null ? null : DateOnly.ParseExact(confirmed, "yyyy-MM-dd") }, Today));

    [Fact]
    public void A_city_s_policy_of_freshness_stands_over_that_of_the_country()
    {
        Assert.Equal(180, Workflows.Shipped.Library.Register.Of("ezhou").ConfirmEveryDays);
        Assert.Equal(90, Workflows.Shipped.Library.Register.Of("chenzhou").ConfirmEveryDays);
        Assert.Equal(180, Workflows.Shipped.Library.Register.Of("nowhere").ConfirmEveryDays);
    }
}
