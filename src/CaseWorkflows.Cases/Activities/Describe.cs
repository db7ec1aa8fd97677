using System.Resources;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Activities;

namespace CaseWorkflows.Cases.Activities;

/// <summary>Descriptions of the case activities, with their texts from <c>ActivityTexts.resx</c> by name.</summary>
internal static class Describe
{
    private static readonly TextCatalog Texts = new(new ResourceManager("CaseWorkflows.Cases.Activities.ActivityTexts", typeof(Describe).Assembly));

    public static ActivityDescription Activity(string name, params InputDescription[] inputs) => new()
    {
        TypeName = "CaseWorkflows." + name,
        Category = Texts.Get("category"),
        DisplayName = Texts.Get(name),
        Description = Texts.Get(name + ".what"),
        Inputs = [.. inputs.Select(x => x with { DisplayName = Texts.Get("input." + x.Name), Description = Texts.Get("input." + x.Name + ".what") })],
    };

    public static InputDescription Text(string name, bool required = false, string? picker = null) =>
        new(name, "String", None, None) { IsRequired = required, Picker = picker, UiHint = picker is null ? "singleline" : "dropdown" };

    public static InputDescription Flag(string name, bool value = false) =>
        new(name, "Boolean", None, None) { UiHint = "checkbox", DefaultValue = JsonValue.Create(value) };

    public static InputDescription List(string name, string uiHint = "multitext", bool required = false) =>
        new(name, "ICollection<String>", None, None) { UiHint = uiHint, DefaultSyntax = "Object", IsRequired = required };

    public static InputDescription Map(string name) =>
        new(name, "Object", None, None) { UiHint = "json-editor", DefaultSyntax = "Object" };

    public static InputDescription Choice(string name, params string[] values) =>
        new(name, "String", None, None) { UiHint = "dropdown", DefaultValue = JsonValue.Create(values[0]), Options = [.. values.Select(x => (x, Texts.Get($"option.{name}.{x}")))] };

    public static OutputDescription Output(string name, string type) => new(name, type, Texts.Get("output." + name));

    public static OutcomeDescription Outcome(string name) => new(name, Texts.Get("outcome." + name));

    public static LocalizedText Message(string code, params (string, object?)[] args) => Texts.Get(code, args);

    private static LocalizedText None { get; } = new("", "");
}
