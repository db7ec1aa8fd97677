using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Expressions;
using CaseWorkflows.Tests.Workflows;
using Xunit.Abstractions;

namespace CaseWorkflows.Tests.Engine.Fuzz;

/// <summary>Documents that were spoilt at random: each is refused with a reason, or runs to a wait, an end or an incident.</summary>
public sealed class DefinitionFuzzTests(ITestOutputHelper output)
{
    private const long MostBytes = 400L * 1024 * 1024;

    private static readonly BuiltInEngine Engine = new([new HumanTask()], new EngineOptions { StepsPerAdvance = 200, Script = new ScriptLimits { Statements = 1_000, Time = TimeSpan.FromSeconds(1), Size = 20_000 } });

    private static readonly string[] Texts = ["", " ", "\0", "null", "true", "[]", "{}", "[[[[", "{{x}}", "\ud83d\ude00", "\u202e", "__proto__", "Workflow1", "root", "while(true){}", "1e999", "../../etc", new string('x', 5_000), "a\nb", "'", "$1"];

    private static readonly string[] Raw =
    [
        "1e999", "-1e999", "123456789012345678901234567890", "0.1e-400", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "nul", "\"", "\\", "[", "]", "{", "}", ",", ":", "//", "/*", "NaN", "'x'", "\ufeff", "\0", "{\"id\":1,\"id\":2}",
    ];

