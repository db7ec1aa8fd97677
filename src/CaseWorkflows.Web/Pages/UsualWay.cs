namespace CaseWorkflows.Web.Pages;

/// <summary>The stages that usually follow: in the file of stages the usual way comes first and ends with the archive; what stands after that is by-ways.</summary>
internal static class UsualWay
{
    private const string End = "archived";

    public static IEnumerable<string> After(IReadOnlyList<string> order, string stage)
    {
        var end = order.ToList().IndexOf(End);
        var at = order.ToList().IndexOf(stage);
        return at < 0 || end < 0 || at > end ? [] : order.Skip(at + 1).Take(end - at);
    }
}
