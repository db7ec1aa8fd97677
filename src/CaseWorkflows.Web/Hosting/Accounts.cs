using CaseWorkflows.Cases;
using CaseWorkflows.Persistence;
using CaseWorkflows.Persistence.Staff;
using CaseWorkflows.Web.Texts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CaseWorkflows.Web.Hosting;

/// <summary>Signing in: one way for the page and the API.</summary>
internal sealed class Accounts(SignInManager<StaffUser> signIn, UserManager<StaffUser> users, IOptionsMonitor<BearerTokenOptions> bearer, TimeProvider time)
{
    private static readonly TimeSpan TokenLife = TimeSpan.FromHours(1);

    public const string CookieName = "caseworkflows";
    private const string EitherScheme = "cookie-or-bearer";

    /// <summary>Checks name and password and writes the cookie; why not, or null.</summary>
    public async Task<Refusal?> SignInAsync(string? userName, string? password)
    {
        signIn.AuthenticationScheme = IdentityConstants.ApplicationScheme;
        return Why(await TryAsync(userName, password));
    }

    /// <summary>Checks name and password and answers with a bearer token; why not, or null.</summary>
    public async Task<Refusal?> SignInForTokenAsync(string? userName, string? password)
    {
        signIn.AuthenticationScheme = IdentityConstants.BearerScheme;
        return Why(await TryAsync(userName, password));
    }

    /// <summary>Checks name and password; the bearer token as a text, or why not.</summary>
    public async Task<(Refusal? Why, string? Token)> SignInForTokenTextAsync(string? userName, string? password)
    {
        if (string.IsNullOrWhiteSpace(userName) || string.IsNullOrEmpty(password)) return (Why(SignInResult.Failed), null);
        if (await users.FindByNameAsync(userName.Trim()) is not { } user)
        {
            users.PasswordHasher.HashPassword(new StaffUser(), password);
            return (Why(SignInResult.Failed), null);
        }
        if (Why(await signIn.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true)) is { } refusal) return (refusal, null);
        var ticket = new AuthenticationTicket(await signIn.CreateUserPrincipalAsync(user), new AuthenticationProperties { ExpiresUtc = time.GetUtcNow() + TokenLife }, $"{IdentityConstants.BearerScheme}:AccessToken");
        return (null, bearer.Get(IdentityConstants.BearerScheme).BearerTokenProtector.Protect(ticket));
    }

    public Task SignOutAsync() => signIn.SignOutAsync();

    /// <summary>Whether an address lies within the product.</summary>
    public static bool IsLocal(string? address) =>
        address is ['/', ..] && !address.StartsWith("//", StringComparison.Ordinal) && !address.StartsWith("/\\", StringComparison.Ordinal) && !address.Any(char.IsControl);

    private async Task<SignInResult> TryAsync(string? userName, string? password)
    {
        if (string.IsNullOrWhiteSpace(userName) || string.IsNullOrEmpty(password)) return SignInResult.Failed;
        if (await users.FindByNameAsync(userName.Trim()) is { } user) return await signIn.PasswordSignInAsync(user, password, isPersistent: false, lockoutOnFailure: true);
        // An unknown name must not answer faster than a known one, or names could be found out by the clock.
        users.PasswordHasher.HashPassword(new StaffUser(), password);
        return SignInResult.Failed;
    }

    private static Refusal? Why(SignInResult result) =>
        result.Succeeded ? null
        : result.IsLockedOut ? new Refusal("sign-in.locked-out", Ui.Text("sign-in.locked-out"))
        : new Refusal("sign-in.failed", Ui.Text("sign-in.failed"));

    public static void Add(IServiceCollection services)
    {
        services.AddAuthentication(EitherScheme)
            .AddPolicyScheme(EitherScheme, null, options => options.ForwardDefaultSelector = context =>
                context.Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) || HubToken(context.Request) is not null ? IdentityConstants.BearerScheme : IdentityConstants.ApplicationScheme)
            .AddBearerToken(IdentityConstants.BearerScheme, options =>
            {
                options.BearerTokenExpiration = TokenLife;
                options.Events.OnMessageReceived = context =>
                {
                    context.Token ??= HubToken(context.Request);
                    return Task.CompletedTask;
                };
            })
            .AddIdentityCookies();
        AddAccounts(services)
            .AddSignInManager()
            .AddDefaultTokenProviders();
        services.ConfigureApplicationCookie(options =>
        {
            options.Cookie.Name = CookieName;
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.ExpireTimeSpan = TimeSpan.FromHours(10);
            options.LoginPath = "/sign-in";
            options.AccessDeniedPath = "/denied";
            options.ReturnUrlParameter = "returnUrl";
            options.Events.OnRedirectToLogin = context => AnswerOrRedirect(context.HttpContext, StatusCodes.Status401Unauthorized, context.RedirectUri);
            options.Events.OnRedirectToAccessDenied = context => AnswerOrRedirect(context.HttpContext, StatusCodes.Status403Forbidden, context.RedirectUri);
        });
        services.AddAuthorizationBuilder()
            // What nobody thought of is closed: an endpoint is open only where it says so.
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddScoped<Accounts>();
    }

    /// <summary>What an account is, with and without a web server: the rules of passwords and locks, and where accounts are kept.</summary>
    public static IdentityBuilder AddAccounts(IServiceCollection services)
    {
        services.AddScoped<StaffAccounts>();
        return services.AddIdentityCore<StaffUser>(options =>
            {
                options.Password.RequiredLength = 10;
                options.Password.RequireNonAlphanumeric = false;
                options.Password.RequireUppercase = false;
                options.Password.RequiredUniqueChars = 5;
                options.Lockout.MaxFailedAccessAttempts = 5;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(10);
            })
            .AddRoles<IdentityRole>()
            .AddStaffStores();
    }

    // A web socket can't carry headers: the designer puts the token into the address of the hub, and only there.
    private static string? HubToken(HttpRequest request) =>
        request.Path.StartsWithSegments(Designer.InstanceHub.Path) && request.Query["access_token"].ToString() is { Length: > 0 } token ? token : null;

    private static Task AnswerOrRedirect(HttpContext context, int status, string redirect)
    {
        if (context.Request.Path.StartsWithSegments("/api") || context.Request.Path.StartsWithSegments("/openapi") || context.Request.Path.StartsWithSegments("/elsa")) context.Response.StatusCode = status;
        else context.Response.Redirect(redirect);
        return Task.CompletedTask;
    }
}
