using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Commands;

namespace CaseWorkflows.Cases.Services;

/// <summary>Checks whether the file holds everything its catalogue requires (一案一卷, order 148 art. 42): without it nothing is archived.</summary>
internal sealed class CatalogueCheck : ICaseService
{
    public string Name => "catalogue-check";

    public ValueTask<ServiceReply> ServeAsync(JsonObject arguments, CaseSession session, CancellationToken cancellationToken)
    {
        var key = arguments["Catalogue"]?.ToString() ?? "";
        var catalogue = session.Rules.Library.Catalogue(key)
            ?? throw new InvalidOperationException($"No catalogue '{key}': the publish gate lets no such definition through.");
        var missing = catalogue.Missing(session.Case);
        session.Case.Dossier.SetFact("missingFromFile", new JsonArray([.. missing.Select(x => (JsonNode)new JsonObject { ["kind"] = x.Kind, ["zh"] = x.Title.Zh, ["en"] = x.Title.En })]));
        session.Record("CatalogueChecked", CaseSession.Facts(("catalogue", key), ("missing", missing.Select(x => x.Kind).ToList())));
        var result = CaseSession.Facts(("missing", missing.Select(x => x.Kind).ToList()));
        return ValueTask.FromResult(new ServiceReply(missing.Count == 0 ? "Complete" : "Incomplete", result));
    }
}
