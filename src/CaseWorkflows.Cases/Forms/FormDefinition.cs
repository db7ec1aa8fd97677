using System.Text.Json.Nodes;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Forms;

/// <summary>A form that a person fills in, as data: <c>workflows/forms/&lt;id&gt;.json</c>.</summary>
public sealed record FormDefinition
{
    /// <summary>The id, the same as the file's name.</summary>
    public required string Id { get; init; }

    /// <summary>The version; raised with every change of meaning.</summary>
    public required int Version { get; init; }

    /// <summary>The heading.</summary>
    public required LocalizedText Title { get; init; }

    /// <summary>What the person should know before filling it in, or null.</summary>
    public LocalizedText? Intro { get; init; }

    /// <summary>The parts of the form in order; a field names its part. Empty: one part.</summary>
    public IReadOnlyList<FormSection> Sections { get; init; } = [];

    /// <summary>The fields in order.</summary>
    public required IReadOnlyList<FormField> Fields { get; init; }

    /// <summary>The buttons in order; empty: one that just submits.</summary>
    public IReadOnlyList<FormOutcome> Outcomes { get; init; } = [];
}

/// <summary>A part of a form.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Title">Its heading.</param>
public sealed record FormSection(string Key, LocalizedText Title);

/// <summary>A button.</summary>
/// <param name="Key">The outcome that is handed to the flow.</param>
/// <param name="Label">What stands on it.</param>
/// <param name="Requires">Fields that this outcome requires, beyond those always required.</param>
/// <param name="Style">primary, danger, or null for a plain one.</param>
/// <param name="Confirm">A question before it takes effect, or null.</param>
public sealed record FormOutcome(string Key, LocalizedText Label, IReadOnlyList<string> Requires, string? Style, LocalizedText? Confirm)
{
    /// <summary>What every entry of a list has to be for this outcome: nobody is willing on behalf of somebody who refuses.</summary>
    public IReadOnlyList<FormEntries> Every { get; init; } = [];

    /// <summary>The lists in which every party of the case has to stand for this outcome.</summary>
    public IReadOnlyList<FormParties> PerParty { get; init; } = [];

    /// <summary>What has to hold among the fields for this outcome: nobody's objection is accepted who had no right to object.</summary>
    public IReadOnlyList<FormAsked> Asks { get; init; } = [];
}

/// <summary>What has to hold among a form's fields for an outcome.</summary>
/// <param name="Field">The key of the field at which it is said that it does not hold.</param>
/// <param name="Is">The condition, on the form's fields.</param>
/// <param name="Message">What is read where it does not hold.</param>
public sealed record FormAsked(string Field, FormCondition Is, LocalizedText Message);

/// <summary>What every entry of a list has to be.</summary>
/// <param name="List">The key of the list.</param>
/// <param name="Is">The condition, on the entry's fields first, then the form's.</param>
/// <param name="Message">What is read where an entry is not so.</param>
public sealed record FormEntries(string List, FormCondition Is, LocalizedText Message);

/// <summary>A list that needs entries about at least as many people as the case has parties (applicants and opponents; not their proxies).</summary>
/// <param name="List">The key of the list.</param>
/// <param name="Name">The field of an entry that names the person.</param>
public sealed record FormParties(string List, string Name);

/// <summary>What a field holds, and its JSON.</summary>
public enum FormFieldType
{
    /// <summary>One line: a JSON text.</summary>
    Text,

    /// <summary>Several lines: a JSON text.</summary>
    Multiline,

    /// <summary>A JSON number.</summary>
    Number,

    /// <summary>Yuan: a JSON number with at most two decimals.</summary>
    Money,

    /// <summary>A day: <c>yyyy-MM-dd</c>.</summary>
    Date,

    /// <summary>An instant: ISO 8601; without offset Shanghai is meant.</summary>
    Datetime,

    /// <summary>One of the options: its value as a JSON text.</summary>
    Choice,

    /// <summary>Some of the options: a JSON list of their values.</summary>
    Choices,

    /// <summary>A tick: true or false; a required one must be ticked.</summary>
    Checkbox,

    /// <summary>A person: <c>{ "name", "identity": { "kind", "number" }, "phone", "relation", "address" }</c>.</summary>
    Person,

    /// <summary>Entries with fields of their own: a JSON list of objects.</summary>
    List,

    /// <summary>An uploaded file: <c>{ "id", "name", "type", "bytes" }</c>; with <see cref="FormField.Multiple"/> a list of them.</summary>
    File,
}

/// <summary>An option to choose.</summary>
/// <param name="Value">What is stored.</param>
/// <param name="Label">What is read.</param>
public sealed record FormOption(string Value, LocalizedText Label);

/// <summary>One field of a form.</summary>
public sealed record FormField
{
    /// <summary>The key; dots part levels of the JSON (<c>applicant.name</c>).</summary>
    public required string Key { get; init; }

    /// <summary>What it holds.</summary>
    public required FormFieldType Type { get; init; }

    /// <summary>The label.</summary>
    public required LocalizedText Label { get; init; }

    /// <summary>Help beside the field, or null.</summary>
    public LocalizedText? Help { get; init; }

    /// <summary>The part of the form it stands in, or null.</summary>
    public string? Section { get; init; }

    /// <summary>Whether it has to be filled in whenever it is visible.</summary>
    public bool Required { get; init; }

