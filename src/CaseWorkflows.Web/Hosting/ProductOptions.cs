using CaseWorkflows.Jobs.Retention;

namespace CaseWorkflows.Web.Hosting;

/// <summary>What an installation sets, in <c>appsettings.json</c> under <c>CaseWorkflows</c> or as <c>CASEWORKFLOWS__…</c> in the environment.</summary>
public sealed class ProductOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "CaseWorkflows";

    /// <summary>Where cases are kept.</summary>
    public DatabaseOptions Database { get; init; } = new();

    /// <summary>The demo staff and cases.</summary>
    public DemoOptions Demo { get; init; } = new();

    /// <summary>What one command, and one script in it, may use before its step becomes an incident.</summary>
    public EngineLimits Engine { get; init; } = new();

    /// <summary>When due clocks that nobody has processed make health degraded, and when they are an alarm.</summary>
    public HealthOptions Health { get; init; } = new();

    /// <summary>How often applicants may ask how their case goes.</summary>
    public CitizenOptions Citizens { get; init; } = new();

    /// <summary>The mail server; without a host no mail is sent.</summary>
    public MailOptions Mail { get; init; } = new();

    /// <summary>Other programs that are told of alerts.</summary>
    public IReadOnlyList<WebhookOptions> Webhooks { get; init; } = [];

    /// <summary>The folder with definitions, policies and forms; empty: the nearest <c>workflows</c> from the working folder upwards, then from the program's.</summary>
    public string WorkflowsFolder { get; init; } = "";

    /// <summary>The folder of assemblies with further activities; empty: <c>extensions</c> beside the program, if it is there.</summary>
    public string ExtensionsFolder { get; init; } = "";

    /// <summary>The folder of the embedded database and of the keys that sign cookies.</summary>
    public string DataFolder { get; init; } = "data";

    /// <summary>For how many days receipts, delivered messages, the log of readings and notices are kept.</summary>
    public RetentionSettings Retention { get; init; } = new();

    /// <summary>Whose bundles of definitions this server takes.</summary>
    public BundleOptions Bundles { get; init; } = new();

    /// <summary>Whether due clocks and messages are worked on in this process.</summary>
    public bool Jobs { get; init; } = true;
}

/// <summary>Which database.</summary>
public sealed class DatabaseOptions
{
    /// <summary><c>sqlite</c> (embedded, the default) or <c>postgresql</c>.</summary>
    public string Provider { get; init; } = "sqlite";

    /// <summary>The connection; empty with sqlite: <c>caseworkflows.db</c> in the data folder.</summary>
    public string ConnectionString { get; init; } = "";
}

/// <summary>Bundles of definitions that come from other servers.</summary>
public sealed class BundleOptions
{
    /// <summary>The public keys that are trusted: each as PEM, in one line of base64, or the path of its file. None: no bundle is taken.</summary>
    public IReadOnlyList<string> TrustedKeys { get; init; } = [];
}

/// <summary>Demo users and cases.</summary>
public sealed class DemoOptions
{
    /// <summary>On or off; null: on with the embedded default database alone.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Whether sample cases are opened with the demo users, where there is no case yet.</summary>
    public bool Cases { get; init; } = true;

    /// <summary>The demo users' password; empty: a random one for this installation, kept in the data folder and printed at start.</summary>
    public string Password { get; init; } = "";
}
