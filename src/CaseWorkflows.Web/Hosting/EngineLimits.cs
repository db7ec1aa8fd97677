using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Expressions;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Hosting;

/// <summary>
/// What a flow may use within one command, under <c>CaseWorkflows:Engine</c>. A definition that goes beyond a limit ends in an incident that names the
/// limit; the person's command is kept.
/// </summary>
public sealed class EngineLimits
{
    private static readonly EngineOptions Usual = EngineOptions.Default;

    /// <summary>How many activities one command may run.</summary>
    public int StepsPerAdvance { get; init; } = Usual.StepsPerAdvance;

    /// <summary>How many services (conflict check, proposal of lawyers, …) one command may ask.</summary>
    public int ServicesPerCommand { get; init; } = 100;

    /// <summary>How long one script may run, in milliseconds.</summary>
    public int ScriptMilliseconds { get; init; } = (int)Usual.Script.Time.TotalMilliseconds;

    /// <summary>How many statements one script may execute.</summary>
    public int ScriptStatements { get; init; } = Usual.Script.Statements;

    /// <summary>How deeply a script's functions may call each other.</summary>
    public int ScriptRecursion { get; init; } = Usual.Script.Recursion;

    /// <summary>How long a text, or how large a value, a script may make, in characters.</summary>
    public int ScriptOutputCharacters { get; init; } = Usual.Script.Size;

    /// <summary>The limits as the engine takes them.</summary>
    /// <exception cref="StartRefusedException">One is too small to run any flow, or so large that it would limit nothing; all that are wrong are named.</exception>
    public EngineOptions ToOptions()
    {
        List<LocalizedText> wrong = [];
        foreach (var (name, value, from, to) in Bounds())
            if (value < from || value > to)
                wrong.Add(Ui.Text("start.engine-limit", ("setting", $"{ProductOptions.Section}:Engine:{name}"), ("value", value), ("from", from), ("to", to)));
        if (wrong.Count > 0) throw new StartRefusedException(new LocalizedText(string.Join('\n', wrong.Select(x => x.Zh)), string.Join('\n', wrong.Select(x => x.En))));
        return new EngineOptions
        {
            StepsPerAdvance = StepsPerAdvance,
            Script = new ScriptLimits { Time = TimeSpan.FromMilliseconds(ScriptMilliseconds), Statements = ScriptStatements, Recursion = ScriptRecursion, Size = ScriptOutputCharacters },
        };
    }

    // The upper bounds keep a transaction from standing for minutes, a script's calls from ending the process, and a state from filling the memory.
    private IEnumerable<(string Name, int Value, int From, int To)> Bounds() =>
    [
        (nameof(StepsPerAdvance), StepsPerAdvance, 10, 100_000),
        (nameof(ServicesPerCommand), ServicesPerCommand, 1, 1_000),
        (nameof(ScriptMilliseconds), ScriptMilliseconds, 50, 30_000),
        (nameof(ScriptStatements), ScriptStatements, 100, 10_000_000),
        (nameof(ScriptRecursion), ScriptRecursion, 5, 500),
        (nameof(ScriptOutputCharacters), ScriptOutputCharacters, 1_000, 10_000_000),
    ];
}
