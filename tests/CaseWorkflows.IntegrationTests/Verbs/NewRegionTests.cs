using System.Text.Json.Nodes;
using CaseWorkflows.IntegrationTests.Web;

namespace CaseWorkflows.IntegrationTests.Verbs;

/// <summary>Tried as the administrator of a new city would: README's recipe, followed for a city that nobody ships.</summary>
public sealed class NewRegionTests : IDisposable
{
    private const string City = "dongting";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("caseworkflows-region-");
    private readonly string _workflows;

    public NewRegionTests()
    {
        _workflows = FreeService.CopyTo(_folder);
        Write("region.json", """{ "code": "dongting", "name": { "zh": "洞庭市", "en": "Dongting" }, "province": { "zh": "湖南省", "en": "Hunan" }, "parent": "default" }""");
        // Only what differs: a shorter review than the law's seven days, and a faster answer to messages.
        Rule("clocks-legal-aid.json", "clocks-legal-aid.json", "legal-aid.review", x => x["length"] = 3);
        Rule("clocks-consultation.json", "clocks-consultation.json", "consultation.reply", x =>
        {
            x["length"] = 2;
            x["basis"] = JsonNode.Parse("""{ "citation": { "zh": "洞庭市服务承诺", "en": "Dongting’s service promise" }, "source": "test" }""");
            x["certainty"] = "configuration";
        });
        Write("means-test-2026.json", File.ReadAllText(Path.Combine(_workflows, "policies", "huaibei", "means-test-2025.json"))
            .Replace("huaibei", City, StringComparison.Ordinal).Replace("淮北市", "洞庭市", StringComparison.Ordinal).Replace("Huaibei", "Dongting", StringComparison.Ordinal));
        var offices = JsonNode.Parse(File.ReadAllText(Offices))!.AsArray();
        offices.Add(JsonNode.Parse("""{ "path": "/439900/", "name": { "zh": "洞庭市法律援助中心", "en": "Dongting Legal Aid Centre" }, "level": "city", "region": "dongting" }"""));
        offices.Add(JsonNode.Parse("""{ "path": "/439900/439902/", "name": { "zh": "君山区法律援助中心", "en": "Junshan District Legal Aid Centre" }, "level": "county", "region": "dongting" }"""));
        File.WriteAllText(Offices, offices.ToJsonString());
    }

    private string Offices => Path.Combine(_workflows, "offices.json");

    public void Dispose() => _folder.Delete(true);

    [Fact]
    public async Task The_gate_passes_and_cases_run_by_the_citys_own_limits()
    {
        var check = await RunAsync("check", Path.Combine(_workflows, "definitions"));
        Assert.True(check.ExitCode == 0, check.Out + check.Error);
        var explored = await RunAsync("explore", "consultation", "--region", City, "--from", "2026-03-02");
        Assert.True(explored.ExitCode == 0, explored.Out + explored.Error);
        // Two hours here, twenty-four in the country; the review ends on the third day after receipt, in the country on the seventh.
        await PlayAsync("consultation", "consultation.reply", "2026-03-02T11:00", """ "serviceType": "consultation", "channel": "web", """, """{ "applicant": { "name": "柳毅", "phone": "13800009001" }, "matter": { "category": "labour-remuneration", "claim": "拖欠工资" } }""");
        await PlayAsync("legal-aid", "legal-aid.review", "2026-03-06T00:00", "", LegalAidStory.Application("柳毅").ToJsonString());
    }

