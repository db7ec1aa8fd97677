using System.Text.Json.Nodes;
using CaseWorkflows.Tests.Engine;

namespace CaseWorkflows.Tests.Commands;

/// <summary>A document that each party gets: one of its own for everybody, numbered, made out to them.</summary>
public sealed class DocumentsForPartiesTests
{
    [Fact]
    public async Task Each_party_gets_one_of_its_own_and_nobody_two()
    {
        var desk = await IssuedAsync(new JsonObject
        {
            ["applicant"] = new JsonObject { ["name"] = "甲" }, ["proxy"] = new JsonObject { ["name"] = "代理人" },
            ["matter"] = new JsonObject { ["opponents"] = new JsonArray("乙", "丙", "乙") },
        });
        var told = desk.Case.File.Where(x => x.Origin == "issued").ToList();
        Assert.Equal(["甲", "乙", "丙"], told.Select(x => x.Text!.Split('\n').Single(y => y.StartsWith("送达：", StringComparison.Ordinal))[3..]));
        Assert.Equal(3, told.Select(x => x.Number).Distinct().Count());
        Assert.All(told, x => Assert.Equal("parties", x.Recipient));
        // Whose it is stands in its text, where it can be erased.
        Assert.DoesNotContain(desk.Rows(), x => x.ToJsonString().Contains('乙', StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_case_whose_parties_nobody_named_has_its_document_all_the_same()
    {
        var desk = await IssuedAsync([]);
        Assert.DoesNotContain("送达", Assert.Single(desk.Case.File, x => x.Origin == "issued").Text, StringComparison.Ordinal);
    }

    private static Task<CaseDesk> IssuedAsync(JsonObject application) => CaseDesk.OpenAsync(
        new FlowBuilder().With(CaseDesk.Step("tell", "IssueDocument", ("template", "confirmation-one-sided-notice"), ("recipient", "parties")), CaseDesk.Task("after", ["done"])).To("tell>after"),
        "2026-03-03T09:00", application);
}
