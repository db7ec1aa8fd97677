using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CaseWorkflows.Engine.Definitions;
using Jint.Native;
using Jint.Native.Array;
using Jint.Native.Date;
using Jint.Native.Function;
using Jint.Runtime;

namespace CaseWorkflows.Engine.Expressions;

/// <summary>Values on their way between JSON and a script.</summary>
internal sealed class ScriptValues(Jint.Engine engine, ScriptLimits limits, TimeZoneInfo zone)
{
    private const int MaxDepth = 50;

    public JsValue ToScript(JsonNode? node, string typeName = "Object")
    {
        switch (node)
        {
            case null:
                return JsValue.Null;
            case JsonArray array:
                var list = (ArrayInstance)engine.Array.Construct(Arguments.Empty);
                for (var i = 0; i < array.Count; i++)
                    list.FastAddProperty(i.ToString(CultureInfo.InvariantCulture), ToScript(array[i]), true, true, true);
                list.FastSetProperty("length", new Jint.Runtime.Descriptors.PropertyDescriptor(array.Count, true, false, false));
                return list;
            case JsonObject json:
                var made = engine.Object.Construct(Arguments.Empty);
                foreach (var (key, value) in json) made.FastAddProperty(key, ToScript(value), true, true, true);
                return made;
        }
        switch (node.GetValueKind())
        {
            case JsonValueKind.True:
                return JsValue.True;
            case JsonValueKind.False:
                return JsValue.False;
            case JsonValueKind.Number:
                return new JsValue(JsonReading.Number(node));
            default:
                var text = node.AsText();
                return typeName is "DateTime" or "DateTimeOffset" && Instant(text) is { } instant ? engine.Date.Construct(instant) : new JsValue(text);
        }
    }

    public JsonNode? ToJson(JsValue value)
    {
        var budget = limits.Size;
        return ToJson(value, 0, ref budget);
    }

    private DateTimeOffset? Instant(string text) =>
        !DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var date) ? null
        : date.Kind == DateTimeKind.Unspecified ? new DateTimeOffset(date, zone.GetUtcOffset(date))
        : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private JsonNode? ToJson(JsValue value, int depth, ref int budget)
    {
        if ((budget -= 2) < 0 || depth > MaxDepth) throw EvaluationException.Of("value-too-large", ("size", limits.Size), ("depth", MaxDepth));
        if (value.IsBoolean()) return JsonValue.Create(value.AsBoolean());
        if (value.IsNumber()) return Number(value.AsNumber());
        if (value.IsString())
        {
            var text = value.AsString();
            if ((budget -= text.Length) < 0) throw EvaluationException.Of("value-too-large", ("size", limits.Size), ("depth", MaxDepth));
            return JsonValue.Create(JsonReading.Writable(text));
        }
        if (!value.IsObject()) return null;
        switch (value.AsObject())
        {
            case FunctionInstance:
                return null;
            case DateInstance date:
                return double.IsNaN(date.PrimitiveValue)
                    ? null
                    : JsonValue.Create(date.ToDateTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            case IPrimitiveInstance wrapped:
                return ToJson(wrapped.PrimitiveValue, depth, ref budget);
            case ArrayInstance array:
                var length = Jint.Runtime.TypeConverter.ToUint32(array.Get("length"));
                if (length > budget) throw EvaluationException.Of("value-too-large", ("size", limits.Size), ("depth", MaxDepth));
                var list = new JsonArray();
                for (var i = 0; i < length; i++) list.Add(ToJson(array.Get(i.ToString(CultureInfo.InvariantCulture)), depth + 1, ref budget));
                return list;
            case var instance:
                var json = new JsonObject();
                foreach (var (key, property) in instance.GetOwnProperties().ToList())
                {
                    if (property.Enumerable != true) continue;
                    budget -= key.Length;
                    var member = instance.Get(key);
                    if (member.IsUndefined() || member.Is<FunctionInstance>()) continue;
                    json[JsonReading.Writable(key)] = ToJson(member, depth + 1, ref budget);
                }
                return json;
        }
    }

    public static JsonValue? Number(double number)
    {
        // JSON has no NaN and no infinity: what was calculated from nothing is nothing.
        if (!double.IsFinite(number)) return null;
        if (number == Math.Floor(number) && Math.Abs(number) < 9e15)
            return Math.Abs(number) <= int.MaxValue ? JsonValue.Create((int)number) : JsonValue.Create((long)number);
        return JsonValue.Create(number);
    }
}
