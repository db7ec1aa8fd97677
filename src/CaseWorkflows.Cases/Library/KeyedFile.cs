using System.Text.Json;
using CaseWorkflows.Cases.Model;

namespace CaseWorkflows.Cases.Library;

/// <summary>Reads a file that is a list of entries with a unique key each.</summary>
internal static class KeyedFile
{
    private static readonly JsonSerializerOptions Strict = new(CaseJson.Readable)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <exception cref="LibraryFileException">The file is missing, is no such list, or names a key twice.</exception>
    public static Dictionary<string, T> Read<T>(string file, Func<T, string> key)
    {
        try
        {
            var found = new Dictionary<string, T>();
            foreach (var entry in JsonSerializer.Deserialize<List<T>>(File.ReadAllText(file), Strict) ?? [])
                if (!found.TryAdd(key(entry), entry))
                    throw new LibraryFileException(Refusal.Text("library.key-twice", ("file", Path.GetFileName(file)), ("key", key(entry))));
            return found;
        }
        catch (Exception problem) when (problem is JsonException or IOException)
        {
            throw new LibraryFileException(Refusal.Text("library.unreadable", ("file", Path.GetFileName(file)), ("problem", problem.Message)), problem);
        }
    }

    /// <exception cref="LibraryFileException">The file is missing or no such object.</exception>
    public static T ReadOne<T>(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(file), Strict)
                ?? throw new LibraryFileException(Refusal.Text("library.unreadable", ("file", Path.GetFileName(file)), ("problem", "null")));
        }
        catch (Exception problem) when (problem is JsonException or IOException)
        {
            throw new LibraryFileException(Refusal.Text("library.unreadable", ("file", Path.GetFileName(file)), ("problem", problem.Message)), problem);
        }
    }
}

/// <summary>A file in <c>workflows/</c> can't be used; says which, where and what to do.</summary>
public sealed class LibraryFileException(Engine.LocalizedText text, Exception? inner = null) : Exception(text.Here(), inner)
{
    /// <summary>The problem in both languages.</summary>
    public Engine.LocalizedText Text { get; } = text;
}
