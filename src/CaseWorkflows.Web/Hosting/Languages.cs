using System.Globalization;
using Microsoft.AspNetCore.Localization;

namespace CaseWorkflows.Web.Hosting;

/// <summary>Chinese unless a person switched (a cookie) or a program asks (Accept-Language, for the API alone).</summary>
internal static class Languages
{
    public static readonly CultureInfo[] Known = [CultureInfo.GetCultureInfo("zh-CN"), CultureInfo.GetCultureInfo("en")];

    public static void Use(IApplicationBuilder app) => app.UseRequestLocalization(options =>
    {
        options.DefaultRequestCulture = new RequestCulture(Known[0]);
        options.SupportedCultures = Known;
        options.SupportedUICultures = Known;
        options.RequestCultureProviders =
        [
            new CookieRequestCultureProvider(),
            new CustomRequestCultureProvider(context => context.Request.Path.StartsWithSegments("/api") || (context.Request.Path.StartsWithSegments("/elsa") && context.Request.Headers.Authorization.Count > 0)
                ? new AcceptLanguageHeaderRequestCultureProvider().DetermineProviderCultureResult(context)
                : Task.FromResult<ProviderCultureResult?>(null)),
        ];
    });

    /// <summary>The switch in the header.</summary>
    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/language", (HttpContext context, string? to, string? returnUrl) =>
    {
        var culture = Array.Find(Known, x => x.Name == to) ?? Known[0];
        context.Response.Cookies.Append(CookieRequestCultureProvider.DefaultCookieName, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(culture)),
            new CookieOptions { HttpOnly = true, IsEssential = true, SameSite = SameSiteMode.Lax, MaxAge = TimeSpan.FromDays(365) });
        return TypedResults.LocalRedirect(Accounts.IsLocal(returnUrl) ? returnUrl! : "/");
    }).AllowAnonymous().ExcludeFromDescription();
}
