using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Tests.Calendars;

namespace CaseWorkflows.Tests.Commands;

/// <summary>The shipped files with rules of a service <c>test</c> beside them.</summary>
internal static class TestLibrary
{
    public static WorkflowLibrary With(string rules, params (string File, string Text)[] more)
    {
        using var folder = new TemporaryFolder();
        folder.CopyFrom(Path.GetDirectoryName(WorkflowsFolder.Policies)!);
        folder.Write("policies/default/clocks-test.json", $$"""{ "serviceType": "test", "rules": [{{rules}}] }""");
        folder.Write("events.json", """
            [
              {"key": "question-asked", "name": {"zh": "收到咨询", "en": "A question was asked"}},
              {"key": "answer-given", "name": {"zh": "作出答复", "en": "An answer was given"}},
              {"key": "asked-back", "name": {"zh": "请对方补充", "en": "Asked back"}},
              {"key": "nobody-listens", "name": {"zh": "无关", "en": "Nothing"}}
            ]
            """);
        foreach (var (file, text) in more) folder.Write(file, text);
        return WorkflowLibrary.Load(folder.Path);
    }

    /// <summary>A rule of the file; <paramref name="more"/> are further fields.</summary>
    public static string Rule(string key, int length, string unit, string ladder = "due:breach:supervisor", string more = "", string from = "2022-01-01", string? to = null) => $$"""
        {
          "key": "{{key}}", "name": { "zh": "时限", "en": "Limit" }, "startsOn": { "zh": "事件", "en": "event" },
          "length": {{length}}, "unit": "{{unit}}", "force": "soft", "certainty": "configuration",
          "basis": { "citation": { "zh": "内部规定", "en": "house rule" }, "source": "test" },
          "ladder": [{{string.Join(", ", ladder.Split(' ').Select(x => x.Split(':')).Select(x => $$"""{ "at": "{{x[0].Replace('_', ' ')}}", "level": "{{x[1]}}", "to": "{{x[2]}}" }"""))}}],
          "effectiveFrom": "{{from}}"{{(to is null ? "" : $", \"effectiveTo\": \"{to}\"")}}, "note": { "zh": "测试", "en": "test" }{{(more.Length > 0 ? ", " + more : "")}}
        }
        """;

    /// <summary>Publishes a year anew with further days off, as an administrator would.</summary>
    public static void Republish(WorkflowLibrary library, int year, int revision, params DateOnly[] off)
    {
        var old = library.Calendars.Shipped.Find(year)!;
        library.Calendars.Use([new(old with
        {
            Revision = revision,
            RestDays = [.. old.RestDays, .. off.Select(x => new RestPeriod(new("临时放假", "extra holiday"), x, x))],
        }, DateTimeOffset.UnixEpoch, "admin")]);
    }
}
