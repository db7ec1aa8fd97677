using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.IntegrationTests.Verbs;
using CaseWorkflows.Persistence;
using Microsoft.Extensions.DependencyInjection;

namespace CaseWorkflows.IntegrationTests.Web;

public sealed class CalendarEndpointTests(ProductServer<SqliteTestDatabase> server) : IClassFixture<ProductServer<SqliteTestDatabase>>
{
    [Fact]
    public async Task An_administrator_looks_at_a_file_publishes_it_and_a_command_line_and_a_running_server_see_the_same()
    {
        var file = await File.ReadAllTextAsync(Path.Combine(VerbRun.Root, "workflows", "calendars", "cn-2026.json"));
        var changed = JsonNode.Parse(file)!;
        changed["version"] = "2026-02-27";
        changed["restDays"]!.AsArray().Add(new JsonObject { ["name"] = new JsonObject { ["zh"] = "临时放假", ["en"] = "Extra holiday" }, ["from"] = "2026-03-09", ["to"] = "2026-03-09" });
        var clerk = await server.AsAsync("zhou.min");
        var opened = await clerk.PostAsync("/api/cases", new JsonObject
        {
            ["application"] = new JsonObject
            {
                ["applicant"] = new JsonObject { ["name"] = "某甲" },
                ["matter"] = new JsonObject { ["category"] = "maintenance", ["opponents"] = new JsonArray("某乙") },
            },
        });
        Assert.Equal(201, opened.Status);
        (await clerk.GetAsync("/api/calendars")).MustBeProblem(403, "request.forbidden");
        (await clerk.PostAsync("/api/calendars/import", Order(changed))).MustBeProblem(403, "request.forbidden");
        var admin = await server.AsAsync("admin");
        Assert.Equal(2027, (int)(await admin.GetAsync("/api/calendars")).Json["missingYear"]!);
        (await admin.PostAsync("/api/calendars/import", [])).MustBeProblem(400, "request.field-missing");
        var broken = await admin.PostAsync("/api/calendars/import", new JsonObject { ["content"] = "date,kind,name\n2026-01-0x,off,元旦" });
        broken.MustBeProblem(400, "calendar.file-wrong");
        Assert.NotNull(broken.Json["errors"]!["line 2, date"]);

        var preview = await admin.PostAsync("/api/calendars/import", Order(changed));

        Assert.Equal((200, "previewed"), (preview.Status, (string?)preview.Json["outcome"]));
        var day = Assert.Single(preview.Json["preview"]!["changes"]!.AsArray());
        Assert.Equal(("2026-03-09", "monday", "off", true), ((string?)day!["date"], (string?)day["weekday"], (string?)day["after"], (bool)day["movesTheDay"]!));
        // Received on Monday the 2nd: seven days end on the 9th, which becomes a day off.
        var moved = preview.Json["preview"]!["moved"]!["first"]!.AsArray().First(x => (string?)x!["key"] == "legal-aid.review")!;
        Assert.StartsWith("2026-03-09T16:00:00", (string?)moved["oldDueAt"], StringComparison.Ordinal);
        Assert.StartsWith("2026-03-10T16:00:00", (string?)moved["newDueAt"], StringComparison.Ordinal);
        (await admin.PostAsync("/api/calendars/import", Order(changed, publish: true))).MustBeProblem(400, "request.field-missing");
        (await admin.PostAsync("/api/calendars/import", Order(changed, publish: true, review: "other"))).MustBeProblem(409, "calendar.review-stale");
        var review = (string)preview.Json["preview"]!["review"]!;
        Assert.Equal("published", (string?)(await admin.PostAsync("/api/calendars/import", Order(changed, true, review))).Json["outcome"]);
        Assert.Equal("already-in-force", (string?)(await admin.PostAsync("/api/calendars/import", Order(changed, true, review))).Json["outcome"]);
        Assert.Equal(2, (int)(await admin.GetAsync("/api/calendars/2026")).Json["revision"]!);
        (await admin.GetAsync("/api/calendars/1999")).MustBeProblem(404, "calendar.unknown-year");

        // From a command line the shipped file is put back as a third revision; the running server follows without a restart.
        var restored = await VerbRun.WithSettings(Settings(), "calendar", "import", "workflows/calendars/cn-2026.json", "--publish", "--json");
        Assert.True(restored.ExitCode == 0, restored.Error);
        Assert.True((bool)JsonNode.Parse(restored.Out)!["published"]!);
        var calendars = server.App.Services.GetRequiredService<CalendarsInForce>();
        for (var i = 0; i < 100 && calendars.Book.Find(2026)!.Revision != 3; i++) await Task.Delay(100);
        Assert.Equal(3, calendars.Book.Find(2026)!.Revision);
        // Two revisions published, and the three years of the files, kept for the clocks that stand on them.
        Assert.Equal(5, await server.App.Services.GetRequiredService<ICalendarStore>().CountAsync(default));
    }

    private Dictionary<string, string?> Settings()
    {
        var options = server.App.Services.GetRequiredService<PersistenceOptions>();
        return new() { ["CaseWorkflows:Database:Provider"] = "sqlite", ["CaseWorkflows:Database:ConnectionString"] = options.ConnectionString };
    }

    private static JsonObject Order(JsonNode file, bool publish = false, string? review = null) =>
        new() { ["file"] = "cn-2026.json", ["content"] = file.ToJsonString(), ["publish"] = publish, ["review"] = review };
}
