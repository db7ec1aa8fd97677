using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CaseWorkflows.Web.Api;

/// <summary>How the API writes JSON.</summary>
internal static class ApiJson
{
    public static void Apply(JsonSerializerOptions options)
    {
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        // Which of two values of one name counts is nobody's to guess.
        options.AllowDuplicateProperties = false;
        options.Converters.Insert(0, new ChinaInstantConverter());
        options.Converters.Insert(1, new FreeObjectConverter());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower));
        // A field that nobody reads would look taken: a channel beside the application counts nowhere. Free objects (applications, forms) keep their own keys.
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.NumberHandling = JsonNumberHandling.Strict;
    }
}
