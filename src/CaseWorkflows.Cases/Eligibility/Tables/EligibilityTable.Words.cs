namespace CaseWorkflows.Cases.Eligibility.Tables;

// The words of tables are a format that people type, as the keys of JSON files are, and no texts that the product shows.
// Headings and words of the application itself are those of its form.
public static partial class EligibilityTable
{
    /// <summary>The headings that are no fields of the application, Chinese and English, and what they are.</summary>
    public static IReadOnlyDictionary<string, string> Columns { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["编号"] = "number", ["主题"] = "topic", ["情形"] = "title", ["地区"] = "region", ["审查日"] = "on", ["人工认定"] = "confirmations", ["说明"] = "why",
        ["应有结论"] = "expect.outcome", ["应暂缓"] = "expect.held", ["应由此决定"] = "expect.decidedBy", ["应补充"] = "expect.missing", ["应有各项"] = "expect.lines",
        ["应可先行援助"] = "expect.urgent", ["应距届满日数"] = "expect.urgentDays", ["应走绿色通道"] = "expect.greenChannel", ["应有律师年限"] = "expect.minimumYears",
        ["律师应熟悉未成年人"] = "expect.familiarWithMinors", ["应有无障碍沟通"] = "expect.accessible",
        ["number"] = "number", ["topic"] = "topic", ["situation"] = "title", ["region"] = "region", ["on"] = "on", ["confirmations"] = "confirmations", ["why"] = "why",
        ["expect.outcome"] = "expect.outcome", ["expect.held"] = "expect.held", ["expect.decidedBy"] = "expect.decidedBy", ["expect.missing"] = "expect.missing", ["expect.lines"] = "expect.lines",
        ["expect.urgent"] = "expect.urgent", ["expect.urgentDays"] = "expect.urgentDays", ["expect.greenChannel"] = "expect.greenChannel", ["expect.minimumYears"] = "expect.minimumYears",
        ["expect.familiarWithMinors"] = "expect.familiarWithMinors", ["expect.accessible"] = "expect.accessible",
    };

    /// <summary>The words for outcomes and for what a single rule comes to.</summary>
    public static IReadOnlyDictionary<string, string> Results { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["符合条件"] = "eligible", ["不符合条件"] = "not-eligible", ["需补充材料"] = "needs-evidence", ["需人工认定"] = "needs-person",
        ["符合"] = "met", ["不符合"] = "not-met", ["待定"] = "unknown", ["不适用"] = "not-applicable", ["缺材料"] = "evidence-missing",
        ["成立"] = "yes", ["不成立"] = "no",
    };

    /// <summary>A place for which nobody wrote policies, to see that its decisions are held.</summary>
    private static readonly HashSet<string> NoRegion = new(StringComparer.OrdinalIgnoreCase) { "没有政策的地区", "no-policies" };

    private static readonly HashSet<string> Yes = new(StringComparer.OrdinalIgnoreCase) { "是", "true", "yes", "成立" };
    private static readonly HashSet<string> No = new(StringComparer.OrdinalIgnoreCase) { "否", "false", "no", "不成立" };
    private static readonly HashSet<string> Nothing = new(StringComparer.OrdinalIgnoreCase) { "无", "none", "-" };
    private static readonly HashSet<string> By = new(StringComparer.OrdinalIgnoreCase) { "认定人", "by" };
    private static readonly HashSet<string> Reason = new(StringComparer.OrdinalIgnoreCase) { "理由", "reason" };
}
