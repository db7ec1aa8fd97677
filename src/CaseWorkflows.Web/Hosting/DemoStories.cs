using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Scenarios;

namespace CaseWorkflows.Web.Hosting;

/// <summary>
/// Plays the stories of <c>workflows/samples-demo.json</c> once, through the real commands on a clock that ends at the first start, so that a
/// visitor finds cases in review, with a lawyer, overdue, archived.
/// </summary>
internal sealed partial class DemoStories(ProductPaths paths, ICaseStore store, IClockQueue clocks, CaseRules rules, TimeProvider time, ILogger<DemoStories> log)
{
    /// <summary>Plays them; a story that can't be read, or goes otherwise on these days, is named in the log: samples must not keep the product from starting.</summary>
    public async Task PlayAsync(CancellationToken cancellationToken)
    {
        var file = Path.Combine(paths.Workflows, "samples-demo.json");
        if (!File.Exists(file)) return;
        var now = time.GetUtcNow();
        var played = new PlayedTime(now);
        var player = new ScenarioPlayer(new CaseCommands(store, rules, played), store, clocks, rules, played);
        foreach (var sample in SampleStory.Load(file))
            try
            {
                var story = ScenarioBook.LoadFile(sample.FileIn(paths.Workflows));
                var result = await player.PlayAsync(sample.Lately(story, now), cancellationToken);
                if (result.Failures.Count > 0) Otherwise(log, sample.Story, result.Failures[0].Row, result.Failures[0].Text.Here());
            }
            catch (LibraryFileException wrong)
            {
                LeftOut(log, sample.Story, wrong.Text.Here());
            }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sample story {Story} went otherwise at row {Row}: {Reason}")]
    private static partial void Otherwise(ILogger log, string story, int row, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sample story {Story} was not played: {Reason}")]
    private static partial void LeftOut(ILogger log, string story, string reason);
}
