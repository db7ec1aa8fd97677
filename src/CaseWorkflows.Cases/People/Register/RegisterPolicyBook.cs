using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;

namespace CaseWorkflows.Cases.People.Register;

/// <summary>How fresh the register is kept in a region (及时更新数据).</summary>
/// <param name="ConfirmEveryDays">After so many days without a change or confirmation an entry is shown as out of date.</param>
/// <param name="Document">The document that asks for it.</param>
public sealed record RegisterPolicy(int ConfirmEveryDays, string? Document)
{
    /// <summary>Whether an entry has to be confirmed anew on a day; one that nobody ever confirmed has to be.</summary>
    public bool IsDue(Competence entry, DateOnly today) => entry.ConfirmedOn is not { } on || on.AddDays(ConfirmEveryDays) < today;
}

/// <summary>The freshness of the register in all regions, from <c>workflows/policies/&lt;region&gt;/register.json</c>; a region without the file has its parent's.</summary>
public sealed class RegisterPolicyBook
{
    /// <summary>The file in a region's folder.</summary>
    public const string FileName = "register.json";

    private const int MostDays = 3660;

    private readonly Dictionary<string, RegisterPolicy> _policies;

    private RegisterPolicyBook(Dictionary<string, RegisterPolicy> policies) => _policies = policies;

    /// <summary>What holds where no file says otherwise.</summary>
    public static RegisterPolicy Usual { get; } = new(180, null);

    /// <summary>Reads the files.</summary>
    /// <exception cref="PolicyFileException">A file is wrong; it and the field are named.</exception>
    public static RegisterPolicyBook Load(string policiesFolder, RegionBook regions) =>
        new(regions.All.ToDictionary(x => x.Code, region => regions.ChainOf(region.Code).Reverse().Aggregate(Usual, (over, x) => Read(policiesFolder, x.Code, over))));

    /// <summary>The policy of a region; of the whole country if there is no such region.</summary>
    public RegisterPolicy Of(string? region) => _policies.GetValueOrDefault(region ?? RegionBook.Root) ?? _policies[RegionBook.Root];

    private static RegisterPolicy Read(string folder, string region, RegisterPolicy over)
    {
        var path = Path.Combine(folder, region, FileName);
        if (!File.Exists(path)) return over;
        var node = FileNode.Parse($"{region}/{FileName}", File.ReadAllText(path));
        node.AllowOnly("confirmEveryDays", "document");
        return new RegisterPolicy(node.Has("confirmEveryDays") ? node.Integer("confirmEveryDays", 1, MostDays) : over.ConfirmEveryDays, node.Has("document") ? node.String("document") : over.Document);
    }
}
