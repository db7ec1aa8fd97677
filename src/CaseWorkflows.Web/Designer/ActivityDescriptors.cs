using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Activities;

namespace CaseWorkflows.Web.Designer;

/// <summary>The descriptions of all activities as the designer's palette and editors want them, made once for each language.</summary>
internal sealed class ActivityDescriptors(ActivityCatalog catalog, PickerLists pickers)
{
    private static readonly string[] Containers = ["Elsa.Flowchart", "Elsa.Sequence"];

    // Where steps lie inside other steps.
    private static readonly string[] Inside = ["Then", "Else", "Default", "Body"];

    private readonly ConcurrentDictionary<string, string> _written = [];

    /// <summary>All descriptions as the text of the answer. The designer asks again after every save, and forms may have been approved since.</summary>
    public string Text() => _written.GetOrAdd($"{CultureInfo.CurrentUICulture.TwoLetterISOLanguageName} {string.Join('|', (pickers.Of("forms") ?? []).Select(x => $"{x.Key}={x.Text.Here()}"))}", _ =>
    {
        JsonNode?[] all = [.. catalog.Descriptions.Select(Of), Missing()];
        return new JsonObject { ["items"] = new JsonArray(all), ["count"] = all.Length }.ToJsonString(Studio.Json);
    });

    /// <summary>The choices of an input, or null if it offers none.</summary>
    public JsonObject? Choices(string typeName, string input) =>
        catalog.VersionsOf(typeName) is [.., var version] && catalog.Find(typeName, version)!.Inputs.FirstOrDefault(x => x.Name == input) is { } found && Options(found) is { } options
            ? new JsonObject { ["dropdown"] = Dropdown(options) }
            : null;

    private JsonObject Of(ActivityDescription activity)
    {
        var isContainer = Containers.Contains(activity.TypeName);
        JsonArray ports = [.. activity.EmbeddedPorts.Select(x => (JsonNode)Port(x, Inside.Contains(x) ? Texts.Ui.T("designer.port." + x) : x, "Embedded")), .. activity.OutcomesInput is null ? Ways(activity, isContainer) : []];
        return Descriptor(activity.TypeName, activity.Version, activity.Category.Here(), activity.DisplayName.Here(), activity.Description.Here(),
            [.. activity.Inputs.Select((x, i) => (JsonNode)Input(activity, x, i))], [.. activity.Outputs.Select((x, i) => (JsonNode)Output(x, i))], ports, activity.Kind, isContainer, true, activity.IsStart, activity.IsTerminal);
    }

    private static IEnumerable<JsonNode> Ways(ActivityDescription activity, bool isContainer) =>
        activity.Outcomes.Count > 0 ? activity.Outcomes.Select(x => Port(x.Name, x.DisplayName.Here(), "Flow"))
        : activity.IsTerminal || isContainer ? []
        : [Port("Done", Texts.Ui.T("designer.port-done"), "Flow")];

    /// <summary>What stands for an activity that nobody describes.</summary>
    private static JsonObject Missing() => Descriptor(
        Placeholders.TypeName, 1, Texts.Ui.T("designer.missing-category"), Texts.Ui.T("designer.missing-name"), Texts.Ui.T("designer.missing-what"),
        [
            Hidden("MissingTypeName", "String", false), Hidden("MissingTypeVersion", "Int32", false), Hidden("OriginalActivityJson", "String", false),
            Hidden("Outcomes", "ICollection<String>", true),
        ],
        [], [], "Action", false, false, false, false);

    private static JsonObject Hidden(string name, string type, bool isOutcomes) => InputOf(
        name, type, name, "", 0, false, isOutcomes, isOutcomes ? "dynamic-outcomes" : "singleline", null, isOutcomes ? "Object" : "Literal", true,
        isOutcomes ? new JsonObject { ["DynamicOutcomesOptions"] = new JsonObject { ["fixedOutcomes"] = new JsonArray() } } : null);

    private JsonObject Input(ActivityDescription activity, InputDescription input, int order)
    {
        var description = input.Description.Here();
        if (input.IsRequired) description = Texts.Ui.T("designer.required", ("description", description));
        return InputOf(input.Name, input.TypeName, input.DisplayName.Here(), description, order, true, input.IsWrapped, input.UiHint, input.DefaultValue, input.DefaultSyntax, false, Specifications(activity, input));
    }

