namespace CaseWorkflows.Cases.People;

/// <summary>Who gives a command: a member of staff, a lawyer, or a part of the system under its own name.</summary>
/// <param name="Id">The account.</param>
/// <param name="Name">The name that history shows.</param>
/// <param name="Roles">Keys of roles (<see cref="Role"/>).</param>
/// <param name="Office">The path of the actor's office: the actor sees that office and all below it.</param>
public sealed record Actor(UserId Id, string Name, IReadOnlyList<string> Roles, OfficePath Office)
{
    /// <summary>The system itself firing clocks; it may do nothing that asks for a role.</summary>
    public static Actor ClockKeeper { get; } = new(new("system:clock"), "system:clock", [], OfficePath.Root) { IsSystem = true };

    /// <summary>The system itself bringing cases to another version of their definition; who ordered it stands in the command.</summary>
    public static Actor Migrator { get; } = new(new("system:migration"), "system:migration", [], OfficePath.Root) { IsSystem = true };

    /// <summary>The system itself carrying what one case has ordered to another; in whose name stands in the command.</summary>
    public static Actor Linker { get; } = new(new("system:link"), "system:link", [], OfficePath.Root) { IsSystem = true };

    /// <summary>The register of lawyers and mediators as the command line keeps it, for whoever has the machine.</summary>
    public static Actor Registrar { get; } = new(new("system:register"), "system:register", [], OfficePath.Root) { IsSystem = true };

    /// <summary>Whether it is a part of the system and no person.</summary>
    public bool IsSystem { get; init; }

    /// <summary>Whether the actor holds the role.</summary>
    public bool Has(string role) => Roles.Contains(role);
}

/// <summary>
/// An office's place in the four levels (city, county, township, village), as the chain of office codes from the top:
/// <c>/420700/420704/420704001/</c>. An office is below another if its path begins with the other's.
/// </summary>
public readonly record struct OfficePath
{
    /// <summary>The place above all offices.</summary>
    public static OfficePath Root { get; } = new("/");

    /// <summary>Takes a path.</summary>
    /// <exception cref="FormatException">The path does not begin and end with a slash.</exception>
    public OfficePath(string value)
    {
        if (value.Length == 0 || value[0] != '/' || value[^1] != '/')
            throw new FormatException($"'{value}' is no office path: it begins and ends with '/'.");
        Value = value;
    }

    /// <summary>The path as a text.</summary>
    public string Value { get; } = "/";

    /// <summary>The office's own code; empty for the root.</summary>
    public string Code => Value.Length < 2 ? "" : Value.TrimEnd('/')[(Value.TrimEnd('/').LastIndexOf('/') + 1)..];

    /// <summary>The office above, or the root.</summary>
    public OfficePath Parent => Value.Length < 2 ? Root : new(Value[..(Value.TrimEnd('/').LastIndexOf('/') + 1)]);

    /// <summary>Whether this office is <paramref name="other"/> or stands above it.</summary>
    public bool Covers(OfficePath other) => other.Value.StartsWith(Value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
