namespace CaseWorkflows.Cases.Codes;

/// <summary>
/// A check digit over the field of 32 elements. The digits count with the weights 2^n, … 4, 2 of that field, and all together make zero.
/// The weights differ from each other (2 has order 31), so that a wrong digit or two swapped digits always leave a rest.
/// </summary>
internal static class CheckDigits
{
    // x^5 + x^2 + 1, irreducible over the field of two elements.
    private const int Polynomial = 0b100101;

    /// <summary>The place in the alphabet of the check character for <paramref name="payload"/> (at most 30 characters).</summary>
    public static int Of(string payload, string alphabet)
    {
        var sum = 0;
        foreach (var character in payload) sum = Double(sum ^ alphabet.IndexOf(character, StringComparison.Ordinal));
        return sum;
    }

    private static int Double(int element) => (element << 1) >= 32 ? (element << 1) ^ Polynomial : element << 1;
}