    [Fact]
    public async Task What_is_wrong_is_named_with_its_file_and_field_in_both_languages()
    {
        await RefusedAsync("clocks-legal-aid.json", x => x["rules"]![0]!["length"] = 8, "dongting/clocks-legal-aid.json", "legal-aid.review", "shortened");
        await RefusedAsync("clocks-consultation.json", x => x["rules"]![0]!.AsObject().Remove("length"), "dongting/clocks-consultation.json", "rules[0].length");
        await RefusedAsync("clocks-consultation.json", x => x["rules"]![0]!["effectiveFrom"] = "soon", "dongting/clocks-consultation.json", "effectiveFrom");
        await RefusedAsync("clocks-consultation.json", x => x["rules"]![0]!["lenght"] = 3, "dongting/clocks-consultation.json", "lenght");
        await RefusedAsync("clocks-consultation.json", x => x["rules"]![0]!["startEvents"] = new JsonArray("no-such-event"), "dongting/clocks-consultation.json", "no-such-event");
        await RefusedAsync("region.json", x => x["code"] = "elsewhere", "dongting/region.json", "code");
        await RefusedAsync("region.json", x => x["parent"] = "nowhere", "dongting/region.json", "parent");
        await RefusedAsync("region.json", x => x.AsObject().Remove("parent"), "dongting/region.json", "parent");
        await RefusedAsync("region.json", x => x["nmae"] = "洞庭市", "dongting/region.json", "nmae");
        await RefusedAsync("means-test-2026.json", x => x["standards"]![0]!["monthly"] = "a lot", "dongting/means-test-2026.json", "standards[0].monthly");
        await RefusedAsync("means-test-2026.json", x => x.AsObject().Remove("multiple"), "dongting/means-test-2026.json", "multiple");
        var region = Read("region.json");
        Write("region.json", "{ \"code\": ");
        await MustRefuseAsync("dongting/region.json");
        File.Delete(Path.Combine(_workflows, "policies", City, "region.json"));
        await MustRefuseAsync("dongting/region.json");
        Write("region.json", region);
        var offices = File.ReadAllText(Offices);
        File.WriteAllText(Offices, offices.Replace("\"region\":\"dongting\"", "\"region\":\"dongtin\"", StringComparison.Ordinal));
        await MustRefuseAsync("offices.json", "/439900/", "dongtin");
        File.WriteAllText(Offices, offices);
        Assert.Equal(0, (await RunAsync("check", Path.Combine(_workflows, "definitions"))).ExitCode);
    }

