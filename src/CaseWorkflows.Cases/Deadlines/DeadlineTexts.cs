using System.Resources;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Deadlines;

internal static class DeadlineTexts
{
    internal static readonly TextCatalog Catalog =
        new(new ResourceManager("CaseWorkflows.Cases.Deadlines.DeadlineTexts", typeof(DeadlineTexts).Assembly));
}
