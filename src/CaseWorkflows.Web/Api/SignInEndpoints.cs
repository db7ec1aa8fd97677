using CaseWorkflows.Web.Hosting;

namespace CaseWorkflows.Web.Api;

/// <summary>Signing in and out for programs.</summary>
internal static class SignInEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/sign-in", SignInAsync).AllowAnonymous().WithTags("Account").WithName("SignIn")
            .WithSummary("Sign in: 204 with a cookie, or with bearer = true 200 with a token")
            .Produces(204).Produces<Microsoft.AspNetCore.Authentication.BearerToken.AccessTokenResponse>().WithProblems(400, 401);
        api.MapPost("/sign-out", async (Accounts accounts) =>
        {
            await accounts.SignOutAsync();
            return TypedResults.NoContent();
        }).WithTags("Account").WithName("SignOut").WithSummary("Sign out").Produces(204).WithProblems(401);
        api.MapGet("/me", (CallContext call, Answering answering) => call.ForActorAsync(actor => Task.FromResult<IResult>(TypedResults.Ok(
                new MeAnswer(actor.Id.Value, actor.Name, [.. actor.Roles.Select(answering.Role)], answering.Office(actor.Office.Value))))))
            .WithTags("Account").AsQuery<MeAnswer>("ReadMe", "Who is signed in");
    }

    private static async Task<IResult> SignInAsync(SignInRequest body, Accounts accounts)
    {
        if (CaseEndpoints.Required(("userName", body.UserName), ("password", body.Password)) is { } missing) return await missing;
        if (body.Bearer)
            // The token is the sign-in handler's answer; there is nothing to add to it.
            return await accounts.SignInForTokenAsync(body.UserName, body.Password) is { } refusal ? Problems.Of(refusal) : TypedResults.Empty;
        return await accounts.SignInAsync(body.UserName, body.Password) is { } refused ? Problems.Of(refused) : TypedResults.NoContent();
    }
}