    [Fact]
    public async Task Check_on_the_citys_folder_says_what_it_holds_and_names_what_would_have_no_effect()
    {
        var folder = Path.Combine(_workflows, "policies", City);
        var good = await RunAsync("check", folder);
        Assert.True(good.ExitCode == 0, good.Out + good.Error);
        Assert.Contains("Region dongting (Dongting): above it default, 4 files, 2 limits of its own, 2 offices", good.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("chenzhou", good.Out, StringComparison.Ordinal);
        // One file of it says the same, from wherever it is asked.
        Assert.Contains("Region dongting", (await RunAsync("check", Path.Combine(folder, "clocks-consultation.json"))).Out, StringComparison.Ordinal);
        var all = await RunAsync("check", Path.Combine(_workflows, "policies"), "--json");
        Assert.Equal(["chenzhou", "default", City, "ezhou", "guangyuan", "huaibei"], JsonNode.Parse(all.Out)!["regions"]!.AsArray().Select(x => (string)x!["code"]!));

        // A limit that nobody above has and no flow starts, a file under a name that nobody reads, a rule that ran out, a city without offices or threshold.
        var clocks = Read("clocks-consultation.json");
        Write("clocks-consultation.json", clocks.Replace("\"consultation.reply\"", "\"consultation.replies\"", StringComparison.Ordinal));
        await NamedAsync(1, folder, "policies/dongting/clocks-consultation.json: consultation.replies: error: ", "consultation.reply", "[region.clock-unused]");
        Write("clocks-consultation.json", clocks);
        Write("clock-legal-aid.json", Read("clocks-legal-aid.json"));
        await NamedAsync(1, folder, "policies/dongting/clock-legal-aid.json: -: error: ", "clocks*.json", "[region.not-read]");
        // The build's own gate, which is given the definitions, fails with it.
        await NamedAsync(1, Path.Combine(_workflows, "definitions"), "[region.not-read]");
        File.Delete(Path.Combine(folder, "clock-legal-aid.json"));
        var rules = JsonNode.Parse(clocks)!;
        (rules["rules"]![0]!["effectiveFrom"], rules["rules"]![0]!["effectiveTo"]) = ("2020-01-01", "2020-12-31");
        Write("clocks-consultation.json", rules.ToJsonString());
        await NamedAsync(0, folder, "consultation.reply: warning: ", "2020-12-31", "default/clocks-consultation.json", "[region.rule-ended]");
        Write("clocks-consultation.json", clocks);
        File.Delete(Path.Combine(folder, "means-test-2026.json"));
        var offices = JsonNode.Parse(File.ReadAllText(Offices))!.AsArray();
        foreach (var own in offices.Where(x => (string?)x!["region"] == City).ToList()) offices.Remove(own);
        File.WriteAllText(Offices, offices.ToJsonString());
        await NamedAsync(0, folder, "offices.json: region: warning: ", "[region.no-office]", "[region.no-means-test]", "0 errors, 2 warnings");
    }

    private async Task NamedAsync(int exitCode, string target, params string[] texts)
    {
        var run = await RunAsync("check", target);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.All(texts, x => Assert.Contains(x, run.Out, StringComparison.Ordinal));
    }

    private async Task PlayAsync(string definition, string clock, string due, string opening, string application)
    {
        var story = Path.Combine(_folder.FullName, $"{definition}.json");
        await File.WriteAllTextAsync(story, $$"""
            { "title": { "zh": "洞庭", "en": "Dongting" }, "starts": "2026-03-02T09:00",
              "people": [ { "id": "dt.clerk", "name": "白娘", "roles": ["intake-clerk"], "office": "439902" } ],
              "open": { {{opening}} "office": "439902", "who": "dt.clerk", "application": {{application}} },
              "rows": [ { "at": "+1m", "do": "wait", "expect": { "clocks": { "{{clock}}": { "due": "{{due}}", "state": "running" } } } } ] }
            """);
        var played = await RunAsync("simulate", definition, "--scenario", story);
        Assert.True(played.ExitCode == 0, played.Out + played.Error);
    }

    private async Task RefusedAsync(string file, Action<JsonNode> change, params string[] said)
    {
        var before = Read(file);
        var changed = JsonNode.Parse(before)!;
        change(changed);
        Write(file, changed.ToJsonString());
        await MustRefuseAsync(said);
        Write(file, before);
    }

    private async Task MustRefuseAsync(params string[] said)
    {
        var run = await RunAsync("check", Path.Combine(_workflows, "definitions"));
        Assert.True(run.ExitCode != 0 && run.Error.Length > 0, $"{string.Join(", ", said)} was not refused: {run.Out}");
        foreach (var words in said.Where(x => !run.Error.Contains(x, StringComparison.Ordinal))) Assert.Fail($"“{words}” is not in: {run.Error}");
        var chinese = await VerbRun.In(_folder.FullName, "", [], "check", Path.Combine(_workflows, "definitions"), "--workflows", _workflows, "--lang", "zh");
        Assert.NotEqual(run.Error, chinese.Error);
    }

    private Task<VerbRun> RunAsync(params string[] args) => VerbRun.In(_folder.FullName, "", [], [.. args, "--workflows", _workflows, "--lang", "en"]);

    private void Rule(string file, string from, string key, Action<JsonObject> change)
    {
        var rule = JsonNode.Parse(File.ReadAllText(Path.Combine(_workflows, "policies", "default", from)))!["rules"]!.AsArray().Last(x => (string?)x!["key"] == key)!.DeepClone().AsObject();
        change(rule);
        Write(file, new JsonObject { ["serviceType"] = key[..key.IndexOf('.', StringComparison.Ordinal)], ["rules"] = new JsonArray(rule) }.ToJsonString());
    }

    private string Read(string file) => File.ReadAllText(Path.Combine(_workflows, "policies", City, file));

    private void Write(string file, string text)
    {
        var path = Path.Combine(_workflows, "policies", City, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
