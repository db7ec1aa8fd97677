using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CaseWorkflows.Web.Hosting;

namespace CaseWorkflows.Web.Verbs;

/// <summary>Runs the server until it is told to stop.</summary>
internal static class ServeVerb
{
    private const int DefaultPort = 5080;
    private const int PortsToTry = 50;

    // Whoever has set one of these has said where to listen; containers do.
    private static readonly string[] AddressVariables = ["ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS", "URLS", "HTTP_PORTS"];

    public static Command Create(Surroundings at)
    {
        var port = new Option<string?>("--port") { Description = VerbTexts.Here("serve.port"), HelpName = "port" };
        var json = VerbOptions.Json;
        var verb = new Command("serve", VerbTexts.Here("serve.about")) { port, json };
        verb.SetAction((parsed, cancellationToken) => RunAsync(at, parsed.GetValue(port), parsed.GetValue(json), cancellationToken));
        return verb;
    }

    private static async Task<int> RunAsync(Surroundings at, string? port, bool json, CancellationToken cancellationToken)
    {
        string[] args = port is null && AddressVariables.Any(x => !string.IsNullOrEmpty(at.Variable(x)))
            ? []
            : ["--urls=http://localhost:" + Plain(await ChooseAsync(at, port))];
        await using var app = await ProductHost.BuildAsync(args, cancellationToken: cancellationToken);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        // Somebody took the port between the look and the start.
        catch (IOException taken) when (taken.InnerException is SocketException or Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw VerbException.Unusable("serve.port-taken", ("port", new Uri(args[0]["--urls=".Length..]).Port.ToString(CultureInfo.InvariantCulture)));
        }
        foreach (var address in app.Urls)
            await at.Out.WriteLineAsync(json ? VerbJson.Of(new { Address = address }) : VerbTexts.Here("serve.address", ("address", address)));
        await at.Out.FlushAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCode.Good;
    }

    private static async Task<int> ChooseAsync(Surroundings at, string? asked)
    {
        if (asked is not null)
        {
            if (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) || wanted is < 1 or > IPEndPoint.MaxPort)
                throw VerbException.Unusable("serve.port-unreadable", ("value", asked));
            return IsFree(wanted) ? wanted : throw VerbException.Unusable("serve.port-taken", ("port", asked));
        }
        if (IsFree(DefaultPort)) return DefaultPort;
        for (var other = DefaultPort + 1; other <= DefaultPort + PortsToTry; other++)
            if (IsFree(other))
            {
                await at.Error.WriteLineAsync(VerbTexts.Here("serve.other-port", ("port", Plain(DefaultPort)), ("other", Plain(other))));
                return other;
            }
        throw VerbException.Unusable("serve.port-taken", ("port", Plain(DefaultPort)));
    }

    private static string Plain(int port) => port.ToString(CultureInfo.InvariantCulture);

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
