using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Cases.Model;

namespace CaseWorkflows.Cases.Citizens;

/// <summary>
/// Whether somebody who asks for a case knows the last four characters of the identity or telephone number that an applicant, or whoever acts for one, gave.
/// A case without any such number, or whose people were erased, can't be asked for.
/// </summary>
public static class ApplicantProof
{
    /// <summary>How many characters are asked for.</summary>
    public const int Length = 4;

    // The other side of a case is not told how it goes.
    private static readonly string[] Sides = ["applicant", "proxy"];

    /// <summary>What was typed, as it is compared: full-width digits and a small x do not matter. Null if it can't be such an end.</summary>
    public static string? Read(string? typed)
    {
        if (typed is null || typed.Any(char.IsSurrogate) || typed.Length > 40) return null;
        var text = Plain(typed.Normalize(NormalizationForm.FormKC));
        return text.Length == Length ? text : null;
    }

    /// <summary>Whether the end, as <see cref="Read"/> gives it, fits one of the case's numbers.</summary>
    public static bool Fits(LegalCase @case, WorkflowLibrary library, string end)
    {
        var fits = false;
        foreach (var number in NumbersOf(@case, library))
            // All are compared, whatever the first says: the time taken must not tell which digit was wrong.
            fits |= CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(number[^Length..]), Encoding.UTF8.GetBytes(end));
        return fits;
    }

    private static IEnumerable<string> NumbersOf(LegalCase @case, WorkflowLibrary library)
    {
        if (@case.Dossier.ErasedAt is not null) yield break;
        var intake = @case.Dossier.Application();
        foreach (var field in (library.Services.Find(@case.ServiceType)?.Parties ?? PartyField.OfApplication).Where(x => Sides.Contains(x.Side)))
            foreach (var person in PartyField.Look(intake, field.At) is JsonArray list ? [.. list] : new[] { PartyField.Look(intake, field.At) })
                foreach (var place in new[] { field.Number, field.Phone })
                    if (PartyField.Look(person, place)?.ToString() is { } number && Plain(number) is { Length: >= Length } plain)
                        yield return plain;
    }

    private static string Plain(string text) => new([.. text.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit)]);
}
