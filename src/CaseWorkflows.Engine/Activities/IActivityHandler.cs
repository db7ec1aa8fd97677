using System.Text.Json.Nodes;

namespace CaseWorkflows.Engine.Activities;

/// <summary>
/// The behaviour of one case activity as pure functions. Every engine behind <see cref="IWorkflowEngine"/> calls the same handlers,
/// so they may not read a clock, a database or the network: what they need comes in the call.
/// </summary>
public interface IActivityHandler
{
    /// <summary>What the activity is.</summary>
    ActivityDescription Description { get; }

    /// <summary>The step is reached: complete, wait, or fault.</summary>
    ActivityStep Begin(ActivityCall call);

    /// <summary>What the step waited for has come. Never called for an activity that doesn't wait.</summary>
    ActivityStep Resume(ActivityCall call, ResumeTrigger trigger);

    /// <summary>The step's wait was given up (another branch won, the flow finished, the case was withdrawn): what to take back.</summary>
    IReadOnlyList<Effect> Cancel(ActivityCall call);
}

/// <summary>What a handler is told.</summary>
/// <param name="ActivityId">The id of the activity in the definition.</param>
/// <param name="WaitKey">The key of this execution, unique within the case: <c>review#2</c> is the second time the step is reached.</param>
/// <param name="Inputs">
/// The inputs, evaluated, defaults applied, by their PascalCase name. Read only, and shared by all runs of the step: clone a value before putting it into
/// another document.
/// </param>
/// <param name="Facts">What is known of the case, as given with the trigger. Read only.</param>
/// <param name="Now">The instant the trigger happened.</param>
public sealed record ActivityCall(
    string ActivityId,
    string WaitKey,
    IReadOnlyDictionary<string, JsonNode?> Inputs,
    JsonObject Facts,
    DateTimeOffset Now)
{
    /// <summary>The activity's name and display text in the definition, for people.</summary>
    public string DisplayText { get; init; } = "";

    /// <summary>A text input; numbers and Booleans as the designer would write them, null or missing as an empty text.</summary>
    public string Text(string input) =>
        Inputs.GetValueOrDefault(input) is not { } node ? "" : node is JsonValue v && v.TryGetValue<string>(out var s) ? s : node.ToJsonString();

    /// <summary>A yes/no input; the designer writes Booleans as the texts True and False.</summary>
    public bool Flag(string input) => bool.TryParse(Text(input), out var yes) && yes;

    /// <summary>A list of texts; the designer writes it as a JSON array in a text, a person may write one text per line.</summary>
    public IReadOnlyList<string> Texts(string input)
    {
        switch (Inputs.GetValueOrDefault(input))
        {
            case JsonArray array:
                return [.. array.Select(x => x is JsonValue v && v.TryGetValue<string>(out var s) ? s : x?.ToJsonString() ?? "")];
            case JsonValue value when value.TryGetValue<string>(out var text) && text.Length > 0:
                if (text.TrimStart().StartsWith('[') && JsonNode.Parse(text) is JsonArray parsed)
                    return [.. parsed.Select(x => x?.ToString() ?? "")];
                return text.Split(['\n', ',', ';', '，', '；'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            default:
                return [];
        }
    }
}

/// <summary>What a handler answers.</summary>
public abstract record ActivityStep
{
    private ActivityStep() { }

    /// <summary>What the outside should do, in order.</summary>
    public IReadOnlyList<Effect> Effects { get; init; } = [];

    /// <summary>The step is done; the flow goes on by <paramref name="Outcomes"/>.</summary>
    public sealed record Completed(params string[] Outcomes) : ActivityStep
    {
        /// <summary>Values for the activity's outputs, by PascalCase name.</summary>
        public IReadOnlyDictionary<string, JsonNode?> Outputs { get; init; } = new Dictionary<string, JsonNode?>();
    }

    /// <summary>The step waits; it is resumed with its wait key.</summary>
    public sealed record Waiting(WaitKind Kind) : ActivityStep
    {
        /// <summary>When the wait ends by itself; null if only something outside ends it.</summary>
        public DateTimeOffset? DueAt { get; init; }

        /// <summary>What is waited for: the name of a task, a clock's key, a service.</summary>
        public string? Name { get; init; }
    }

    /// <summary>The step can't be done; it becomes an incident that a person sees.</summary>
    public sealed record Faulted(LocalizedText Message) : ActivityStep;
}

/// <summary>Something to be done outside the engine: data, performed by the command that advanced the flow.</summary>
public abstract record Effect;
