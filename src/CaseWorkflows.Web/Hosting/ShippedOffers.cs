using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Checking;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Cases.Publishing;
using CaseWorkflows.Cases.Publishing.Drafts;
using CaseWorkflows.Engine.Checking;
using CaseWorkflows.Web.Texts;

namespace CaseWorkflows.Web.Hosting;

/// <summary>
/// Versions of the folder that must not come into force by themselves, because administrators of this installation decided otherwise: they approved a version of their own for the
/// service, brought an earlier one back, gave the service to another flow, or took the flow out of force. Such a version is kept among the saves of its definition, where it can
/// be compared, taken back as the draft and handed in like any other; administrators are told, and the start goes on.
/// </summary>
internal sealed partial class ShippedOffers(IDefinitionStore published, IReleaseStore releases, IDraftStore drafts, ISystemNotices notices, TimeProvider time, ILogger<ShippedOffers> log)
{
    /// <summary>Who saved what came with the product.</summary>
    public const string Maker = ShippedFlows.Maker;

    private const string Notice = "shipped";

    /// <summary>Those that can only be offered.</summary>
    public async ValueTask<IReadOnlyList<CheckedDefinition>> AmongAsync(IReadOnlyList<CheckedDefinition> found, CancellationToken cancellationToken)
    {
        var versions = await published.ListAsync(cancellationToken);
        if (versions.Count == 0) return [];
        var decided = (await releases.ListAsync(null, int.MaxValue, cancellationToken)).Where(x => x.State == ReleaseState.Published).Select(x => (x.DefinitionId, x.Version)).ToHashSet();
        List<CheckedDefinition> offered = [];
        foreach (var one in found)
        {
            if (one.Definition is not { } definition || one.IsPublished || definition.DefinitionId.Length == 0) continue;
            var service = ServiceTypes.Of(definition);
            var held = versions.FirstOrDefault(x => x.ServiceType == service && x.IsInForce);
            var isDecided = held is not null ? decided.Contains((held.DefinitionId, held.Version))
                // There were versions and none is in force: somebody took it out.
                : versions.Any(x => x.DefinitionId == definition.DefinitionId && x.ServiceType == service);
            // The number stands for what was approved here.
            if (isDecided || decided.Contains((definition.DefinitionId, definition.Version))) offered.Add(one);
        }
        return offered;
    }

    /// <summary>Keeps them where administrators find them, and tells them, once.</summary>
    public async ValueTask MakeAsync(IReadOnlyList<CheckedDefinition> offered, CancellationToken cancellationToken)
    {
        List<string> open = [];
        foreach (var one in offered)
        {
            var (definition, document) = (one.Definition!, JsonNode.Parse(one.Submission.Json)!.AsObject());
            // Somebody took it over already, or went back from it: they know it.
            if (await IsKnownAsync(definition.DefinitionId, document, cancellationToken)) continue;
            var (id, version, service) = (definition.DefinitionId, definition.Version, ServiceTypes.Of(definition));
            var save = new NewSave(id, version, SaveKind.SetAside, DraftDocument.Text(DraftDocument.Prepare(document, null)), Maker, Ui.T("shipped.maker"), time.GetUtcNow());
            var revision = await drafts.SetAsideAsync(save, cancellationToken);
            var held = await published.InForceAsync(service, cancellationToken);
            var key = $"{Notice}:{id}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(save.Json)))[..16]}";
            open.Add(key);
            var text = held is { } other
                ? Ui.Text("shipped.offered", ("file", one.Submission.File), ("definition", definition.Name), ("id", id), ("version", version), ("other", other.DefinitionId), ("inForce", other.Version), ("revision", revision))
                : Ui.Text("shipped.offered-retracted", ("file", one.Submission.File), ("definition", definition.Name), ("id", id), ("version", version), ("revision", revision));
            var notice = new SystemNotice(key, Notice, text, time.GetUtcNow());
            if (await notices.RaiseAsync(notice, cancellationToken)) Offered(log, notice.Line);
            foreach (var problem in one.Problems.Where(x => x.Severity == Severity.Error && x.Code != "publish.version-exists"))
                Wrong(log, one.Submission.File, $"{problem.Activity} {problem.Message.Here()} {problem.Remedy.Here()}".Trim());
        }
        await notices.EndOthersAsync(Notice, open, time.GetUtcNow(), cancellationToken);
    }

    private async ValueTask<bool> IsKnownAsync(string definitionId, JsonObject document, CancellationToken cancellationToken)
    {
        var prepared = DraftDocument.Prepare(document, null);
        foreach (var version in (await published.ListAsync(cancellationToken)).Where(x => x.DefinitionId == definitionId))
            if (await published.FindAsync(definitionId, version.Version, cancellationToken) is { } text && JsonNode.Parse(text) is JsonObject known && DraftDocument.SaysTheSame(DraftDocument.Prepare(known, null), prepared))
                return true;
        return false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Notice}")]
    private static partial void Offered(ILogger log, string notice);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Definition {File}, which was only offered: {Problem}")]
    private static partial void Wrong(ILogger log, string file, string problem);
}
