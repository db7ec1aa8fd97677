namespace CaseWorkflows.Cases.Scenarios;

// The words of tables are a format that people type, as the keys of JSON files are, and no texts that the product shows.
public static partial class ScenarioTable
{
    /// <summary>The titles of columns, Chinese and English, and what they are in a story.</summary>
    public static IReadOnlyDictionary<string, string> Columns { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["时间"] = "at", ["谁"] = "who", ["动作"] = "do", ["步骤"] = "step", ["关联案件"] = "linked", ["结果"] = "outcome", ["表单"] = "form", ["名称"] = "name", ["理由"] = "reason", ["交给"] = "to",
        ["机构"] = "office", ["发生时间"] = "occurred", ["应被拒绝"] = "refused", ["备注"] = "note",
        ["应在阶段"] = "expect.stage", ["应有状态"] = "expect.status", ["应有结果"] = "expect.result", ["应有任务"] = "expect.tasks", ["应有期限"] = "expect.clocks",
        ["应有提醒"] = "expect.alerts", ["应有文书"] = "expect.documents",
        ["at"] = "at", ["who"] = "who", ["do"] = "do", ["step"] = "step", ["linked"] = "linked", ["outcome"] = "outcome", ["form"] = "form", ["name"] = "name", ["reason"] = "reason", ["to"] = "to",
        ["office"] = "office", ["occurred"] = "occurred", ["refused"] = "refused", ["note"] = "note",
        ["expect.stage"] = "expect.stage", ["expect.status"] = "expect.status", ["expect.result"] = "expect.result", ["expect.tasks"] = "expect.tasks", ["expect.clocks"] = "expect.clocks",
        ["expect.alerts"] = "expect.alerts", ["expect.documents"] = "expect.documents",
    };

    /// <summary>The Chinese words for deeds; the English ones are those of JSON files, and <c>open</c> for the opening.</summary>
    public static IReadOnlyDictionary<string, string> Deeds { get; } = new Dictionary<string, string>
    {
        ["登记"] = "open", ["等待"] = "wait", ["办理"] = "complete", ["领取"] = "claim", ["放回"] = "release", ["分派"] = "assign", ["退回"] = "send-back", ["收材料"] = "add-paper",
        ["事件"] = "event", ["关联"] = "link", ["暂停"] = "pause", ["恢复"] = "resume", ["撤回"] = "withdraw", ["结案"] = "close", ["重开"] = "reopen", ["知悉提醒"] = "acknowledge", ["重试"] = "retry", ["跳过"] = "skip",
    };
}
