using System.Security.Cryptography;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Benchmarks;

/// <summary>
/// One advance of the legal-aid definition, the state read and written included, at several places of a long case; beside it what the machine needs for
/// a digest of 64 KB, so that figures of two machines can be compared as ratios.
/// </summary>
public class AdvanceBenchmarks
{
    private static readonly byte[] Yardstick = new byte[64 * 1024];

    private readonly Dictionary<string, AdvanceRequest> _requests = [];
    private string _late = "";

    /// <summary>Plays the case up to each place.</summary>
    [GlobalSetup]
    public async Task PlayAsync()
    {
        foreach (var advance in await PlayedCase.PlayAsync("17-replacement")) _requests[advance.Name] = advance.Request;
        _late = _requests["subsidy:paid"].State!;
    }

    /// <summary>The yardstick.</summary>
    [Benchmark(Baseline = true, Description = "SHA-256 of 64 KB")]
    public int Digest() => SHA256.HashData(Yardstick).Length;

    /// <summary>What reading a late state would take if nothing were made of it.</summary>
    [Benchmark(Description = "late state, JSON parsed only")]
    public JsonValueKind ParseOnly()
    {
        using var document = JsonDocument.Parse(_late);
        return document.RootElement.ValueKind;
    }

    /// <summary>Three activities, no script, early in the case.</summary>
    [Benchmark(Description = "human step, early (review)")]
    public AdvanceResult Early() => Advance("review:recommend-grant");

    /// <summary>Three activities, no script.</summary>
    [Benchmark(Description = "human step, middle (appoint)")]
    public AdvanceResult Middle() => Advance("appoint:appointed");

    /// <summary>Four activities, no script, after a replacement and every loop of the handling.</summary>
    [Benchmark(Description = "human step, late (subsidy)")]
    public AdvanceResult Late() => Advance("subsidy:paid");

    /// <summary>Twelve activities, two of them with scripts.</summary>
    [Benchmark(Description = "human step with scripts (progress)")]
    public AdvanceResult WithScripts() => Advance("handling:progress");

    /// <summary>The start of a case.</summary>
    [Benchmark(Description = "start")]
    public AdvanceResult Start() => Advance("start");

    private AdvanceResult Advance(string name)
    {
        var answer = PlayedCase.Engine.AdvanceAsync(_requests[name]);
        return answer.IsCompletedSuccessfully ? answer.GetAwaiter().GetResult() : throw new InvalidOperationException("The engine did not answer at once.");
    }
}
