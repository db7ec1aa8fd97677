using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Activities;

namespace CaseWorkflows.Tests.Activities;

/// <summary>
/// A new activity as README's recipe writes it: one file, nothing to register. It asks whether an amount is within a limit, goes on by the answer, and keeps the answer as
/// a fact of the case.
/// </summary>
public sealed class CompareAmount : IActivityHandler
{
    /// <inheritdoc/>
    public ActivityDescription Description { get; } = new()
    {
        TypeName = "CaseWorkflows.CompareAmount",
        Category = new("案件", "Case"),
        DisplayName = new("比较金额", "Compare an amount"),
        Description = new("判断一个金额是否在限额以内，按结果走不同的出口。", "Asks whether an amount is within a limit and goes on by the answer."),
        Inputs =
        [
            new("Amount", "String", new("金额", "Amount"), new("要比较的金额（元），可以用脚本取得。", "The amount to compare, in yuan; a script may give it.")) { IsRequired = true },
            new("Limit", "String", new("限额", "Limit"), new("限额（元）。", "The limit, in yuan.")) { IsRequired = true },
            new("Rule", "String", new("规则", "Rule"), new("等于限额时算哪一边。", "Which side an amount that is the limit itself falls on."))
            {
                UiHint = "dropdown",
                DefaultValue = "including",
                Options = [("including", new("含限额", "Including the limit")), ("below", new("低于限额", "Below the limit"))],
            },
        ],
        Outputs = [new("Difference", "Double", new("差额", "Difference"))],
        Outcomes = [new("Within", new("限额以内", "Within")), new("Above", new("超过限额", "Above"))],
    };

    /// <inheritdoc/>
    public ActivityStep Begin(ActivityCall call)
    {
        if (!TryRead(call, "Amount", out var amount, out var wrong) || !TryRead(call, "Limit", out var limit, out wrong)) return new ActivityStep.Faulted(wrong);
        var within = call.Text("Rule") == "below" ? amount < limit : amount <= limit;
        return new ActivityStep.Completed(within ? "Within" : "Above")
        {
            Effects = [new RecordFact("amountWithinLimit", JsonValue.Create(within))],
            Outputs = new Dictionary<string, JsonNode?> { ["Difference"] = JsonValue.Create(limit - amount) },
        };
    }

    /// <inheritdoc/>
    public ActivityStep Resume(ActivityCall call, ResumeTrigger trigger) => throw new InvalidOperationException("It never waits.");

    /// <inheritdoc/>
    public IReadOnlyList<Effect> Cancel(ActivityCall call) => [];

    private static bool TryRead(ActivityCall call, string input, out decimal value, out LocalizedText wrong)
    {
        wrong = new($"步骤“{call.ActivityId}”的“{input}”不是金额：“{call.Text(input)}”。", $"“{input}” of step “{call.ActivityId}” is no amount: “{call.Text(input)}”.");
        return decimal.TryParse(call.Text(input), NumberStyles.Number, CultureInfo.InvariantCulture, out value);
    }
}
