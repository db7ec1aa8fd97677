using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace CaseWorkflows.Tests.InMemory;

/// <summary>Copies an object with everything it holds, so that what a command does to its copy is not seen before it is committed.</summary>
internal static class DeepCopy
{
    // Asked for at every object of every copy, they were most of a copy's time.
    private static readonly ConcurrentDictionary<Type, FieldInfo[]> Known = [];
    private static readonly ConcurrentDictionary<Type, bool> KnownAsPlain = [];

    public static T Of<T>(T source) where T : class => (T)Copy(source, new(ReferenceEqualityComparer.Instance))!;

    private static object? Copy(object? source, Dictionary<object, object> done)
    {
        if (source is null || IsPlain(source.GetType())) return source;
        if (source is JsonNode json) return json.DeepClone();
        if (source.GetType().IsValueType) return CopyFields(source, RuntimeHelpers.GetUninitializedObject(source.GetType()), done);
        if (done.TryGetValue(source, out var known)) return known;
        if (source is Array array)
        {
            var copied = (Array)array.Clone();
            done[source] = copied;
            for (var i = 0; i < copied.Length; i++) copied.SetValue(Copy(array.GetValue(i), done), i);
            return copied;
        }
        var copy = RuntimeHelpers.GetUninitializedObject(source.GetType());
        done[source] = copy;
        return CopyFields(source, copy, done);
    }

    private static object CopyFields(object source, object copy, Dictionary<object, object> done)
    {
        foreach (var field in FieldsOf(source.GetType())) field.SetValue(copy, Copy(field.GetValue(source), done));
        return copy;
    }

    private static FieldInfo[] FieldsOf(Type of) => Known.GetOrAdd(of, static of =>
    {
        var fields = new List<FieldInfo>();
        for (var type = of; type is not null; type = type.BaseType)
            fields.AddRange(type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly));
        return [.. fields];
    });

    // A value that holds nothing but values is its own copy.
    private static bool IsPlain(Type type) =>
        type.IsPrimitive || type.IsEnum || type == typeof(string) || (type.IsValueType && KnownAsPlain.GetOrAdd(type, static x => Array.TrueForAll(FieldsOf(x), y => IsPlain(y.FieldType))));
}
