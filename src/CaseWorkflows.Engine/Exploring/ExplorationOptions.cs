namespace CaseWorkflows.Engine.Exploring;

/// <summary>How far an exploration goes. Whatever a bound leaves out is said in <see cref="Exploration.Cuts"/>.</summary>
public sealed record ExplorationOptions
{
    /// <summary>The instant at which everything happens: an exploration orders steps, it does not time them.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>How many different states are visited at most.</summary>
    public int States { get; init; } = 50_000;

    /// <summary>How many answers a path may have at most.</summary>
    public int Depth { get; init; } = 500;

    /// <summary>
    /// How often the way on may hang on something unknown in one advance, at one activity. A loop without a wait whose end depends on data would otherwise be
    /// walked without end.
    /// </summary>
    public int GuessesPerActivity { get; init; } = 3;

    /// <summary>How many ways one advance may take at most, by what is not known beforehand.</summary>
    public int WaysPerAdvance { get; init; } = 2_000;

    /// <summary>
    /// Every order in which answers of independent lanes may come, instead of one order for all that make no difference. The states are
    /// many more, the findings the same.
    /// </summary>
    public bool AllOrders { get; init; }
}
