using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json.Nodes;

namespace CaseWorkflows.Cases.Scenarios.InMemory;

/// <summary>Copies an object with everything it holds, so that what a command does to its copy is not seen before it is committed.</summary>
internal static class DeepCopy
{
    private static readonly MethodInfo Shallow = typeof(object).GetMethod("MemberwiseClone", BindingFlags.Instance | BindingFlags.NonPublic)!;
    private static readonly Func<object, object> Clone = Shallow.CreateDelegate<Func<object, object>>();

    // By type, those fields alone that a clone would share with its original and that can change.
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> Shared = [];
    private static readonly ConcurrentDictionary<Type, bool> Unchanging = [];

    public static T Of<T>(T source) where T : class => (T)Copy(source, new(ReferenceEqualityComparer.Instance))!;

    private static object? Copy(object? source, Dictionary<object, object> done)
    {
        if (source is null || CannotChange(source.GetType())) return source;
        if (source is JsonNode json) return json.DeepClone();
        if (done.TryGetValue(source, out var known)) return known;
        var copy = Clone(source);
        if (!source.GetType().IsValueType) done[source] = copy;
        if (copy is Array array)
        {
            if (!CannotChange(array.GetType().GetElementType()!))
                for (var i = 0; i < array.Length; i++) array.SetValue(Copy(array.GetValue(i), done), i);
            return copy;
        }
        foreach (var field in Shared.GetOrAdd(source.GetType(), x => [.. FieldsOf(x).Where(y => !CannotChange(y.FieldType))])) field.SetValue(copy, Copy(field.GetValue(source), done));
        return copy;
    }

    /// <summary>Texts, numbers, enums, and what consists of nothing but read-only fields of such types.</summary>
    private static bool CannotChange(Type type)
    {
        if (type == typeof(string) || type.IsPrimitive || type.IsEnum || type.IsPointer) return true;
        if (Unchanging.TryGetValue(type, out var known)) return known;
        if (type.IsInterface || type.IsArray || type == typeof(object) || !(type.IsValueType || type.IsSealed)) return Unchanging[type] = false;
        // A type that holds itself is taken for one that can change.
        Unchanging[type] = false;
        return Unchanging[type] = FieldsOf(type).All(x => (x.IsInitOnly || type.IsValueType) && CannotChange(x.FieldType));
    }

    private static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        for (Type? at = type; at is not null; at = at.BaseType)
            foreach (var field in at.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                yield return field;
    }
}
