using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Forms;

/// <summary>One thing wrong with one field of what a person handed in.</summary>
/// <param name="Field">Where: the path in the JSON, <c>household.members[1].monthlyIncome</c>; empty for the whole document.</param>
/// <param name="Code">What, for programs: <c>field.missing</c>, <c>field.wrong-type</c>, <c>identity.checksum</c>, …</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">What to do about it.</param>
public sealed record FieldError(string Field, string Code, LocalizedText Message, LocalizedText Remedy);
