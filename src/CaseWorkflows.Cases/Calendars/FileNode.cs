using System.Globalization;
using System.Text.Json;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Calendars;

/// <summary>An object of a policy file that knows where it stands, so that every complaint names file and field.</summary>
internal sealed class FileNode
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private readonly JsonElement element;

    private FileNode(string file, string path, JsonElement element)
    {
        File = file;
        Path = path;
        this.element = element;
        if (element.ValueKind != JsonValueKind.Object)
            throw new PolicyFileException(file, path, CalendarTexts.Catalog.Get("file.object-expected"));
    }

    internal string File { get; }

    internal string Path { get; }

    internal static FileNode Parse(string file, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return new(file, "", document.RootElement.Clone());
        }
        catch (JsonException error)
        {
            throw new PolicyFileException(file, "", CalendarTexts.Catalog.Get("file.not-json",
                ("line", CalendarTexts.Plain((int)(error.LineNumber ?? 0) + 1)), ("error", error.Message)));
        }
    }

    internal void AllowOnly(params string[] names)
    {
        foreach (var property in element.EnumerateObject())
            if (!names.Contains(property.Name))
                throw Problem(property.Name, "file.unknown-key", ("allowed", string.Join(", ", names)));
    }

    internal bool Has(string name) => element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    internal string String(string name)
    {
        var value = Required(name);
        return value.ValueKind == JsonValueKind.String && value.GetString() is { } text && text.Trim().Length > 0
            ? text
            : throw Problem(name, "file.text-expected");
    }

    internal int Integer(string name, int from, int to)
    {
        var value = Required(name);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= from && number <= to
            ? number
            : throw Problem(name, "file.integer-expected", ("from", CalendarTexts.Plain(from)), ("to", CalendarTexts.Plain(to)));
    }

    internal bool Flag(string name, bool otherwise)
    {
        return Has(name) ? RequiredFlag(name) : otherwise;
    }

    internal bool RequiredFlag(string name) => Required(name).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Problem(name, "file.flag-expected"),
    };

    internal DateOnly Date(string name) =>
        DateOnly.TryParseExact(String(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw Problem(name, "file.date-expected", ("value", String(name)));

    internal DateOnly? OptionalDate(string name) => Has(name) ? Date(name) : null;

    internal LocalizedText Text(string name)
    {
        var node = Child(name);
        node.AllowOnly("zh", "en");
        return new(node.String("zh"), node.String("en"));
    }

    internal LocalizedText? OptionalText(string name) => Has(name) ? Text(name) : null;

    internal FileNode Child(string name) => new(File, Join(name), Required(name));

    internal IReadOnlyList<FileNode> Items(string name)
    {
        var value = Required(name);
        if (value.ValueKind != JsonValueKind.Array)
            throw Problem(name, "file.list-expected");
        return [.. value.EnumerateArray().Select((x, i) => new FileNode(File, $"{Join(name)}[{CalendarTexts.Plain(i)}]", x))];
    }

    internal IReadOnlyList<string> OptionalStrings(string name)
    {
        if (!Has(name)) return [];
        var value = Required(name);
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(x => x.ValueKind != JsonValueKind.String))
            throw Problem(name, "file.list-of-texts-expected");
        return [.. value.EnumerateArray().Select(x => x.GetString()!)];
    }

    internal IReadOnlyList<FileNode> OptionalItems(string name) => Has(name) ? Items(name) : [];

    internal PolicyFileException Problem(string field, string code, params (string Name, object? Value)[] args) =>
        Problem(field, CalendarTexts.Catalog.Get(code, args));

    internal PolicyFileException Problem(string field, LocalizedText problem) => new(File, Join(field), problem);

    private JsonElement Required(string name) => Has(name) ? element.GetProperty(name) : throw Problem(name, "file.field-missing");

    private string Join(string name) => Path.Length == 0 ? name : name.Length == 0 ? Path : $"{Path}.{name}";
}
