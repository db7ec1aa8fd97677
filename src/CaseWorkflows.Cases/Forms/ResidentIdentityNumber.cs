using System.Globalization;

namespace CaseWorkflows.Cases.Forms;

/// <summary>
/// The number of a resident identity card (公民身份号码, GB 11643): six digits of place, eight of birth date, three of sequence,
/// one check character by ISO 7064 mod 11-2.
/// </summary>
public static class ResidentIdentityNumber
{
    private const string CheckCharacters = "10X98765432";
    private static readonly int[] Weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    /// <summary>What is wrong with a number.</summary>
    public enum Fault
    {
        /// <summary>Nothing.</summary>
        None,

        /// <summary>It has not seventeen digits and a digit or X.</summary>
        Shape,

        /// <summary>Its digits 7 to 14 are no date.</summary>
        BirthDate,

        /// <summary>Its last character does not follow from the others: a slip of the pen.</summary>
        Checksum,
    }

    /// <summary>Checks <paramref name="number"/>; a small x counts as X.</summary>
    public static Fault Check(string number)
    {
        if (number.Length != 18 || !number[..17].All(char.IsAsciiDigit) || !(char.IsAsciiDigit(number[17]) || number[17] is 'X' or 'x')) return Fault.Shape;
        if (BirthDateIn(number) is null) return Fault.BirthDate;
        return CheckCharacterFor(number[..17]) == char.ToUpperInvariant(number[17]) ? Fault.None : Fault.Checksum;
    }

    /// <summary>The check character that belongs to seventeen digits.</summary>
    public static char CheckCharacterFor(string digits)
    {
        var sum = 0;
        for (var i = 0; i < 17; i++) sum += (digits[i] - '0') * Weights[i];
        return CheckCharacters[sum % 11];
    }

    /// <summary>The birth date in a sound number, else null.</summary>
    public static DateOnly? BirthDate(string number) => Check(number) == Fault.None ? BirthDateIn(number) : null;

    /// <summary>Whether a sound number belongs to a woman (the seventeenth digit is even); null if the number is not sound.</summary>
    public static bool? IsFemale(string number) => Check(number) == Fault.None ? (number[16] - '0') % 2 == 0 : null;

    private static DateOnly? BirthDateIn(string number) =>
        DateOnly.TryParseExact(number.AsSpan(6, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year >= 1850 ? date : null;
}
