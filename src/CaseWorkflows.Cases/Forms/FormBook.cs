using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Checking;

namespace CaseWorkflows.Cases.Forms;

/// <summary>All forms of a folder, by id.</summary>
public sealed class FormBook
{
    private readonly Lock _gate = new();

    // Replaced as a whole: whoever looks something up meanwhile sees one state or the other.
    private volatile IReadOnlyDictionary<string, (FormDefinition Form, string File)> _forms;

    private FormBook(IReadOnlyDictionary<string, (FormDefinition Form, string File)> forms, IReadOnlyList<FileProblem> warnings) => (_forms, Warnings) = (forms, warnings);

    /// <summary>All forms.</summary>
    public IReadOnlyCollection<FormDefinition> Forms => [.. _forms.Values.Select(x => x.Form)];

    /// <summary>What was found when loading and does not keep the forms out of use.</summary>
    public IReadOnlyList<FileProblem> Warnings { get; }

    /// <summary>The form of an id, or null.</summary>
    public FormDefinition? Find(string id) => _forms.GetValueOrDefault(id).Form;

    /// <summary>The file of a form as it was read, or null.</summary>
    public string? FileOf(string id) => _forms.GetValueOrDefault(id).File;

    /// <summary>Takes a form that was approved since, in the place of the one of its id.</summary>
    public void Adopt(FormDefinition form, string json)
    {
        lock (_gate) _forms = Replaced(form, json);
    }

    /// <summary>The forms with another one in the place of the one of its id; these stay as they are.</summary>
    public FormBook With(FormDefinition form, string json) => new(Replaced(form, json), Warnings);

    private Dictionary<string, (FormDefinition Form, string File)> Replaced(FormDefinition form, string json) => new(_forms) { [form.Id] = (form, json) };

    /// <summary>Loads <c>&lt;folder&gt;/*.json</c>.</summary>
    /// <exception cref="FileProblemsException">A file has an error; all errors are listed and nothing is in use.</exception>
    public static FormBook Load(string folder)
    {
        var (book, problems) = Read(folder);
        return book ?? throw new FileProblemsException(problems);
    }

    /// <summary>As <see cref="Load"/>, for those who want to list the problems: the book is null if one of them is an error.</summary>
    public static (FormBook? Book, IReadOnlyList<FileProblem> Problems) Read(string folder)
    {
        var problems = new List<FileProblem>();
        var forms = new Dictionary<string, (FormDefinition Form, string File)>();
        if (!Directory.Exists(folder))
        {
            var missing = FormTexts.Error("", "form.folder-missing");
            return (null, [Problem(Severity.Error, Path.GetFileName(folder), missing)]);
        }
        foreach (var path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            var file = Path.GetFileName(path);
            var text = File.ReadAllText(path);
            var (form, errors, warnings) = Parse(text);
            if (form is not null && form.Id != Path.GetFileNameWithoutExtension(path))
                errors = [.. errors, FormTexts.Error("id", "form.id-differs", ("id", form.Id), ("file", file))];
            problems.AddRange(errors.Select(e => Problem(Severity.Error, file, e)));
            problems.AddRange(warnings.Select(w => Problem(Severity.Warning, file, w)));
            if (form is not null) forms[form.Id] = (form, text);
        }
        return problems.Any(p => p.Severity == Severity.Error) ? (null, problems) : (new FormBook(forms, problems), problems);
    }

    /// <summary>Reads one form from its JSON; null if it has errors.</summary>
    public static (FormDefinition? Form, IReadOnlyList<FieldError> Errors, IReadOnlyList<FieldError> Warnings) Parse(string json)
    {
        var (source, unreadable) = JsonText.ParseObject(json);
        return source is null ? (null, [unreadable!], []) : Parse(source);
    }

    /// <summary>Reads one form from a JSON object; null if it has errors.</summary>
    public static (FormDefinition? Form, IReadOnlyList<FieldError> Errors, IReadOnlyList<FieldError> Warnings) Parse(JsonObject json)
    {
        List<FieldError> errors = [], warnings = [];
        var form = FormReader.Read(new FieldReader(json, "", errors, warnings));
        if (errors.Count == 0) errors.AddRange(FormChecks.Check(form));
        return (errors.Count == 0 ? form : null, errors, warnings);
    }

    private static FileProblem Problem(Severity severity, string file, FieldError error) => new(severity, file, error.Field, error.Code, error.Message, error.Remedy);
}
