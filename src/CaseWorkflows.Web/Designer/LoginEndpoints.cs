using System.Text.Json.Nodes;
using CaseWorkflows.Web.Hosting;

namespace CaseWorkflows.Web.Designer;

/// <summary>Signing in as programs made for an Elsa server do; the same accounts, locks and tokens as elsewhere.</summary>
internal static class LoginEndpoints
{
    public static void Map(RouteGroupBuilder api) => api.MapPost("/identity/login", LoginAsync).AllowAnonymous();

    private static async Task<IResult> LoginAsync(JsonObject body, Accounts accounts)
    {
        if (Bodies.WhyNot(body, Bodies.Login) is { } wrong) return wrong;
        var (why, token) = await accounts.SignInForTokenTextAsync(body["username"]?.ToString() ?? body["userName"]?.ToString(), body["password"]?.ToString());
        return why is null
            ? Studio.Answer(new JsonObject { ["isAuthenticated"] = true, ["accessToken"] = token, ["refreshToken"] = null })
            : Studio.Refuse(why, StatusCodes.Status401Unauthorized);
    }
}
