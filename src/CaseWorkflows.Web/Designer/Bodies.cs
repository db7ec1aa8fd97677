using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Designer;

/// <summary>
/// What a body must look like before it is looked into. The designer sends what it should; programs, old files and hands do not, and a list where an object belongs would otherwise
/// break off in the middle. What is wrong is refused with the field, before anything is done.
/// </summary>
internal static class Bodies
{
    /// <summary>How deep objects and lists may stand in each other; the answer wraps what it gives back.</summary>
    public const int Deepest = 56;

    /// <summary>A definition as the designer's model, as a file, or as an export.</summary>
    public static readonly string[] Definition =
    [
        "id:s", "definitionId:s", "name:t", "description:t", "createdAt:s", "version:n", "toolVersion:s", "variables:a", "variables[]:o", "variables[].id:s", "variables[].name:t", "inputs:a", "inputs[]:o",
        "inputs[].name:t", "outputs:a", "outputs[]:o", "outputs[].name:t", "outcomes:a", "outcomes[]:t", "customProperties:o", "customProperties.serviceType:s", "customProperties.VariableTestValues:o",
        "isReadonly:b", "isSystem:b", "options:o", "root:o",
    ];

    // Any step, however deep it lies in others.
    private static readonly string[] Step =
    [
        "id:s", "nodeId:s", "type:s", "version:n", "metadata:o", "customProperties:o", "variables:a", "variables[]:o!", "activities:a", "activities[]:o!", "connections:a", "connections[]:o!", "connections[].source:o",
        "connections[].source.activity:s", "connections[].source.port:s", "connections[].target:o", "connections[].target.activity:s", "connections[].target.port:s",
    ];

    /// <summary>The same, in a save.</summary>
    public static readonly string[] Save = ["model:o!", "publish:b", .. Definition.Select(x => "model." + x)];

    public static readonly string[] DefinitionIds = ["definitionIds:a!", "definitionIds[]:s!"];

    public static readonly string[] Ids = ["ids:a!", "ids[]:s!"];

    public static readonly string[] Instances =
    [
        "page:n", "pageSize:n", "searchTerm:s", "definitionId:s", "definitionIds:a", "definitionIds[]:s", "correlationId:s", "version:n", "hasIncidents:b", "isSystem:b", "status:s", "statuses:a", "statuses[]:s",
        "subStatus:s", "subStatuses:a", "subStatuses[]:s", "orderBy:s", "orderDirection:s", "timestampFilters:a", "timestampFilters[]:o!", "timestampFilters[].column:s!", "timestampFilters[].operator:s!",
        "timestampFilters[].timestamp:i!",
    ];

    public static readonly string[] Journal =
    [
        "filter:o", "filter.activityIds:a", "filter.activityIds[]:s", "filter.activityNodeIds:a", "filter.activityNodeIds[]:s", "filter.excludedActivityTypes:a", "filter.excludedActivityTypes[]:s", "filter.eventNames:a",
        "filter.eventNames[]:s",
    ];

    public static readonly string[] Report = ["workflowInstanceId:s", "activityNodeIds:a", "activityNodeIds[]:s"];

    public static readonly string[] Execute = ["correlationId:s", "triggerActivityId:s", "versionOptions:so", "input:o", "input.scenario:s"];

    public static readonly string[] Test =
    [
        "workflowDefinitionHandle:o", "workflowDefinitionHandle.definitionVersionId:s", "workflowDefinitionHandle.definitionId:s", "workflowDefinitionHandle.versionOptions:s", "activityHandle:o",
        "activityHandle.activityNodeId:s", "activityHandle.activityId:s",
    ];

    public static readonly string[] Login = ["username:s", "userName:s", "password:s"];

    /// <summary>Refuses every body that can't be read to its end: a key that stands twice, half a character, too many levels.</summary>
    public static RouteGroupBuilder WithReadableBodies(this RouteGroupBuilder api)
    {
        api.AddEndpointFilter(async (context, next) =>
        {
            foreach (var body in context.Arguments.OfType<JsonObject>())
                if (WhyUnreadable(body, "", 1) is { } wrong) return Refuse([wrong]);
            return await next(context);
        });
        return api;
    }

    /// <summary>
    /// What of a body has the wrong kind, or null. A fact is a path and its kinds: <c>items[].id:s</c> is a text in each object of a list; s text that can be looked for, t any text, n number, b yes or no, o object,
    /// a list, i instant. Null stands for nothing; with <c>!</c> there must be something.
    /// </summary>
    public static IResult? WhyNot(JsonObject? body, IReadOnlyList<string> facts)
    {
        if (body is null) return null;
        List<(string Field, string Message)> wrong = [];
        Check(body, facts, "", wrong);
        if (wrong.Count == 0 && ReferenceEquals(facts, Definition)) CheckSteps(body["root"], "root", wrong);
        if (wrong.Count == 0 && ReferenceEquals(facts, Save)) CheckSteps(body["model"]!["root"], "model.root", wrong);
        return wrong.Count > 0 ? Refuse(wrong) : null;
    }

