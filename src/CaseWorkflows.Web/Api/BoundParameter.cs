using System.Text.RegularExpressions;
using CaseWorkflows.Cases;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Api;

/// <summary>The parameter of an address that could not be read as what it has to be.</summary>
internal static partial class BoundParameter
{
    /// <summary>Its name, with what it must be; null if the request was bad in another way.</summary>
    public static FieldProblem? Of(BadHttpRequestException bad) => Parameter().Match(bad.Message) is not { Success: true } named ? null : new FieldProblem(
        named.Groups["name"].Value,
        named.Groups["type"].Value switch
        {
            "" => Ui.Text("request.parameter"),
            var type when type.Contains("int", StringComparison.Ordinal) || type.Contains("long", StringComparison.Ordinal) => Ui.Text("request.wrong-kind", ("kind", Ui.Text("request.kind.n"))),
            var type when type.Contains("bool", StringComparison.Ordinal) => Ui.Text("request.wrong-kind", ("kind", Ui.Text("request.kind.b"))),
            _ => Ui.Text("request.parameter"),
        });

    // The framework says it in English and nowhere else.
    [GeneratedRegex("^(?:Failed to bind parameter|Implicit body inferred for parameter|Required parameter) \"(?:(?<type>\\S+) )?(?<name>\\w+)\"")]
    private static partial Regex Parameter();
}
