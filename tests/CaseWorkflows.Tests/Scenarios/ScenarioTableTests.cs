using CaseWorkflows.Cases.Scenarios;

namespace CaseWorkflows.Tests.Scenarios;

public sealed class ScenarioTableTests
{
    private const string Chinese = """"
        时间,谁,动作,机构,步骤,结果,表单,备注,应有状态,应有任务,应有期限,应有提醒
        2026-03-02 09:00,cz.intake-clerk,登记,431002,,,"applicant.name=王五; applicant.phone=13900000002; matter.urgent=否; size=3",答复超时,,,,
        2026/3/2 15:30,cz.reviewer,办理,,answer,Done,"note=说""好""",,,,consultation.reply=2026-03-02T14:00,consultation.reply.warning=2;consultation.reply.breach=2;consultation.reply.escalation=1
        +4天,,等待,,,,,,closed,无,,
        """";

    [Fact]
    public async Task A_table_in_Chinese_is_the_story_that_a_file_would_tell()
    {
        var reading = ScenarioTable.Read("late", "\uFEFF" + Chinese.ReplaceLineEndings("\r\n"), null);
        Assert.Empty(reading.Problems.Select(x => x.In("late.csv").En));
        var story = reading.Scenario!;
        Assert.Equal("答复超时", story.Title.Zh);
        Assert.Equal("""{"applicant":{"name":"王五","phone":"13900000002"},"matter":{"urgent":false},"size":3}""", story.Open.Application.ToJsonString(Cases.Model.CaseJson.Readable));
        Assert.Equal("说\"好\"", (string?)story.Rows[0].Form!["note"]);
        Assert.Empty(SmallDefinition.Simulator.Check(SmallDefinition.Definition, story));
        var played = await SmallDefinition.Simulator.PlayAsync(SmallDefinition.Definition, story, PlayLimits.Default);
        Assert.Empty(played.Result.Failures.Select(x => x.Text.En));
    }

    [Fact]
    public void English_titles_and_semicolons_are_read_too()
    {
        var reading = ScenarioTable.Read("late", "At;Who;Do;Office;Step;Outcome\n2026-03-02;cz.intake-clerk;open;431002;;\n+1h;cz.reviewer;complete;;answer;Done\n", null);
        Assert.Empty(reading.Problems);
        Assert.Equal(ScenarioDeed.Complete, Assert.Single(reading.Scenario!.Rows).Do);
    }

    [Theory]
    [InlineData("时间,颜色\n2026-03-02,x", "颜色")]
    [InlineData("时间,at\n2026-03-02,x", "at")]
    [InlineData("时间,动作\n2026-03-02,等待", "登记")]
    [InlineData("时间,动作", "列名")]
    [InlineData("时间,谁,动作,机构,应有任务\n2026-03-02,a,登记,1,review", "应有任务")]
    [InlineData("时间,谁,动作,机构,步骤,结果\n2026-03-02,a,登记,1,,\n昨天,b,办理,,s,o", "表格第 3 行")]
    [InlineData("时间,谁,动作,机构,表单\n2026-03-02,a,登记,1,\n2026-03-03,b,事件,,乱写", "乱写")]
    [InlineData("时间,谁,动作,机构,表单\n2026-03-02,a,登记,1,@no-such.json", "no-such.json")]
    public void What_is_wrong_with_a_table_is_named(string csv, string named)
    {
        var reading = ScenarioTable.Read("story", csv, Path.GetTempPath());
        Assert.Null(reading.Scenario);
        Assert.Contains(reading.Problems, x => x.In("story.csv").Zh.Contains(named, StringComparison.Ordinal));
    }
}
