using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Activities;
using CaseWorkflows.Cases.Commands;
using CaseWorkflows.Cases.Commands.Linking;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;

namespace CaseWorkflows.Cases.Services;

/// <summary>
/// Looks at the decision that is objected to (Legal Aid Law art. 49): in the case that this one came out of, the one whose code the application names, or one that is linked with it. Keeps as <c>decided</c> what the review
/// starts from: which decision, when it was served, whether the objector is its applicant, and who may not review it: the people who took part in the decision (<c>by</c>) and
/// their office (<c>office</c>, where an office sits above it). A task keeps them out by <c>fact:decided.by</c> and <c>fact:decided.office</c>: separation of duties across the link.
/// </summary>
/// <remarks>
/// The step names the decisions (<c>Decisions</c>: kind of document → the place of the fact that says when it was served; <c>refusal</c> and the like stand in the definition,
/// not here) and the roles whose tasks count as taking part (<c>Roles</c>). With <c>Named</c> (the places where people and offices are named by hand) it answers <c>Unknown</c>
/// where nothing is found and nobody is named: without that nobody would be kept out. With <c>Relation</c> the decided case links this one, where it did not open it (<see cref="CaseTie"/>).
/// </remarks>
internal sealed class DecidedCaseCheck : ICaseService
{
    /// <summary>The fact that it keeps.</summary>
    public const string Fact = "decided";

    /// <summary>Where the application names the case.</summary>
    private const string Code = "fact:application.decision.case";

    public string Name => "check-decided-case";

    public async ValueTask<ServiceReply> ServeAsync(JsonObject arguments, CaseSession session, CancellationToken cancellationToken)
    {
        var @case = session.Case;
        var decisions = Parsed(arguments["Decisions"]) as JsonObject ?? throw new FormatException(Describe.Message("fault.fields", ("step", Name), ("input", "Decisions")).Zh);
        var roles = (Parsed(arguments["Roles"]) as JsonArray ?? []).Select(x => x?.ToString()).OfType<string>().ToHashSet(StringComparer.Ordinal);
        JsonObject? found = null;
        foreach (var id in await NearAsync(session, cancellationToken))
        {
            if (await session.Transaction.LookAsync(id, cancellationToken) is not { } other) continue;
            if (other.File.LastOrDefault(x => decisions.ContainsKey(x.Kind)) is not { } decision) continue;
            found = About(session, other, decision, decisions[decision.Kind]?.ToString() ?? "", roles);
            if (arguments["Relation"]?.ToString() is { Length: > 0 } relation) CaseTie.Order(session, relation, other, (bool)found["samePerson"]!, decision.At);
            break;
        }
        // Nothing is there to find any more, where a person's people were erased: who may not review stays known.
        if (found is not null || @case.Dossier.Fact(Fact) is null) @case.Dossier.SetFact(Fact, found);
        var outcome = found is not null ? "Found" : @case.Dossier.Fact(Fact) is null && IsNobodyNamed(arguments, session) ? "Unknown" : "NotFound";
        session.Record("DecidedCaseChecked", CaseSession.Facts(("case", found?["code"]?.ToString()), ("outcome", outcome)));
        return new ServiceReply(outcome, null);
    }

    private static bool IsNobodyNamed(JsonObject arguments, CaseSession session) =>
        Parsed(arguments["Named"]) is JsonArray { Count: > 0 } places && places.All(x => Instants.At(session.FactsForFlow(), x!.ToString()) switch
        {
            JsonArray list => list.Count == 0,
            { } one => string.IsNullOrWhiteSpace(one.ToString()),
            null => true,
        });

    private static async ValueTask<IReadOnlyList<CaseId>> NearAsync(CaseSession session, CancellationToken cancellationToken)
    {
        List<CaseId> near = session.Case.OriginId is { } origin ? [origin] : [];
        if (Instants.At(session.FactsForFlow(), Code)?.ToString().Trim() .ToUpperInvariant() is { Length: > 0 } code && code != session.Case.Code
            && await session.Transaction.FindByCodeAsync(code, cancellationToken) is { } named)
            near.Add(named);
        near.AddRange((await session.Transaction.FollowersAsync(session.Case.Id, cancellationToken)).Select(x => x.Case));
        near.AddRange(session.Case.Links.Where(x => x.State is LinkState.Linked or LinkState.Ordered or LinkState.Ended).Select(x => x.OtherCase));
        return [.. near.Distinct()];
    }

    private static JsonObject About(CaseSession session, LegalCase other, FileItem decision, string servedAt, HashSet<string> roles)
    {
        var (@case, centre) = (session.Case, session.Rules.Library.DecidingOffice(other.Office));
        List<string> people = [.. other.Tasks.Where(x => x.CompletedBy is not null && roles.Contains(x.Role)).Select(x => x.CompletedBy!.Value.Value).Distinct(StringComparer.Ordinal)];
        return CaseSession.Facts(
            ("code", other.Code), ("service", other.ServiceType), ("document", decision.Kind), ("number", decision.Number), ("issuedAt", decision.At),
            ("servedAt", Instants.IsFact(servedAt) ? Instants.At(other.Dossier.Facts(), servedAt)?.ToString() : null),
            ("samePerson", other.Dossier.Parties.Where(x => x.Side == "applicant").Any(x => @case.Dossier.Parties.Any(y => y.Side == "applicant" && y.IsSamePerson(x.Name, x.IdNumber)))),
            ("by", people), ("office", centre.Parent != OfficePath.Root ? centre.Value : null));
    }

    private static JsonNode? Parsed(JsonNode? given) => given is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? JsonNode.Parse(text) : given;
}
