using System.Resources;
using CaseWorkflows.Cases.Forms;
using CaseWorkflows.Engine;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Engine.Definitions;

namespace CaseWorkflows.Cases.Checking;

internal static class CheckTexts
{
    private static readonly TextCatalog Catalog = new(new ResourceManager("CaseWorkflows.Cases.Checking.CheckTexts", typeof(CheckTexts).Assembly));

    public static Problem Error(string code, ActivityDefinition? activity, params (string Name, object? Value)[] args) => Of(Severity.Error, code, activity, args);

    public static Problem Warning(string code, ActivityDefinition? activity, params (string Name, object? Value)[] args) => Of(Severity.Warning, code, activity, args);

    public static FileProblem InFile(Severity severity, string file, string field, string code, params (string Name, object? Value)[] args) =>
        new(severity, file, field, code, Catalog.Get(code, args), Catalog.Get(code + ".remedy", args));

    private static Problem Of(Severity severity, string code, ActivityDefinition? activity, (string Name, object? Value)[] args)
    {
        (string, object?)[] all = activity is null ? args : [("activity", $"{activity.DisplayText} ({activity.Id})"), .. args];
        return new Problem(severity, $"case.{code}", activity?.Id, Catalog.Get(code, all), Catalog.Get(code + ".remedy", all));
    }
}
