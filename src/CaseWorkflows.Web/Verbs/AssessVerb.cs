using System.CommandLine;
using System.Globalization;
using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Eligibility;
using CaseWorkflows.Cases.Forms;

namespace CaseWorkflows.Web.Verbs;

/// <summary>Says whether an application is entitled to legal aid, line by line.</summary>
internal static class AssessVerb
{
    public static Command Create(Surroundings at)
    {
        var file = new Argument<string>("application.json") { Description = VerbTexts.Here("assess.file") };
        var region = new Option<string?>("--region") { Description = VerbTexts.Here("assess.region"), HelpName = "region" };
        var on = new Option<string?>("--on") { Description = VerbTexts.Here("assess.on"), HelpName = "yyyy-MM-dd" };
        var json = VerbOptions.Json;
        var workflows = VerbOptions.Workflows;
        var verb = new Command("assess", VerbTexts.Here("assess.about")) { file, region, on, json, workflows };
        verb.SetAction((parsed, cancellationToken) => RunAsync(
            at, parsed.GetRequiredValue(file), parsed.GetValue(region), parsed.GetValue(on), parsed.GetValue(json), parsed.GetValue(workflows), cancellationToken));
        return verb;
    }

    private static async Task<int> RunAsync(Surroundings at, string file, string? region, string? on, bool json, string? workflows, CancellationToken cancellationToken)
    {
        DateOnly? day = null;
        if (on is not null)
            day = DateOnly.TryParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var given)
                ? given
                : throw VerbException.Unusable("assess.day-unreadable", ("value", on));
        var policies = EligibilityPolicyBook.Load(VerbFolders.Of(at, workflows, "policies"));
        if (region is not null && !policies.Knows(region))
            throw VerbException.Unusable("assess.region-unknown", ("value", region), ("regions", string.Join(", ", policies.Regions.Order(StringComparer.Ordinal))));

        var reading = ApplicationReader.Read(await VerbFiles.ReadAsync(at, file, cancellationToken), policies.LocalMatters);
        foreach (var warning in reading.Warnings) await at.Error.WriteLineAsync(Line(file, warning));
        if (reading.Application is not { } application)
        {
            foreach (var error in reading.Errors) await at.Error.WriteLineAsync(Line(file, error));
            if (json) await at.Out.WriteLineAsync(VerbJson.Of(new { reading.Errors, reading.Warnings }));
            return ExitCode.FoundWrong;
        }

        region ??= application.Place?.Region is { } own && policies.Knows(own) ? own : EligibilityPolicyBook.DefaultRegion;
        day ??= application.RequestedOn ?? ChinaTime.DayOf(application.ReceivedAt ?? at.Time.GetUtcNow());
        var result = EligibilityAssessment.Assess(application, policies.InForce(region, day.Value), day.Value);
        if (json) await at.Out.WriteLineAsync(VerbJson.Of(result.ToJson()));
        else await PrintAsync(at.Out, result);
        return ExitCode.Good;
    }

    private static async Task PrintAsync(TextWriter output, EligibilityResult result)
    {
        await output.WriteLineAsync(result.Summary.Here());
        await output.WriteLineAsync(VerbTexts.Here("assess.by", ("region", result.Region), ("on", result.On.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("policies", string.Join(", ", result.Policies))));
        foreach (var line in result.Lines)
        {
            await output.WriteLineAsync($"  [{VerbTexts.Here($"assess.result-{line.Result}")}] {line.Name.Here()} — {line.Basis.Article.Here()}");
            await output.WriteLineAsync($"      {line.Sentence.Here()}");
            foreach (var figure in line.Figures)
                await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"      {figure.Label.Here()}: {figure.Value:0.##} {figure.Unit}"));
        }
        if (result.Missing.Count > 0) await output.WriteLineAsync(VerbTexts.Here("assess.missing"));
        foreach (var missing in result.Missing) await output.WriteLineAsync($"  {missing.Field}: {missing.Text.Here()}");
        if (result.Questions.Count > 0) await output.WriteLineAsync(VerbTexts.Here("assess.questions"));
        foreach (var question in result.Questions) await output.WriteLineAsync($"  {question.Question.Here()}");
        if (result.UrgentAidFirst is { } urgent) await output.WriteLineAsync(VerbTexts.Here("assess.urgent", ("reason", urgent.Reason)));
        if (result.Priority.GreenChannel) await output.WriteLineAsync(VerbTexts.Here("assess.green-channel", ("groups", string.Join(", ", result.Priority.Groups))));
    }

    private static string Line(string file, FieldError error) => $"{file}: {(error.Field.Length > 0 ? error.Field + ": " : "")}{error.Message.Here()} {error.Remedy.Here()}";
}
