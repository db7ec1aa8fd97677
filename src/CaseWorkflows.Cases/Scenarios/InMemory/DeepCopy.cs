using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace CaseWorkflows.Cases.Scenarios.InMemory;

/// <summary>Copies an object with everything it holds, so that what a command does to its copy is not seen before it is committed.</summary>
internal static class DeepCopy
{
    public static T Of<T>(T source) where T : class => (T)Copy(source, new(ReferenceEqualityComparer.Instance))!;

    private static object? Copy(object? source, Dictionary<object, object> done)
    {
        if (source is null or string || source.GetType().IsPrimitive || source.GetType().IsEnum) return source;
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
        for (var type = source.GetType(); type is not null; type = type.BaseType)
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                field.SetValue(copy, Copy(field.GetValue(source), done));
        return copy;
    }
}
