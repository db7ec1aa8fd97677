namespace CaseWorkflows.Web.Pages.Layout;

/// <summary>A page in the main menu.</summary>
/// <param name="Href">Where it is.</param>
/// <param name="Icon">The picture before its name.</param>
/// <param name="Text">Its name.</param>
/// <param name="Count">How many things wait there; none are not shown.</param>
/// <param name="CountText">What the number means, for those who hear it.</param>
public sealed record MenuEntry(string Href, string Icon, string Text, int Count = 0, string? CountText = null);
