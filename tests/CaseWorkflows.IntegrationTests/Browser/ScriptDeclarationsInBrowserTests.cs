using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Engine.Activities;
using CaseWorkflows.Engine.Definitions;
using CaseWorkflows.Engine.Expressions;
using CaseWorkflows.IntegrationTests.Designer;
using CaseWorkflows.IntegrationTests.Verbs;
using CaseWorkflows.Web.Designer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace CaseWorkflows.IntegrationTests.Browser;

/// <summary>The declarations of scripts, judged by the TypeScript that comes with the designer's own editor.</summary>
public sealed class ScriptDeclarationsInBrowserTests
{
    private const string Monaco = "_content/BlazorMonaco/lib/monaco-editor/min/vs";

    // What the designer's editor does: the declarations are a library, the script a file beside it. Both are judged, the library too.
    private const string Judge = """
        async ([declarations, script]) => {
          const ts = monaco.languages.typescript;
          // Under a name of its own each time: TypeScript remembers what a file of a name said.
          const n = window.judged = (window.judged ?? 0) + 1;
          const library = monaco.editor.createModel(declarations, 'typescript', monaco.Uri.parse(`file:///library${n}.d.ts`));
          const used = monaco.editor.createModel(script, 'typescript', monaco.Uri.parse(`file:///script${n}.ts`));
          const worker = await (await ts.getTypeScriptWorker())(library.uri, used.uri);
          const found = [];
          for (const model of [library, used])
            for (const problem of [...await worker.getSyntacticDiagnostics(model.uri.toString()), ...await worker.getSemanticDiagnostics(model.uri.toString())])
              found.push(model.uri.path + ': ' + (problem.messageText.messageText ?? problem.messageText) + ' at ' + model.getValue().substr(problem.start, 60));
          library.dispose(); used.dispose();
          return found;
        }
        """;

    [Fact]
    public async Task They_are_valid_TypeScript_for_every_shipped_flow_and_for_names_of_every_kind()
    {
        await using var editor = await EditorAsync();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Environment.GetEnvironmentVariable("CASEWORKFLOWS_TEST_CHROMIUM") ?? "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-gpu"] });
        var page = await browser.NewPageAsync();
        await page.GotoAsync(editor.Urls.First());
        await page.WaitForFunctionAsync("() => window.monaco?.languages.typescript", null, new() { Timeout = 120_000 });
        var catalog = new ActivityCatalog(CaseActivities.All);
        foreach (var file in Directory.GetFiles(Path.Combine(VerbRun.Root, "workflows", "definitions"), "*.json"))
            Assert.Empty(await JudgedAsync(page, ScriptDeclarations.Of(WorkflowDefinition.Parse(await File.ReadAllTextAsync(file)), catalog), "setOutcome('Done'); isNullOrEmpty(getCorrelationId());"));

        var declared = ScriptDeclarations.Of(Odd(), catalog);
        Assert.Empty(await JudgedAsync(page, declared, "variables.Sum = variables.Sum + 1; setName('x'); const sum: string = getSum(); variables.class = {}; variables['甲'] = true; const all: string[] = getTags(); getVariable('class'); getVariable('it\\'s 甲'); getNewPerson(); getOutputFrom('asks', 'Result');"));
        // It judges indeed: what is not declared and what is of another kind is found.
        Assert.Equal(3, (await JudgedAsync(page, declared, "getNothing(); variables.Sum = 'text'; const n: number = getTags();")).Length);
    }

    private static async Task<string[]> JudgedAsync(IPage page, string declarations, string script) => await page.EvaluateAsync<string[]>(Judge, new[] { declarations, script });

    private static WorkflowDefinition Odd()
    {
        var model = DrawnFlow.New("x").Draw([DrawnFlow.Dropped("asks", "CaseWorkflows.HumanTask")]);
        model["root"]!["activities"]![0]!["name"] = "HumanTask1";
        model["variables"] = new JsonArray(
            [.. new[] { ("Sum", "Int32", false), ("sum", "String", false), ("Name", "String", false), ("Tags", "String", true), ("class", "Object", false), ("let", "Object", false), ("order_total", "Decimal", false), ("it's 甲", "String", false), ("甲", "Boolean", false), ("1st", "Int64", false), ("LastResult", "String", false), ("\"quoted\\", "String", false) }
                .Select((x, i) => (JsonNode)new JsonObject { ["id"] = $"v{i}", ["name"] = x.Item1, ["typeName"] = x.Item2, ["isArray"] = x.Item3, ["value"] = null })]);
        model["inputs"] = new JsonArray([.. new[] { "NewPerson", "default", "Input" }.Select(x => (JsonNode)new JsonObject { ["name"] = x, ["type"] = "Object", ["isArray"] = false })]);
        return WorkflowDefinition.Parse(model);
    }

    // The editor's files from the designer's package, and nothing of the product.
    private static async Task<WebApplication> EditorAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var package = new DesignerPackage(Path.Combine(AppContext.BaseDirectory, "designer"));
        Assert.True(package.IsThere);
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/", () => TypedResults.Content($"<!DOCTYPE html><title>editor</title><script src=\"/{Monaco}/loader.js\"></script><script>require.config({{ paths: {{ vs: '/{Monaco}' }} }}); require(['vs/editor/editor.main'], () => 0);</script>", "text/html"));
        app.MapGet("/{**path}", (string path, HttpContext context) => package.Send(path, context) ?? TypedResults.NotFound());
        await app.StartAsync();
        return app;
    }
}
