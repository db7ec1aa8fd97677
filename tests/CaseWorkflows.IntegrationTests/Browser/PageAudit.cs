using System.Text.Json;
using Microsoft.Playwright;

namespace CaseWorkflows.IntegrationTests.Browser;

/// <summary>What keeps somebody with a keyboard, a screen reader, weak eyes or a small window from using a page.</summary>
internal static class PageAudit
{
    // What of the tree that screen readers read has to have a name.
    private static readonly HashSet<string> Named =
        ["button", "link", "textbox", "combobox", "checkbox", "radio", "searchbox", "slider", "spinbutton", "switch", "tab", "menuitem", "listbox", "dialog", "region", "table", "image"];

    private const string Script = """
            () => {
              const found = [];
              const seen = x => { const s = getComputedStyle(x), r = x.getBoundingClientRect(); return s.visibility !== 'hidden' && s.display !== 'none' && r.width > 0 && r.height > 0; };
              const name = x => x.tagName.toLowerCase() + (x.id ? '#' + x.id : '') + (x.className && typeof x.className === 'string' ? '.' + x.className.trim().split(/\s+/).join('.') : '') + ' “' + (x.textContent ?? '').trim().slice(0, 40) + '”';
              const all = [...document.querySelectorAll('body *')];
              const ids = new Map();
              for (const x of all) if (x.id) ids.set(x.id, (ids.get(x.id) ?? 0) + 1);
              for (const [id, n] of ids) if (n > 1) found.push(`id twice: ${id}`);
              for (const x of all)
                for (const a of ['aria-labelledby', 'aria-describedby', 'aria-controls', 'for'])
                  for (const id of (x.getAttribute(a) ?? '').split(/\s+/).filter(Boolean)) if (!ids.has(id)) found.push(`${a} of nothing: ${id} at ${name(x)}`);
              const heads = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(seen);
              if (heads.filter(x => x.tagName === 'H1').length !== 1) found.push('not one h1');
              for (let i = 0, last = 0; i < heads.length; i++) { const level = +heads[i].tagName[1]; if (level > last + 1) found.push(`heading skips a level: ${name(heads[i])}`); last = level; }
              for (const x of document.querySelectorAll('table')) {
                if (!x.caption && !x.getAttribute('aria-label') && !x.getAttribute('aria-labelledby')) found.push(`table without caption: ${name(x)}`);
                for (const th of x.querySelectorAll('th')) { if (!th.scope) found.push(`head without scope: ${name(th)}`); if (!th.textContent.trim()) found.push(`empty head: ${name(x)}`); }
              }
              for (const x of document.querySelectorAll('img')) if (!x.hasAttribute('alt')) found.push(`picture without words: ${x.src.slice(0, 80)}`);
              for (const x of document.querySelectorAll('svg')) if (seen(x) && !x.closest('[aria-hidden=true]') && !x.getAttribute('aria-label') && !x.querySelector('title')) found.push(`drawing without words: ${name(x.parentElement)}`);
              for (const x of document.querySelectorAll('[tabindex]')) if (x.tabIndex > 0) found.push(`own order of focus: ${name(x)}`);
              if (!document.querySelector('main')) found.push('no main');
              if (document.documentElement.scrollWidth > document.documentElement.clientWidth) found.push(`wider than the window by ${document.documentElement.scrollWidth - document.documentElement.clientWidth}`);
              for (const x of all) {
                const s = getComputedStyle(x);
                if (!seen(x)) continue;
                if (/auto|scroll/.test(s.overflowX) && x.scrollWidth > x.clientWidth + 1 && x.tabIndex < 0 && !x.querySelector('a[href], button:not([disabled]), input, select, textarea, [tabindex]')) found.push(`scrolls and can't be reached by keyboard: ${name(x)}`);
                if (s.overflowX === 'hidden' && s.position !== 'absolute' && x.scrollWidth > x.clientWidth + 2 && [...x.childNodes].some(y => y.nodeType === 3 && y.data.trim())) found.push(`text cut off: ${name(x)}`);
                for (const y of x.childNodes) if (y.nodeType === 3 && /^[a-z]+(-[a-z]+)*(\.[A-Za-z-]+)+$/.test(y.data.trim()) && !x.closest('code, .code, td, dd, textarea, option')) found.push(`key of a text: ${y.data.trim()}`);
              }
              // Words must be told from what is behind them: WCAG 2.1, 1.4.3.
              const rgb = c => { const m = c.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0]; return { c: m.slice(0, 3), a: m[3] ?? 1 }; };
              const light = c => { const [r, g, b] = c.map(v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }); return .2126 * r + .7152 * g + .0722 * b; };
              const over = (t, u) => t.c.map((v, i) => v * t.a + u[i] * (1 - t.a));
              const behind = x => { const layers = []; for (let at = x; at; at = at.parentElement) { const b = rgb(getComputedStyle(at).backgroundColor); if (b.a > 0) layers.push(b); if (b.a === 1) break; } return layers.reverse().reduce((u, t) => over(t, u), [255, 255, 255]); };
              const faint = new Set();
              for (const x of all) {
                if (!seen(x) || x.closest('[disabled], [aria-disabled=true], svg, .sr, .skip') || ![...x.childNodes].some(y => y.nodeType === 3 && y.data.trim())) continue;
                const s = getComputedStyle(x), b = behind(x), f = over(rgb(s.color), b), [hi, lo] = [light(f), light(b)].sort((p, q) => q - p);
                const large = parseFloat(s.fontSize) >= 24 || parseFloat(s.fontSize) >= 18.66 && +s.fontWeight >= 700;
                const ratio = (hi + .05) / (lo + .05);
                if (ratio < (large ? 3 : 4.5)) faint.add(`too faint (${ratio.toFixed(2)}): ${x.tagName.toLowerCase()}.${x.className} “${x.textContent.trim().slice(0, 20)}”`);
              }
              return [...new Set([...found, ...[...faint].slice(0, 10)])];
            }
        """;

    /// <summary>What is wrong with the page as it stands; empty if nothing is.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(IPage page)
    {
        List<string> found = [.. await page.EvaluateAsync<string[]>(Script)];
        var tools = await page.Context.NewCDPSessionAsync(page);
        var tree = await tools.SendAsync("Accessibility.getFullAXTree");
        foreach (var node in tree!.Value.GetProperty("nodes").EnumerateArray())
        {
            if (node.GetProperty("ignored").GetBoolean() || Text(node, "role") is not { } role || !Named.Contains(role) || Text(node, "name") is { Length: > 0 }) continue;
            found.Add($"{role} without a name: {node.GetRawText()[..Math.Min(200, node.GetRawText().Length)]}");
        }
        await tools.DetachAsync();
        return found;
    }

    private static string? Text(JsonElement node, string property) => node.TryGetProperty(property, out var one) && one.TryGetProperty("value", out var value) ? value.ToString().Trim() : null;
}
