using System.Security.Cryptography;

namespace CaseWorkflows.Web.Hosting;

/// <summary>
/// Blazor's browser script. Where the build took it from an older runtime pack (see <c>BlazorScript.targets</c>) it lies in this assembly
/// and is served from here, under an address that changes with its content; otherwise the framework serves its own.
/// </summary>
public static class BlazorScript
{
    private static readonly byte[]? Script = Read();

    /// <summary>The address for the page, below its base.</summary>
    public static string Path { get; } = Script is null
        ? "_framework/blazor.web.js"
        : $"_framework/blazor.web.{Convert.ToHexStringLower(SHA256.HashData(Script))[..12]}.js";

    internal static void Map(IEndpointRouteBuilder routes)
    {
        if (Script is null) return;
        routes.MapGet("/" + Path, (HttpResponse response) =>
        {
            response.Headers.CacheControl = "public, max-age=31536000, immutable";
            return Results.Bytes(Script, "text/javascript");
        }).AllowAnonymous().ExcludeFromDescription();
    }

    private static byte[]? Read()
    {
        using var stream = typeof(BlazorScript).Assembly.GetManifestResourceStream("blazor.web.js");
        if (stream is null) return null;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
