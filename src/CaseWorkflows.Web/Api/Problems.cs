using CaseWorkflows.Cases;
using CaseWorkflows.Web.Texts;
using Microsoft.AspNetCore.Mvc;

namespace CaseWorkflows.Web.Api;

/// <summary>Refusals as problem details (RFC 9457): <c>type</c> is the refusal's code, the texts are in the request's language.</summary>
internal static class Problems
{
    public static IResult Of(Refusal refusal)
    {
        var status = RefusalStatus.Of(refusal.Code);
        return TypedResults.Problem(Details(status, refusal.Code, refusal.Message.Here(), refusal.Fields));
    }

    public static IResult Of(string code, params (string Name, object? Value)[] args) => Of(new Refusal(code, Ui.Text(code, args)));

    public static IResult MissingFields(params IEnumerable<string> fields) =>
        Of(new Refusal("request.field-missing", Ui.Text("request.field-missing")) { Fields = [.. fields.Select(x => new FieldProblem(x, Ui.Text("request.required")))] });

    /// <summary>The body for a status that no refusal stands behind (not signed in, no such route, a crash).</summary>
    public static ProblemDetails Plain(int status)
    {
        var code = status switch
        {
            401 => "request.not-signed-in",
            403 => "request.forbidden",
            404 => "request.not-found",
            405 => "request.method-not-allowed",
            413 => "request.too-large",
            415 => "request.not-json",
            >= 500 => "request.server-error",
            _ => "request.unreadable",
        };
        return Details(status, code, Ui.T(code), []);
    }

    public static ProblemDetails Details(int status, string code, string detail, IReadOnlyList<FieldProblem> fields)
    {
        var problem = new ProblemDetails { Status = status, Type = code, Title = Ui.TOr($"problem.{status}", Ui.T("problem.other")), Detail = detail };
        if (fields.Count > 0)
            problem.Extensions["errors"] = fields.GroupBy(x => x.Field).ToDictionary(x => x.Key, x => x.Select(y => y.Message.Here()).ToArray());
        return problem;
    }
}
