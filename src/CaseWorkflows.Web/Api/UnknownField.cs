using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace CaseWorkflows.Web.Api;

/// <summary>A field of a request's body that the address does not have.</summary>
/// <param name="Path">Where it stands: <c>channel</c>, <c>entries[1].colour</c>.</param>
/// <param name="Known">The fields that there are in its place.</param>
internal sealed partial record UnknownField(string Path, IReadOnlyList<string> Known)
{
    /// <summary>The field at which reading broke off, if it is none of the body's; null if it is one of them, with a value that can't be read.</summary>
    /// <param name="body">What the address reads.</param>
    /// <param name="path">Where it broke off, as the reader writes it: <c>$.entries[1].colour</c>, <c>$['q.r']</c>.</param>
    /// <param name="options">How it reads.</param>
    public static UnknownField? At(Type body, string? path, JsonSerializerOptions options)
    {
        var steps = Step().Matches(path ?? "").Select(x => x.Groups["name"].Success ? x.Groups["name"].Value : x.Groups["quoted"].Success ? x.Groups["quoted"].Value : null).ToList();
        var at = options.GetTypeInfo(body);
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i] is not { } name)
            {
                if (at.ElementType is not { } element) return null;
                at = options.GetTypeInfo(element);
                continue;
            }
            if (at.Kind != JsonTypeInfoKind.Object) return null;
            var field = at.Properties.FirstOrDefault(x => string.Equals(x.Name, name, options.PropertyNameCaseInsensitive ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal));
            if (field is null) return i == steps.Count - 1 ? new(Plain(path!), [.. at.Properties.Select(x => x.Name)]) : null;
            at = options.GetTypeInfo(field.PropertyType);
        }
        return null;
    }

    private static string Plain(string path) => path.TrimStart('$').TrimStart('.');

    [GeneratedRegex(@"\.(?<name>[^.\[]+)|\['(?<quoted>.*?)'\]|\[\d+\]", RegexOptions.CultureInvariant)]
    private static partial Regex Step();
}
