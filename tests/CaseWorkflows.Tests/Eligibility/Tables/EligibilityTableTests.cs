using CaseWorkflows.Cases.Eligibility.Tables;

namespace CaseWorkflows.Tests.Eligibility.Tables;

public sealed class EligibilityTableTests
{
    private const string Heads = "编号,情形,地区,审查日,姓名,申请事项,家庭共同生活人口,家庭月收入合计,家庭成员,提交的材料,本人承诺以上经济状况属实（个人诚信承诺）,人工认定,应有结论,应由此决定,应有各项,说明";
    private const string Good = "A1,符合的,淮北市,2026-03-01,张某,请求给付赡养费、抚养费、扶养费,1,1594,,,是,,符合条件,无,家庭人均收入=符合,等于标准";

    [Fact]
    public void A_good_row_is_read_and_comes_to_what_it_says()
    {
        var (rows, problems) = Run(Good);
        Assert.Equal((1, 0), (rows, problems.Count));
    }

    [Fact]
    public void A_row_that_comes_to_something_else_is_named_with_its_row_and_column()
    {
        var problem = Assert.Single(Run(Good, Good.Replace("A1", "A2", StringComparison.Ordinal).Replace("1594", "1594.01", StringComparison.Ordinal).Replace("无,家庭人均收入=符合", ",", StringComparison.Ordinal)).Problems);
        Assert.Equal((3, "应有结论", "differs"), (problem.Row, problem.Column, problem.Code));
        Assert.StartsWith("t.csv 第 3 行“应有结论”：表中写的是“eligible”，按规则得出的是“not-eligible”", problem.In("t.csv").Zh, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("淮北市", "海市", "地区", "unknown-region")]
    [InlineData("2026-03-01", "2026-02-30", "审查日", "no-day")]
    [InlineData("请求给付赡养费、抚养费、扶养费", "请求飞行", "申请事项", "unknown-word")]
    [InlineData(",1594,", ",很多,", "家庭月收入合计", "no-number")]
    [InlineData(",是,", ",也许,", "本人承诺以上经济状况属实（个人诚信承诺）", "no-flag")]
    [InlineData("家庭人均收入=符合", "家庭人均收入", "应有各项", "no-pair")]
    [InlineData("家庭人均收入=符合", "身高=符合", "应有各项", "unknown-rule")]
    [InlineData("符合条件,无", "符合条件,随便", "应由此决定", "unknown-rule")]
    [InlineData(",符合条件,", ",大概符合,", "应有结论", "unknown-word")]
    [InlineData("等于标准", "", "说明", "cell-missing")]
    [InlineData(",1594,,", ",1594,身高=5,", "家庭成员", "unknown-part")]
    [InlineData(",1594,,,", ",1594,,身份证明的照片,", "提交的材料", "unknown-word")]
    [InlineData("是,,符合条件", "是,援助事项范围=成立，认定人=王主任,符合条件", "人工认定", "no-confirmation")]
    public void A_cell_that_cannot_be_read_is_named(string old, string now, string column, string code)
    {
        var problem = Assert.Single(Run(Good.Replace(old, now, StringComparison.Ordinal)).Problems);
        Assert.Equal((2, column, code), (problem.Row, problem.Column, problem.Code));
        Assert.False(string.IsNullOrWhiteSpace(problem.Message.Zh) || string.IsNullOrWhiteSpace(problem.Remedy.En));
    }

    [Fact]
    public void What_the_application_itself_refuses_is_named_by_its_column()
    {
        var problem = Assert.Single(Run(Good.Replace(",1,1594,", ",1,-5,", StringComparison.Ordinal)).Problems);
        Assert.Equal((2, "家庭月收入合计"), (problem.Row, problem.Column));
    }

    [Theory]
    [InlineData("编号,情形", "编号,情景,情形", "unknown-column")]
    [InlineData("编号,情形", "编号,编号,情形", "column-twice")]
    [InlineData(",说明", "", "no-column")]
    public void A_heading_that_does_not_fit_is_named(string old, string now, string code) =>
        Assert.Contains(code, EligibilityTable.Read(Heads.Replace(old, now, StringComparison.Ordinal) + "\n" + Good, Shipped.Words).Problems.Select(x => x.Code));

    [Fact]
    public void A_number_that_stands_there_twice_is_named() => Assert.Equal("number-twice", Assert.Single(Run(Good, Good).Problems).Code);

    [Fact]
    public void A_table_that_was_not_saved_in_UTF8_says_so() => Assert.Equal("not-utf8", Assert.Single(EligibilityTable.Read("\uFFFD\uFFFD,x\n", Shipped.Words).Problems).Code);

    [Fact]
    public void Empty_rows_count_and_are_passed_over()
    {
        var table = EligibilityTable.Read($"\uFEFF{Heads}\r\n\r\n{Good}\r\n,,,\r\n", Shipped.Words);
        Assert.Equal(3, Assert.Single(table.Scenarios).Row);
    }

    [Fact]
    public void Lists_days_and_answers_are_read_as_people_write_them()
    {
        var table = EligibilityTable.Read(Heads + "\n"
            + "A1,家庭成员,鄂州市,2026/3/1,张某,劳动保障,,,张某，月收入=1600；姓名=李某，与申请人的关系=丈夫，月收入=20000，对方当事人=是,户口簿，日期=2026年1月2日；残疾人证,否,重病患者=成立，认定人=王主任，理由=诊断属实,需补充材料,,,无", Shipped.Words);
        Assert.Empty(table.Problems.Select(x => x.In("t").En));
        var row = Assert.Single(table.Scenarios);
        Assert.Equal(new DateOnly(2026, 3, 1), row.On);
        Assert.Equal("""[{"name":"张某","monthlyIncome":1600},{"name":"李某","relation":"丈夫","monthlyIncome":20000,"opponent":true}]""", Text(row, "household", "members"));
        Assert.Equal("""[{"kind":"household-register","date":"2026-01-02"},{"kind":"disability-certificate"}]""", Text(row, "evidence"));
        Assert.Equal(("exempt.ezhou-seriously-ill", true, "王主任"), row.Confirmations.Select(x => (x.Rule, x.Confirmed, x.By)).Single());
    }

    [Fact]
    public void English_headings_and_codes_mean_the_same()
    {
        var table = EligibilityTable.Read("number;situation;region;on;applicant.name;matter.category;expect.outcome;why\n1;x;huaibei;2026-03-01;Zhang;maintenance;needs-evidence;nothing stated", Shipped.Words);
        Assert.Empty(table.Problems);
        Assert.Equal("maintenance", (string?)Assert.Single(table.Scenarios).Application["matter"]!["category"]);
    }

    private static string Text(EligibilityScenario row, params string[] path) => path.Aggregate((System.Text.Json.Nodes.JsonNode)row.Application, (at, key) => at[key]!).ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static (int Rows, IReadOnlyList<EligibilityTableProblem> Problems) Run(params string[] rows) => EligibilityTableCheck.Run(Heads + "\n" + string.Join('\n', rows), Shipped.Words);
}