    /// <summary>When it has to be filled in, if not always; or null.</summary>
    public FormCondition? RequiredWhen { get; init; }

    /// <summary>When it is shown; null: always. What a hidden field holds is dropped.</summary>
    public FormCondition? VisibleWhen { get; init; }

    /// <summary>Shown, not to be changed here; what is submitted for it is dropped.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>What it holds at first, or null.</summary>
    public JsonNode? Default { get; init; }

    /// <summary>The name of what the system proposes for it where it can (<see cref="Subsidies.SubsidyProposal.Fields"/>); null: nothing.</summary>
    public string? Proposal { get; init; }

    /// <summary>The options of a choice.</summary>
    public IReadOnlyList<FormOption> Options { get; init; } = [];

    /// <summary>The name of a list that the page supplies instead of <see cref="Options"/> (lawyers, offices, regions); or null.</summary>
    public string? OptionsFrom { get; init; }

    /// <summary>The least value of a number or amount.</summary>
    public decimal? Min { get; init; }

    /// <summary>The largest value of a number or amount.</summary>
    public decimal? Max { get; init; }

    /// <summary>The least value of a number or amount where the case or another field knows it (<c>fact:application.matter.amount - field:reliefAmount</c>); or null.</summary>
    public string? Least { get; init; }

    /// <summary>The largest value, written as <see cref="Least"/>; or null.</summary>
    public string? Most { get; init; }

    /// <summary>What the lower bound is in words, for whoever is told of it; or null.</summary>
    public LocalizedText? MinHint { get; init; }

    /// <summary>What the upper bound is in words; or null.</summary>
    public LocalizedText? MaxHint { get; init; }

    /// <summary>Whether a number must be whole.</summary>
    public bool Whole { get; init; }

    /// <summary>The first day allowed: yyyy-MM-dd, <c>today</c>, or a day that the case (<c>fact:steps.court-decision.data.ruledOn</c>) or another field (<c>field:signatures[].signedOn</c>) knows; or null.</summary>
    public string? Earliest { get; init; }

    /// <summary>The last day allowed, written as <see cref="Earliest"/>; or null.</summary>
    public string? Latest { get; init; }

    /// <summary>The unit shown beside a number, or null.</summary>
    public LocalizedText? Unit { get; init; }

    /// <summary>The least number of characters, entries or choices; or null.</summary>
    public int? MinLength { get; init; }

    /// <summary>The largest number of characters, entries or choices; or null.</summary>
    public int? MaxLength { get; init; }

    /// <summary>A regular expression that the whole text has to match, or null.</summary>
    public string? Pattern { get; init; }

    /// <summary>The pattern in words.</summary>
    public LocalizedText? PatternHint { get; init; }

    /// <summary>The fields of a list's entries.</summary>
    public IReadOnlyList<FormField> Fields { get; init; } = [];

    /// <summary>Accepted kinds of file: media types (<c>application/pdf</c>, <c>image/*</c>) or extensions (<c>.pdf</c>); empty: any.</summary>
    public IReadOnlyList<string> Accept { get; init; } = [];

    /// <summary>The largest size of a file in bytes, or null.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>Several files.</summary>
    public bool Multiple { get; init; }

    /// <summary>Whether a key is a part of the person in this field: <c>applicant.identity.number</c>.</summary>
    internal bool HoldsPart(string key) => Type == FormFieldType.Person && key.StartsWith(Key + ".", StringComparison.Ordinal) && PersonParts.Contains(key[(Key.Length + 1)..]);

    private static readonly string[] PersonParts = ["name", "phone", "relation", "address", "identity.kind", "identity.number"];
}

/// <summary>A condition on the values of other fields.</summary>
public abstract record FormCondition
{
    private FormCondition()
    {
    }

    /// <summary>All hold.</summary>
    /// <param name="Parts">The conditions.</param>
    public sealed record All(IReadOnlyList<FormCondition> Parts) : FormCondition;

    /// <summary>At least one holds.</summary>
    /// <param name="Parts">The conditions.</param>
    public sealed record Any(IReadOnlyList<FormCondition> Parts) : FormCondition;

    /// <summary>It does not hold.</summary>
    /// <param name="Part">The condition.</param>
    public sealed record Not(FormCondition Part) : FormCondition;

    /// <summary>A comparison of one field.</summary>
    /// <param name="Field">The field's key; in a list's entry the entry's fields come first, then the form's.</param>
    /// <param name="Operator">How it is compared.</param>
    /// <param name="Value">With what: a value, a list for <see cref="FormOperator.In"/>, true or false for <see cref="FormOperator.Filled"/>.</param>
    public sealed record Compare(string Field, FormOperator Operator, JsonNode Value) : FormCondition;
}

/// <summary>How a condition compares.</summary>
public enum FormOperator
{
    /// <summary>The value is the same.</summary>
    Equals,

    /// <summary>The value is another, or there is none.</summary>
    NotEquals,

    /// <summary>The value is one of a list.</summary>
    In,

    /// <summary>One of several choices is the value.</summary>
    Contains,

    /// <summary>There is (or is not) a value; a tick counts as a value if it is set.</summary>
    Filled,

    /// <summary>A number is at least this.</summary>
    AtLeast,

    /// <summary>A number is at most this.</summary>
    AtMost,
}
