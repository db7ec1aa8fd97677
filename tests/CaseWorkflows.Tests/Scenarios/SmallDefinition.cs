using CaseWorkflows.Cases.Scenarios;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Scenarios;

/// <summary>A definition and stories that nobody ships: a consultation in Chenzhou, asked again as often as the answer is not enough.</summary>
internal static class SmallDefinition
{
    public const string Json = """
        {
          "definitionId": "asking", "name": "留言咨询 <试用>", "version": 2, "customProperties": { "serviceType": "asking" },
          "root": { "id": "flow", "type": "Elsa.Flowchart", "version": 1,
            "activities": [
              { "id": "start", "type": "Elsa.Start", "version": 1, "metadata": { "displayText": "开始", "designer": { "position": { "x": 0, "y": 0 } } } },
              { "id": "answer", "type": "CaseWorkflows.HumanTask", "version": 1, "metadata": { "displayText": "答复咨询", "designer": { "position": { "x": 300, "y": 0 }, "size": { "width": 220, "height": 60 } } },
                "title": { "typeName": "String", "expression": { "type": "Literal", "value": "答复咨询" } }, "role": { "typeName": "String", "expression": { "type": "Literal", "value": "reviewer" } },
                "form": { "typeName": "String", "expression": { "type": "Literal", "value": "note" } }, "outcomes": { "typeName": "ICollection<String>", "expression": { "type": "Object", "value": "[\"Done\"]" } },
                "clock": { "typeName": "String", "expression": { "type": "Literal", "value": "consultation.reply" } } },
              { "id": "wait", "type": "Elsa.Delay", "version": 1, "metadata": { "displayText": "等三天", "designer": { "position": { "x": 600, "y": 0 } } }, "timeSpan": { "typeName": "TimeSpan", "expression": { "type": "Literal", "value": "3.00:00:00" } } },
              { "id": "again", "type": "Elsa.Event", "version": 1, "metadata": { "displayText": "再次提问", "designer": { "position": { "x": 600, "y": 200 } } }, "eventName": { "typeName": "String", "expression": { "type": "Literal", "value": "asked-again" } } },
              { "id": "enough", "type": "Elsa.FlowJoin", "version": 1, "metadata": { "designer": { "position": { "x": 900, "y": 0 } } }, "mode": { "typeName": "String", "expression": { "type": "Literal", "value": "WaitAny" } } },
              { "id": "end", "type": "Elsa.End", "version": 1, "metadata": { "displayText": "结束", "designer": { "position": { "x": 1200, "y": 0 } } } },
              { "id": "unused", "type": "Elsa.WriteLine", "version": 1, "metadata": { "displayText": "没有走到", "designer": { "position": { "x": 1200, "y": 200 } } } }
            ],
            "connections": [
              { "source": { "activity": "start", "port": "Done" }, "target": { "activity": "answer", "port": "In" } },
              { "source": { "activity": "answer", "port": "Done" }, "target": { "activity": "wait", "port": "In" } },
              { "source": { "activity": "answer", "port": "Done" }, "target": { "activity": "again", "port": "In" } },
              { "source": { "activity": "wait", "port": "Done" }, "target": { "activity": "enough", "port": "In" } },
              { "source": { "activity": "again", "port": "Done" }, "target": { "activity": "enough", "port": "In" } },
              { "source": { "activity": "enough", "port": "Done" }, "target": { "activity": "end", "port": "In" } },
              { "source": { "activity": "enough", "port": "Never" }, "target": { "activity": "unused", "port": "In" } }
            ] } }
        """;

    /// <summary>The reply comes late, and nobody asks again.</summary>
    public const string LateReply = """
        {
          "title": { "zh": "答复超时", "en": "A late reply" }, "starts": "2026-03-02T09:00",
          "open": { "office": "431002", "who": "cz.intake-clerk" },
          "rows": [
            { "at": "2026-03-02T15:30", "who": "cz.reviewer", "do": "complete", "step": "answer", "outcome": "Done", "form": { "note": "已答复" },
              "expect": { "clocks": { "consultation.reply": { "due": "2026-03-02T14:00", "verdict": "missed" } }, "alerts": { "consultation.reply": { "warning": 2, "breach": 2, "escalation": 1 } } } },
            { "at": "+4天", "do": "wait" }
          ],
          "expect": { "status": "closed", "tasks": [] }
        }
        """;

    public static WorkflowDefinition Definition { get; } = WorkflowDefinition.Parse(Json);

    public static Simulator Simulator { get; } = new(Shipped.Library, Shipped.Staff);

    public static Scenario Story(string json = LateReply) => ScenarioReader.Read("story", json).Scenario!;

    public static ValueTask<Simulation> PlayAsync(string json = LateReply) => Simulator.PlayAsync(Definition, Story(json), PlayLimits.Default);
}
