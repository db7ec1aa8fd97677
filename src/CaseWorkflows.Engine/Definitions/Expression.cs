using System.Text.Json.Nodes;

namespace CaseWorkflows.Engine.Definitions;

/// <summary>How a value is given in a definition.</summary>
/// <param name="Type">Literal, Object, JavaScript, Variable or Input.</param>
/// <param name="Value">The value as written: a text for JavaScript, the described variable or input for Variable and Input.</param>
public sealed record Expression(string Type, JsonNode? Value)
{
    /// <summary>A constant.</summary>
    public const string Literal = "Literal";

    /// <summary>A constant that is a JSON text.</summary>
    public const string Structure = "Object";

    /// <summary>A script.</summary>
    public const string JavaScript = "JavaScript";

    /// <summary>The value of a variable.</summary>
    public const string Variable = "Variable";

    /// <summary>The value of a workflow input.</summary>
    public const string Input = "Input";

    /// <summary>The value as a text: as it is if it is one, else its JSON.</summary>
    public string Text => Value.AsText();

    /// <summary>Whether the value is the same in every run.</summary>
    public bool IsConstant => Type is Literal or Structure;

    /// <summary>The id and name of the variable or input meant; the designer writes the object as a JSON text.</summary>
    internal (string? Id, string? Name) Reference()
    {
        var described = Value;
        if (Value is JsonValue && Text.TrimStart().StartsWith('{'))
            described = JsonReading.TryParse(Text);
        return described is JsonObject reference ? (reference.TextOrNull("id"), reference.TextOrNull("name")) : (Text, Text);
    }
}
