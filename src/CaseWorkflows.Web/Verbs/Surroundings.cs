using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Web.Hosting;

namespace CaseWorkflows.Web.Verbs;

/// <summary>Where a verb runs: its streams, folder, environment and time. Tests hand in their own.</summary>
internal sealed record Surroundings
{
    private const string ExtensionsVariable = "CASEWORKFLOWS__EXTENSIONSFOLDER";
    private const string ExtensionsSetting = $"{ProductOptions.Section}:{nameof(ProductOptions.ExtensionsFolder)}";

    /// <summary>What the verb has to say: the result, and nothing else.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>What is wrong, and progress.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>What <c>-</c> as a file reads.</summary>
    public required TextReader In { get; init; }

    /// <summary>Relative paths start here.</summary>
    public required string Folder { get; init; }

    /// <summary>A variable of the environment, or null.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>The installation's settings.</summary>
    public required Func<IConfiguration> Configuration { get; init; }

    /// <summary>The time.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Whether <see cref="Error"/> is a terminal, on which a progress bar can be drawn over itself.</summary>
    public required bool IsTerminal { get; init; }

    /// <summary>Whether a person sits at both ends and can be asked.</summary>
    public bool CanAsk { get; init; }

    /// <summary>Those of this process. The folder is the caller's even where a script changed to another one before the start.</summary>
    public static Surroundings OfProcess() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        In = Console.In,
        Folder = Directory.GetCurrentDirectory(),
        Variable = Environment.GetEnvironmentVariable,
        Configuration = () => new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true).AddEnvironmentVariables().Build(),
        Time = TimeProvider.System,
        IsTerminal = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb"),
        CanAsk = !Console.IsInputRedirected && !Console.IsErrorRedirected,
    };

    /// <summary>The activities that definitions may use: the product's, and those of the installation's extensions.</summary>
    /// <exception cref="StartRefusedException">An extension can't be loaded.</exception>
    public IReadOnlyList<IActivityHandler> Activities => ActivityExtensions.With((Variable(ExtensionsVariable) ?? Configuration()[ExtensionsSetting]) is { Length: > 0 } set ? PathOf(set) : "");

    /// <summary>A path as the caller means it.</summary>
    public string PathOf(string given) => Path.GetFullPath(given, Folder);
}