    [Fact]
    public async Task Ten_thousand_spoilt_documents_are_refused_or_run()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed.ToString(CultureInfo.InvariantCulture)}");
        var random = new Random(seed);
        var originals = Originals();
        var (unreadable, refused, ran) = (0, 0, 0);
        for (var i = 0; i < 10_000; i++)
        {
            // The shipped definition is large: a few of the documents are made of it, the others of small ones.
            var original = i % 500 == 0 ? originals[0] : originals[random.Next(1, originals.Count)];
            var text = Spoilt(original, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var definition = WorkflowDefinition.Parse(text);
                var passes = DefinitionGate.Passes(DefinitionGate.Check(definition, Engine.Catalog));
                if (!passes) refused++;
                // What the gate refuses is never started by the product; that it could not do harm either is tried now and then.
                if (passes || i % 4 == 0)
                {
                    var advanced = await Engine.AdvanceAsync(new AdvanceRequest(definition, null, new StartTrigger([]), [], DateTimeOffset.UnixEpoch));
                    Assert.True(advanced is AdvanceRefused or Advanced);
                    if (passes) ran++;
                }
            }
            catch (DefinitionException problem)
            {
                unreadable++;
                Assert.NotEmpty(problem.Text.Zh);
            }
            catch (Exception other)
            {
                Assert.Fail($"seed {seed}, document {i}: {other}\n{(text.Length > 3_000 ? text[..3_000] : text)}");
            }
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MostBytes, $"seed {seed}, document {i}");
        }
        output.WriteLine($"{unreadable} unreadable, {refused} refused by the gate, {ran} ran");
        Assert.True(unreadable > 500 && refused > 500 && ran > 500, $"{unreadable} {refused} {ran}");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"root\":null}")]
    [InlineData("{\"root\":[]}")]
    [InlineData("{\"root\":{}}")]
    [InlineData("{\"root\":{\"id\":\"\\ud800\",\"type\":\"Elsa.Flowchart\"}}")]
    [InlineData("{\"root\":{\"id\":\"a\",\"type\":\"Elsa.Flowchart\",\"activities\":{}}}")]
    [InlineData("{\"root\":{\"id\":\"a\",\"type\":\"Elsa.Flowchart\",\"metadata\":{\"x\":1,\"x\":2}}}")]
    public void What_is_no_definition_is_refused_with_a_reason(string text)
    {
        var problem = Assert.Throws<DefinitionException>(() => WorkflowDefinition.Parse(text));
        Assert.NotEmpty(problem.Text.Zh);
        Assert.NotEmpty(problem.Text.En);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(10_000)]
    [InlineData(500_000)]
    public void A_document_nested_too_deeply_is_refused(int depth) =>
        Assert.Throws<DefinitionException>(() => WorkflowDefinition.Parse("{\"root\":" + string.Concat(Enumerable.Repeat("{\"id\":\"a\",\"type\":\"Elsa.Sequence\",\"activities\":[", depth))));

    private static List<JsonObject> Originals()
    {
        var originals = new List<JsonObject> { JsonNode.Parse(Shipped.LegalAid)!.AsObject() };
        foreach (var file in Directory.GetFiles(Path.Combine(Folder(), "..", "Conformance"), "*.json").Order(StringComparer.Ordinal))
            originals.Add(JsonNode.Parse(File.ReadAllText(file))!["definition"]!.DeepClone().AsObject());
        return originals;
    }

    private static string Spoilt(JsonObject original, Random random)
    {
        var document = original.DeepClone().AsObject();
        var inTree = random.Next(4);
        for (var i = 0; i < inTree; i++) SpoilTree(document, random);
        var text = document.ToJsonString();
        var inText = inTree == 0 ? 1 + random.Next(3) : random.Next(10) == 0 ? 1 : 0;
        for (var i = 0; i < inText && text.Length > 0; i++) text = SpoilText(text, random);
        return text;
    }

    private static void SpoilTree(JsonObject document, Random random)
    {
        var places = new List<(JsonNode Holder, string? Key, int Index)>();
        Collect(document);
        if (places.Count == 0) return;
        var (holder, key, index) = places[random.Next(places.Count)];
        var now = key is null ? holder[index] : holder[key];
        switch (random.Next(12))
        {
            case 0: Put(null); break;
            case 1: Put(Texts[random.Next(Texts.Length)]); break;
            case 2: Put(random.Next(3) switch { 0 => int.MinValue, 1 => 1e300, _ => -0.0 }); break;
            case 3: Put(random.Next(2) == 0); break;
            case 4: Put(new JsonArray(now?.DeepClone(), now?.DeepClone())); break;
            case 5: Put(new JsonObject { ["id"] = "x", ["type"] = "Elsa.Sequence", ["value"] = now?.DeepClone() }); break;
            case 6 when key is not null: ((JsonObject)holder).Remove(key); break;
            case 6: ((JsonArray)holder).RemoveAt(index); break;
            case 7 when holder is JsonArray list: list.Add(now?.DeepClone()); break;
            case 7: holder[key + "2"] = now?.DeepClone(); break;
            case 8: Nest(random.Next(1, 40)); break;
            // A container in itself: ids that stand twice, one within the other.
            case 9: if (document.ToJsonString().Length < 60_000) Put(document["root"]?.DeepClone()); break;
            case 10: var other = places[random.Next(places.Count)]; Put((other.Key is null ? other.Holder[other.Index] : other.Holder[other.Key])?.DeepClone()); break;
            case 11: Put(now is JsonValue ? now.ToJsonString() : "x"); break;
        }

        void Put(JsonNode? value)
        {
            if (key is null) holder[index] = value;
            else holder[key] = value;
        }

        void Nest(int depth)
        {
            var inner = now?.DeepClone();
            for (var i = 0; i < depth; i++) inner = random.Next(2) == 0 ? new JsonArray(inner) : new JsonObject { ["activity"] = inner };
            Put(inner);
        }

        void Collect(JsonNode? node)
        {
            if (node is JsonObject json)
                foreach (var (name, value) in json)
                {
                    places.Add((json, name, 0));
                    Collect(value);
                }
            else if (node is JsonArray array)
                for (var i = 0; i < array.Count; i++)
                {
                    places.Add((array, null, i));
                    Collect(array[i]);
                }
        }
    }

    private static string SpoilText(string text, Random random)
    {
        var at = random.Next(text.Length);
        switch (random.Next(7))
        {
            case 0:
                var bytes = Encoding.UTF8.GetBytes(text);
                for (var i = 0; i < 3; i++) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return Encoding.UTF8.GetString(bytes);
            case 1:
                return text[..at];
            case 2:
                var end = Math.Min(text.Length, at + random.Next(1, 60));
                return text[..at] + text[end..];
            case 3:
                return text[..at] + Raw[random.Next(Raw.Length)] + text[at..];
            case 4:
                return text[..at] + text[at..Math.Min(text.Length, at + random.Next(1, 200))] + text[at..];
            case 5:
                return Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(text));
            default:
                var value = text.IndexOf(':', at);
                return value < 0 ? text[at..] : text[..(value + 1)] + Raw[random.Next(Raw.Length)] + "," + text[(value + 1)..];
        }
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
