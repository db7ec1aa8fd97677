using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace CaseWorkflows.IntegrationTests.Browser;

/// <summary>The designer's editor as a person uses it: the palette, the drawing, the fields of a step.</summary>
internal sealed class StudioPage(IPage page)
{
    // Drawing some hundred steps and ways takes the designer half a minute on a busy machine.
    private const float Drawn = 240_000;

    /// <summary>Opens a flow and waits until so many steps and ways are drawn.</summary>
    public async Task OpenAsync(string definitionId, int steps, int ways)
    {
        await page.GotoAsync($"/designer/workflows/definitions/{definitionId}/edit");
        await page.Locator(".mud-expand-panel-header").First.WaitForAsync();
        await WaitForAsync(steps, ways);
    }

    public Task WaitForAsync(int steps, int ways) => page.WaitForFunctionAsync(
        "([steps, ways]) => document.querySelectorAll('.x6-node').length === steps && document.querySelectorAll('.x6-edge').length === ways", new[] { steps, ways }, new() { Timeout = Drawn });

    /// <summary>Drags an activity from the palette onto the drawing; it is selected then.</summary>
    public async Task DropAsync(string category, string activity, float x, float y)
    {
        var panel = page.Locator(".mud-expand-panel").Filter(new() { Has = page.Locator(".mud-expand-panel-text").Filter(new() { HasTextRegex = Only(category) }) });
        var entry = panel.Locator("[draggable=true]").Filter(new() { HasTextRegex = Only(activity) });
        if (!await entry.IsVisibleAsync()) await panel.Locator(".mud-expand-panel-header").ClickAsync();
        var before = await page.Locator(".x6-node").CountAsync();
        await entry.DragToAsync(page.Locator(".graph-container").First, new() { TargetPosition = new() { X = x, Y = y } });
        await page.WaitForFunctionAsync("n => document.querySelectorAll('.x6-node').length === n", before + 1);
    }

    /// <summary>Draws a connection with the mouse from a way out of a step to another step.</summary>
    public async Task ConnectAsync(string from, string port, string to)
    {
        var before = await page.Locator(".x6-edge").CountAsync();
        var source = (await Node(from).Locator($".x6-port-body[port=\"{port}\"]").BoundingBoxAsync())!;
        var target = (await Node(to).Locator(".x6-port-body[port=\"In\"]").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(source.X + source.Width / 2, source.Y + source.Height / 2);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(target.X - 20, target.Y + target.Height / 2, new() { Steps = 8 });
        await page.Mouse.MoveAsync(target.X + target.Width / 2, target.Y + target.Height / 2, new() { Steps = 4 });
        await page.Mouse.UpAsync();
        await page.WaitForFunctionAsync("n => document.querySelectorAll('.x6-edge').length === n", before + 1);
    }

    public async Task SelectAsync(string step)
    {
        await Node(step).Locator(".activity-label").ClickAsync();
        await page.Locator(".x6-node-selected", new() { HasText = step }).WaitForAsync();
    }

    public async Task TypeAsync(string label, string text)
    {
        var input = Field(label).Locator("input, textarea").First;
        await input.FillAsync(text);
        await input.PressAsync("Tab");
    }

    public async Task ChooseAsync(string label, string option)
    {
        await Field(label).Locator(".mud-select, .mud-input").First.ClickAsync();
        await page.Locator(".mud-popover-open .mud-list-item, .mud-popover-open .mud-list-item-extended").Filter(new() { HasText = option }).First.ClickAsync();
    }

    public async Task ListAsync(string label, params string[] entries)
    {
        var input = Field(label).Locator("input").First;
        foreach (var entry in entries)
        {
            var chip = Field(label).Locator(".mud-chip").Filter(new() { HasText = entry }).First;
            // On a slow machine the designer draws its panel anew while somebody types, and what was typed is gone: a person types it again.
            for (var tries = 1; await chip.CountAsync() == 0; tries++)
            {
                await input.FillAsync("");
                await input.PressSequentiallyAsync(entry);
                await input.PressAsync("Enter");
                try
                {
                    await chip.WaitForAsync(new() { Timeout = 10_000 });
                }
                catch (TimeoutException) when (tries < 4)
                {
                    continue;
                }
            }
        }
    }

    public Task TickAsync(string label) => page.Locator("label.mud-checkbox", new() { HasText = label }).ClickAsync();

    /// <summary>Types into a code editor as a person does, in the place of all it holds.</summary>
    public async Task CodeAsync(string label, string code)
    {
        await Field(label).Locator(".monaco-editor").First.ClickAsync();
        await page.Keyboard.PressAsync("Control+a");
        // As one piece: typed key by key the editor would close each bracket a second time.
        await page.Keyboard.InsertTextAsync(code);
    }

    /// <summary>Picks an entry of the menu beside the button that publishes.</summary>
    public async Task PickAsync(string entry)
    {
        await page.Locator(".pane-left .mud-button-group-root .mud-menu button").First.ClickAsync();
        await page.Locator(".mud-popover-open .mud-menu-item, .mud-popover-open .mud-list-item").Filter(new() { HasTextRegex = Only(entry) }).First.ClickAsync();
    }

    /// <summary>Saves with the keys and gives what the server answered.</summary>
    public async Task<JsonObject> SaveAsync()
    {
        var saved = page.WaitForResponseAsync(x => x.Request.Method == "POST" && x.Url.EndsWith("/elsa/api/workflow-definitions", StringComparison.Ordinal));
        await page.Keyboard.PressAsync("Control+s");
        var answer = await saved;
        Assert.Equal(200, answer.Status);
        return JsonNode.Parse(await answer.TextAsync())!["workflowDefinition"]!.AsObject();
    }

    private ILocator Node(string step) => page.Locator(".x6-node").Filter(new() { Has = page.Locator(".activity-label").Filter(new() { HasTextRegex = Only(step) }) });

    private ILocator Field(string label) => page.Locator(".mud-input-control").Filter(new() { Has = page.Locator("label").Filter(new() { HasTextRegex = Only(label) }) }).First;

    private static Regex Only(string text) => new($"^\\s*{Regex.Escape(text)}\\s*$");
}
