namespace CaseWorkflows.Engine.Expressions.Modern;

/// <summary>The names that a block sees, and what they are called in ECMAScript 5.</summary>
internal sealed class Scope(Scope? parent, Frame frame)
{
    private readonly Dictionary<string, (string Written, bool IsConstant)> _names = new(StringComparer.Ordinal);

    public Frame Frame => frame;

    public Scope? Parent => parent;

    public void Declare(string name, string written, bool isConstant = false) => _names[name] = (written, isConstant);

    public (string Written, bool IsConstant) Find(string name)
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
            if (scope._names.TryGetValue(name, out var found))
                return found;
        return (name, false);
    }
}

/// <summary>A function being written.</summary>
internal sealed class Frame(Frame? outer, bool lendsThis)
{
    /// <summary>Names to declare at its beginning.</summary>
    public List<string> Hoisted { get; } = [];

    /// <summary>What a break or continue would leave, innermost last.</summary>
    public Stack<Leaving> Leavings { get; } = new();

    public bool KeepsThis { get; set; }

    public bool KeepsArguments { get; set; }

    /// <summary>It is the body of a loop, written as a function so that each round has variables of its own.</summary>
    public bool IsRound { get; init; }

    public Frame? Outer => outer;

    /// <summary>The function whose <c>this</c> is meant: an arrow has none of its own.</summary>
    public Frame OwnerOfThis => lendsThis && outer is not null ? outer.OwnerOfThis : this;

    /// <summary>Where <c>var</c> belongs.</summary>
    public Frame OwnerOfVariables => IsRound && outer is not null ? outer.OwnerOfVariables : this;
}

internal enum Leaving
{
    Loop,
    Switch,
}
