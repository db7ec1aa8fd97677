namespace CaseWorkflows.Cases;

/// <summary>Names one case inside the system. People use its code instead.</summary>
public readonly record struct CaseId(Guid Value)
{
    /// <summary>A new id; ids made later sort later.</summary>
    public static CaseId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Names one task of a case.</summary>
public readonly record struct TaskId(Guid Value)
{
    /// <summary>A new id.</summary>
    public static TaskId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Names one command. The sender makes it, so that a repeated sending is recognised and done once.</summary>
public readonly record struct CommandId(Guid Value)
{
    /// <summary>A new id.</summary>
    public static CommandId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    /// <summary>The id that stands for <paramref name="parts"/>: the same parts always give the same id, so a system actor's repeated command is recognised.</summary>
    public static CommandId For(params ReadOnlySpan<object> parts)
    {
        var text = string.Join('\n', parts.ToArray());
        return new(new Guid(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)).AsSpan(0, 16)));
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Names one person or system actor that gives commands.</summary>
public readonly record struct UserId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}
