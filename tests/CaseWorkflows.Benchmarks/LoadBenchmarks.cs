using System.Text;
using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Benchmarks;

/// <summary>Definitions of growing size: read, and checked by the gate; beside it the JSON alone.</summary>
public class LoadBenchmarks
{
    private byte[] _bytes = [];
    private string _text = "";
    private WorkflowDefinition _parsed = null!;

    /// <summary>How the definition is drawn.</summary>
    [ParamsAllValues]
    public DrawnShape Shape { get; set; }

    /// <summary>How many activities it has.</summary>
    [Params(500, 1000, 2000, 4000)]
    public int Size { get; set; }

    /// <summary>Draws the definition.</summary>
    [GlobalSetup]
    public void Draw()
    {
        _text = DrawnDefinition.Draw(Shape, Size);
        _bytes = Encoding.UTF8.GetBytes(_text);
        _parsed = WorkflowDefinition.Parse(_text);
    }

    /// <summary>The document through a parser and a printer.</summary>
    [Benchmark(Baseline = true, Description = "JSON alone")]
    public string JsonAlone() => JsonNode.Parse(_bytes)!.ToJsonString();

    /// <summary>The definition.</summary>
    [Benchmark(Description = "read")]
    public WorkflowDefinition Read() => WorkflowDefinition.Parse(_text);

    /// <summary>The publish gate.</summary>
    [Benchmark(Description = "gate")]
    public IReadOnlyList<Problem> Gate() => DefinitionGate.Check(_parsed, PlayedCase.Engine.Catalog);
}
