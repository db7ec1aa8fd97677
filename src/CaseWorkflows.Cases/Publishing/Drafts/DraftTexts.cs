using System.Resources;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Publishing.Drafts;

internal static class DraftTexts
{
    private static readonly TextCatalog Catalog = new(new ResourceManager("CaseWorkflows.Cases.Publishing.Drafts.DraftTexts", typeof(DraftTexts).Assembly));

    public static Refusal Refusal(string code, params (string Name, object? Value)[] args) =>
        new($"draft.{code}", Catalog.Get(code, [.. args.Select(x => (x.Name, x.Value is DateTimeOffset at ? Calendars.ChinaTime.ToChina(at).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture) : x.Value))]));
}