    private JsonObject? Specifications(ActivityDescription activity, InputDescription input) => input.UiHint switch
    {
        "dropdown" when Options(input) is { } options => new JsonObject { ["dropdown"] = Dropdown(options) },
        "radiolist" when Options(input) is { } options => new JsonObject { ["radiolist"] = new JsonObject { ["radioList"] = new JsonObject { ["items"] = Items(options) } } },
        "checklist" when Options(input) is { } options => new JsonObject { ["checklist"] = new JsonObject { ["checkList"] = new JsonObject { ["items"] = Items(options) } } },
        "dynamic-outcomes" => new JsonObject { ["DynamicOutcomesOptions"] = new JsonObject { ["fixedOutcomes"] = new JsonArray([.. activity.Outcomes.Select(x => (JsonNode)x.Name)]) } },
        "json-editor" => new JsonObject { ["code-editor"] = new JsonObject { ["language"] = "json" } },
        // A number: the designer breaks off on the name of a height.
        "code-editor" => new JsonObject { ["code-editor"] = new JsonObject { ["editorHeight"] = 1, ["language"] = "javascript", ["singleLineMode"] = false } },
        _ => null,
    };

    private IReadOnlyList<(string Key, string Text)>? Options(InputDescription input)
    {
        var offered = input.Picker is { } picker ? pickers.Of(picker) : input.Options.Count > 0 ? input.Options : null;
        if (offered is null) return null;
        // The key stands beside the name: two regions may call different limits the same, and scripts and stories use keys.
        IEnumerable<(string, string)> options = offered.Select(x => (x.Item1, input.Picker is null || x.Item2.Here() == x.Item1 ? x.Item2.Here() : $"{x.Item2.Here()} ({x.Item1})"));
        return input.IsRequired || input.DefaultValue is not null ? [.. options] : [("", Texts.Ui.T("designer.no-choice")), .. options];
    }

    private static JsonObject Dropdown(IReadOnlyList<(string Key, string Text)> options) => new()
    {
        ["selectList"] = new JsonObject { ["items"] = Items(options), ["isFlagsEnum"] = false, ["sortItems"] = false },
        ["providerName"] = null,
    };

    private static JsonArray Items(IReadOnlyList<(string Key, string Text)> options) => [.. options.Select(x => (JsonNode)new JsonObject { ["text"] = x.Text, ["value"] = x.Key })];

    private static JsonObject Port(string name, string displayName, string type) => new() { ["name"] = name, ["displayName"] = displayName, ["type"] = type, ["isBrowsable"] = true };

    private static JsonObject Output(OutputDescription output, int order) => new()
    {
        ["name"] = output.Name,
        ["typeName"] = output.TypeName,
        ["displayName"] = output.DisplayName.Here(),
        ["description"] = "",
        ["order"] = order,
        ["isBrowsable"] = true,
        ["isSerializable"] = true,
        ["isSynthetic"] = false,
    };

    private static JsonObject InputOf(string name, string typeName, string displayName, string description, int order, bool isBrowsable, bool isWrapped, string uiHint, JsonNode? defaultValue, string defaultSyntax, bool isReadOnly, JsonObject? specifications) => new()
    {
        ["isWrapped"] = isWrapped,
        ["uiHint"] = uiHint,
        ["category"] = null,
        ["defaultValue"] = defaultValue?.DeepClone(),
        ["defaultSyntax"] = isWrapped ? defaultSyntax : null,
        ["isReadOnly"] = isReadOnly,
        ["isSensitive"] = false,
        ["storageDriverType"] = null,
        ["autoEvaluate"] = true,
        ["evaluatorType"] = null,
        ["uiSpecifications"] = specifications,
        ["name"] = name,
        ["typeName"] = typeName,
        ["displayName"] = displayName,
        ["description"] = description,
        ["order"] = order,
        ["isBrowsable"] = isBrowsable,
        ["isSerializable"] = true,
        ["isSynthetic"] = false,
    };

    private static JsonObject Descriptor(string typeName, int version, string category, string displayName, string description, JsonArray inputs, JsonArray outputs, JsonArray ports, string kind, bool isContainer, bool isBrowsable, bool isStart, bool isTerminal)
    {
        var dot = typeName.LastIndexOf('.');
        return new JsonObject
        {
            ["tenantId"] = null,
            ["typeName"] = typeName,
            ["clrType"] = null,
            ["namespace"] = dot > 0 ? typeName[..dot] : "",
            ["name"] = typeName[(dot + 1)..],
            ["version"] = version,
            ["category"] = category,
            ["displayName"] = displayName,
            ["description"] = description,
            ["inputs"] = inputs,
            ["outputs"] = outputs,
            ["kind"] = kind,
            ["runAsynchronously"] = false,
            ["ports"] = ports,
            ["customProperties"] = new JsonObject(),
            ["constructionProperties"] = new JsonObject(),
            ["isContainer"] = isContainer,
            ["isBrowsable"] = isBrowsable,
            ["isStart"] = isStart,
            ["isTerminal"] = isTerminal,
        };
    }
}
