using System.Text.Json.Nodes;

namespace CaseWorkflows.Cases.Model;

/// <summary>
/// Where a link stands. It begins Ordered. Linked once both cases know of it; Ended when the linked case has ended and this one was told (a
/// reopened linked case that ends again is told again). Failed: the other case could not be opened; a person tries again (Ordered) or gives up
/// (GivenUp, final).
/// </summary>
public enum LinkState
{
    /// <summary>Decided here; the other case does not know yet.</summary>
    Ordered,

    /// <summary>Both cases know.</summary>
    Linked,

    /// <summary>The linked case has ended, and this one was told how.</summary>
    Ended,

    /// <summary>The linked case could not be opened; the reason stands with it.</summary>
    Failed,

    /// <summary>A person gave up a link that had failed.</summary>
    GivenUp,
}

/// <summary>That another case came out of this one, or was tied to it by a person (关联案件).</summary>
public sealed class CaseLink
{
    /// <summary>The fact of a linked case that holds what it told of itself when it ended; beside the result in <c>links.&lt;relation&gt;</c> of those that were told.</summary>
    internal const string Told = "told";

    /// <summary>The fact of a case that holds what ended cases told it, by their codes; whichever of the two was tied to the other.</summary>
    internal const string ToldOf = "toldBy";

    /// <summary>What a waiting flow hears as the result of a link that a person gave up.</summary>
    internal const string GivenUpResult = "link-given-up";

    /// <summary>The id of the link by which the system ties to a case another one that is about it: the same two cases have one.</summary>
    internal static Guid TieId(CaseId at, CaseId other, string relation) => CommandId.For("tie", at, other, relation).Value;

    private CaseLink() { }

    internal CaseLink(Guid id, string relation, string service, string office, CaseId other, JsonObject? intake, string orderedBy, string orderedByName, DateTimeOffset occurredAt, DateTimeOffset at, int cycle)
    {
        Id = id;
        Relation = relation;
        Service = service;
        Office = office;
        OtherCase = other;
        IsNew = intake is not null;
        IntakeJson = intake?.ToJsonString(CaseJson.Readable);
        OrderedBy = orderedBy;
        OrderedByName = orderedByName;
        OccurredAt = occurredAt;
        OrderedAt = at;
        Cycle = cycle;
    }

    /// <summary>Its id; the id of the linked case too, where that is opened by the link: so it can't be opened twice.</summary>
    public Guid Id { get; private set; }

    /// <summary>How the two belong together, a key of <c>workflows/relations.json</c>.</summary>
    public string Relation { get; private set; } = "";

    /// <summary>The linked case's service.</summary>
    public string Service { get; private set; } = "";

    /// <summary>The path of the office that gets the linked case.</summary>
    public string Office { get; private set; } = "";

    /// <summary>The linked case; while the link is Ordered or Failed it may not be there yet.</summary>
    public CaseId OtherCase { get; private set; }

    /// <summary>The linked case's code; null before it is Linked.</summary>
    public string? OtherCode { get; private set; }

    /// <summary>Whether the link opens the other case; else the case was there before.</summary>
    public bool IsNew { get; private set; }

    /// <summary>Where it stands.</summary>
    public LinkState State { get; private set; }

    /// <summary>The intake of the case to be opened; null once it is there, and if it was there before. Personal data.</summary>
    public string? IntakeJson { get; private set; }

    /// <summary>Who did what the link came of.</summary>
    public string OrderedBy { get; private set; } = "";

    /// <summary>Their name then.</summary>
    public string OrderedByName { get; private set; } = "";

    /// <summary>When that happened: the linked case was received then.</summary>
    public DateTimeOffset OccurredAt { get; private set; }

    /// <summary>When it was recorded.</summary>
    public DateTimeOffset OrderedAt { get; private set; }

    /// <summary>The cycle of this case in which it was ordered.</summary>
    public int Cycle { get; private set; }

    /// <summary>How often its carrying out was ordered: 1, and one more for each new try by a person.</summary>
    public int Tries { get; private set; } = 1;

    /// <summary>Why it failed, in Chinese; null unless it did.</summary>
    public string? ReasonZh { get; private set; }

    /// <summary>Why it failed, in English; null unless it did.</summary>
    public string? ReasonEn { get; private set; }

    /// <summary>How the linked case ended; null before.</summary>
    public string? Result { get; private set; }

    /// <summary>When the linked case ended; null before.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>The cycle of the linked case whose end was told last; 0 before.</summary>
    public int EndedCycle { get; private set; }

    /// <summary>Whether the flow of this case has been told of the end; a flow that comes to wait for it later still hears of it.</summary>
    public bool IsHeard { get; private set; }

    /// <summary>Whether the system set it in the case that has it, after it had looked whether the other one is about that case; a person's own link it is not.</summary>
    internal bool IsTie(CaseId at) => !IsNew && Id == TieId(at, OtherCase, Relation);

    /// <summary>A copy of the intake; null once it is not needed any more.</summary>
    public JsonObject? Intake() => IntakeJson is null ? null : JsonNode.Parse(IntakeJson)!.AsObject();

    internal void Settle(string code)
    {
        (State, OtherCode, IntakeJson, ReasonZh, ReasonEn) = (LinkState.Linked, code, null, null, null);
    }

    internal void Fail(string zh, string en) => (State, ReasonZh, ReasonEn) = (LinkState.Failed, zh, en);

    internal void TryAgain(JsonObject intake)
    {
        (State, IntakeJson, ReasonZh, ReasonEn) = (LinkState.Ordered, intake.ToJsonString(CaseJson.Readable), null, null);
        Tries++;
    }

    internal void GiveUp() => (State, IntakeJson) = (LinkState.GivenUp, null);

    internal void End(string result, DateTimeOffset at, int cycle) => (State, Result, EndedAt, EndedCycle, IsHeard) = (LinkState.Ended, result, at, cycle, false);

    internal void Hear() => IsHeard = true;

    internal void Erase()
    {
        (IntakeJson, ReasonZh, ReasonEn) = (null, null, null);
        if (State is LinkState.Failed) State = LinkState.GivenUp;
    }
}

/// <summary>The case that a case came out of (来源案件).</summary>
/// <param name="CaseId">That case.</param>
/// <param name="Code">Its code, kept for ever: the lineage of codes.</param>
/// <param name="Relation">How the two belong together.</param>
/// <param name="Service">Its service.</param>
/// <param name="Link">The link there.</param>
/// <param name="By">Who did what this case came of.</param>
/// <param name="ByName">Their name.</param>
/// <param name="Depth">How many cases stand before the new one in its lineage.</param>
public sealed record CaseOrigin(CaseId CaseId, string Code, string Relation, string Service, Guid Link, string By, string ByName, int Depth);