    private static void CheckSteps(JsonNode? node, string at, List<(string Field, string Message)> wrong)
    {
        switch (node)
        {
            case JsonObject json:
                if (json.ContainsKey("type") && json.ContainsKey("id") && !json.ContainsKey("expression")) Check(json, Step, at, wrong);
                foreach (var (key, value) in json)
                    if (key is not ("metadata" or "customProperties")) CheckSteps(value, $"{at}.{key}", wrong);
                break;
            case JsonArray list:
                for (var i = 0; i < list.Count; i++) CheckSteps(list[i], string.Create(CultureInfo.InvariantCulture, $"{at}[{i}]"), wrong);
                break;
        }
    }

    private static void Check(JsonObject body, IReadOnlyList<string> facts, string within, List<(string Field, string Message)> wrong)
    {
        foreach (var fact in facts)
        {
            var at = fact.LastIndexOf(':');
            var (path, kinds) = (fact[..at], fact[(at + 1)..]);
            foreach (var (field, node) in Find(body, path.Split('.'), 0, within))
                if (node is null ? kinds.EndsWith('!') : !kinds.TrimEnd('!').Any(x => Is(node, x)))
                    wrong.Add((field, node is null ? Ui.T("request.required") : Ui.T("request.wrong-kind", ("kind", string.Join(Ui.T("request.or"), kinds.TrimEnd('!').Select(x => Ui.T($"request.kind.{x}")))))));
        }
    }

    /// <summary>The refusal of fields.</summary>
    public static IResult Refuse(IReadOnlyList<(string Field, string Message)> wrong) =>
        Studio.Refuse(StatusCodes.Status400BadRequest, "request.unreadable", $"{wrong[0].Field}: {wrong[0].Message}", wrong.Take(20));

    /// <summary>The first place of a document that can't be read to its end, or null.</summary>
    public static (string Field, string Message)? WhyUnreadable(JsonObject document) => WhyUnreadable(document, "", 1);

    private static (string Field, string Message)? WhyUnreadable(JsonNode? node, string at, int depth)
    {
        if (depth > Deepest) return (at, Ui.T("request.too-deep", ("most", Deepest)));
        try
        {
            switch (node)
            {
                case JsonObject json:
                    // Read only when they are looked at: a key that stands twice, or holds half a character, shows here.
                    foreach (var (key, value) in json)
                        if (WhyUnreadable(value, at.Length == 0 ? key : $"{at}.{key}", depth + 1) is { } wrong) return wrong;
                    return null;
                case JsonArray list:
                    for (var i = 0; i < list.Count; i++)
                        if (WhyUnreadable(list[i], $"{at}[{i}]", depth + 1) is { } wrong) return wrong;
                    return null;
                default:
                    _ = node?.ToString();
                    return null;
            }
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException)
        {
            return (at.Length == 0 ? "body" : at, Ui.T("request.key-twice-or-half"));
        }
    }

    private static IEnumerable<(string Field, JsonNode? Node)> Find(JsonNode? node, string[] path, int index, string at)
    {
        if (index == path.Length) return [(at, node)];
        var name = path[index];
        var isList = name.EndsWith("[]", StringComparison.Ordinal);
        var key = isList ? name[..^2] : name;
        // What is of another kind was said by the fact before.
        if (node is not JsonObject json) return [];
        var field = at.Length == 0 ? key : $"{at}.{key}";
        var next = json[key];
        if (!isList) return Find(next, path, index + 1, field);
        return next is JsonArray list ? list.SelectMany((x, i) => Find(x, path, index + 1, string.Create(CultureInfo.InvariantCulture, $"{field}[{i}]"))) : [];
    }

    private static bool Is(JsonNode node, char kind) => (kind, node.GetValueKind()) switch
    {
        ('t', JsonValueKind.String) or ('b', JsonValueKind.True or JsonValueKind.False) or ('o', JsonValueKind.Object) or ('a', JsonValueKind.Array) => true,
        // No database can be asked for this character.
        ('s', JsonValueKind.String) => !node.ToString().Contains('\0', StringComparison.Ordinal),
        ('n', JsonValueKind.Number) => int.TryParse(node.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        ('i', JsonValueKind.String) => DateTimeOffset.TryParse(node.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _),
        _ => false,
    };
}
