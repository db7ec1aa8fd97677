using System.CommandLine;

namespace CaseWorkflows.Web.Verbs;

/// <summary>Asks a running server whether it is well: the health check of a container that has no shell to ask with.</summary>
internal static class HealthVerb
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public static Command Create(Surroundings at)
    {
        var url = new Option<string>("--url") { Description = VerbTexts.Here("health.url"), HelpName = "url", DefaultValueFactory = _ => "http://localhost:5080" };
        var json = VerbOptions.Json;
        var verb = new Command("health", VerbTexts.Here("health.about")) { url, json };
        verb.SetAction((parsed, cancellationToken) => RunAsync(at, parsed.GetRequiredValue(url), parsed.GetValue(json), cancellationToken));
        return verb;
    }

    private static async Task<int> RunAsync(Surroundings at, string url, bool json, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var server) || server.Scheme is not ("http" or "https"))
            throw VerbException.Unusable("health.url-unreadable", ("value", url));
        using var http = new HttpClient { Timeout = Patience };
        string problem;
        try
        {
            using var answer = await http.GetAsync(new Uri(server, "/health/ready"), cancellationToken);
            var body = await answer.Content.ReadAsStringAsync(cancellationToken);
            if (answer.IsSuccessStatusCode)
            {
                await at.Out.WriteLineAsync(json ? body : VerbTexts.Here("health.good"));
                return ExitCode.Good;
            }
            problem = $"{(int)answer.StatusCode} {body}";
        }
        catch (HttpRequestException failed)
        {
            problem = failed.Message;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            problem = VerbTexts.Here("health.no-answer", ("seconds", Patience.TotalSeconds));
        }
        throw VerbException.Wrong("health.bad", ("problem", problem));
    }
}
