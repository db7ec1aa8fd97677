using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Web.Pages.Forms;

/// <summary>
/// What a person has typed into a form so far, and what is wrong with it. It outlives reloads of what surrounds it: a refused submission
/// or somebody else's change loses nothing.
/// </summary>
public sealed class FormState(FormDefinition form, JsonObject values, IReadOnlyDictionary<string, IReadOnlyList<FormOption>> lists, string idPrefix)
{
    private readonly HashSet<string> _touched = [];
    private readonly Dictionary<string, IReadOnlyCollection<string>> _allowed = lists.ToDictionary(x => x.Key, x => (IReadOnlyCollection<string>)[.. x.Value.Select(y => y.Value)]);
    private List<FieldProblem> _problems = [];

    public FormDefinition Form => form;

    public JsonObject Values => values;

    /// <summary>The way out that the person has chosen; null before.</summary>
    public string? Outcome { get; set; }

    /// <summary>Whether a field has to be filled in for the chosen way out.</summary>
    public bool Demands(string key) => form.Outcomes.FirstOrDefault(x => x.Key == Outcome)?.Requires.Contains(key) == true;

    /// <summary>Whether a submission was tried: from then on all problems show, not only those of fields that were left.</summary>
    public bool Submitted { get; private set; }

    /// <summary>The problems of the last submission, for the summary.</summary>
    public IReadOnlyList<FieldProblem> Summary { get; private set; } = [];

    /// <summary>The problems that are to be shown at a field.</summary>
    public IEnumerable<LocalizedText> ProblemsOf(string path) =>
        Submitted || _touched.Contains(path) ? _problems.Where(x => x.Field == path).Select(x => x.Message) : [];

    /// <summary>The page id of a field.</summary>
    public string IdOf(string path) => idPrefix + "-" + path.Replace('.', '-').Replace('[', '-').Replace("]", "", StringComparison.Ordinal);

    /// <summary>The label of the field at a path, for the summary.</summary>
    public string LabelOf(string path)
    {
        IReadOnlyList<FormField> fields = form.Fields;
        List<string> words = [];
        var rest = path;
        while (rest.Length > 0)
        {
            if (fields.Where(x => rest == x.Key || rest.StartsWith(x.Key + ".", StringComparison.Ordinal) || rest.StartsWith(x.Key + "[", StringComparison.Ordinal)).MaxBy(x => x.Key.Length) is not { } field) break;
            rest = rest[field.Key.Length..];
            var entry = "";
            if (rest.StartsWith('[') && rest.IndexOf(']', StringComparison.Ordinal) is var end and > 0)
            {
                entry = " " + (int.Parse(rest.AsSpan(1, end - 1), System.Globalization.CultureInfo.InvariantCulture) + 1);
                rest = rest[(end + 1)..];
            }
            words.Add(field.Label.Here() + entry);
            rest = rest.TrimStart('.');
            fields = field.Fields;
        }
        return words.Count == 0 ? path : string.Join(" · ", words);
    }

    public IReadOnlyList<FormOption> OptionsOf(FormField field) => field.OptionsFrom is { } list ? lists.GetValueOrDefault(list) ?? [] : field.Options;

    /// <summary>A person left a field: from now on its problems show.</summary>
    public void Leave(string path, DateOnly today)
    {
        _touched.Add(path);
        _problems = [.. Check(Outcome, today).Problems];
    }

    /// <summary>Checks everything for the chosen way out; what is to be sent, or null with the problems in <see cref="Summary"/>.</summary>
    public JsonObject? Submit(DateOnly today)
    {
        Submitted = true;
        var (problems, kept) = Check(Outcome, today);
        _problems = [.. problems];
        Summary = _problems;
        return _problems.Count == 0 ? kept : null;
    }

    /// <summary>What is filled in so far and fits the form, for a preview.</summary>
    public JsonObject SoFar(DateOnly today) => Check(null, today).Kept;

    /// <summary>Shows what the server refused.</summary>
    public void Refuse(IReadOnlyList<FieldProblem> problems)
    {
        Submitted = true;
        _problems = [.. problems];
        Summary = _problems;
    }

    private (IEnumerable<FieldProblem> Problems, JsonObject Kept) Check(string? outcome, DateOnly today)
    {
        var result = FormValidator.Validate(form, values, outcome ?? (form.Outcomes.Count > 0 ? form.Outcomes[0].Key : null), today, _allowed);
        var errors = result.Errors.AsEnumerable();
        // While somebody still types nobody knows which button they will press: what only an outcome requires is no problem yet.
        if (outcome is null && form.Outcomes.Count > 0) errors = errors.Where(x => !OutcomeChecks.IsOfOutcome(x) && (x.Code != "field.missing" || !form.Outcomes[0].Requires.Contains(x.Field)));
        return (errors.Select(x => new FieldProblem(x.Field, new LocalizedText(x.Message.Zh + x.Remedy.Zh, $"{x.Message.En} {x.Remedy.En}"))), result.Values);
    }

    /// <summary>The value of a field within the form or within an entry of a list.</summary>
    public static JsonNode? Get(JsonObject container, string key)
    {
        JsonNode? at = container;
        foreach (var part in key.Split('.')) at = (at as JsonObject)?[part];
        return at;
    }

    /// <summary>Puts a value; null removes it, and what is empty after that.</summary>
    public static void Set(JsonObject container, string key, JsonNode? value)
    {
        var dot = key.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            if (value is null) container.Remove(key);
            else container[key] = value;
            return;
        }
        var name = key[..dot];
        if (container[name] is not JsonObject inner)
        {
            if (value is null) return;
            container[name] = inner = [];
        }
        Set(inner, key[(dot + 1)..], value);
        if (inner.Count == 0) container.Remove(name);
    }

    /// <summary>Fills in what a form's fields hold at first, where nothing is there yet.</summary>
    public static JsonObject WithDefaults(FormDefinition form, JsonObject known)
    {
        foreach (var field in form.Fields)
            if (FormBounds.IsKnown(field.Default) && Get(known, field.Key) is null)
                Set(known, field.Key, field.Default!.DeepClone());
        return known;
    }

    public static string TextOf(JsonNode? node) => node?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "",
        JsonValueKind.String => node.GetValue<string>(),
        _ => node.ToJsonString(),
    };
}
