using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Codes;

/// <summary>
/// One case, one code (一案一码): nine characters, written <c>EZ8-2K7-MQX</c>. Two mark the region, one the year, five the case, the last checks.
/// The alphabet has no 0, O, 1 and I. The check finds every single wrong character and every swap of two characters, wherever they stand.
/// </summary>
[JsonConverter(typeof(CaseCodeJsonConverter))]
public readonly record struct CaseCode
{
    /// <summary>Every character a code may have.</summary>
    public const string Alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

    /// <summary>The first year that a code can name; 31 more follow.</summary>
    public const int FirstYear = 2020;

    /// <summary>The last year that a code can name.</summary>
    public const int LastYear = 2051;

    /// <summary>Serial numbers run from 0 to one less than this, per region mark and year.</summary>
    public const int SerialCount = 1 << 25;

    private const int Length = 9;
    private readonly string? _characters;

    private CaseCode(string characters) => _characters = characters;

    /// <summary>The nine characters without hyphens, as they are stored.</summary>
    public string Compact => _characters ?? "";

    /// <summary>The two characters that mark the region.</summary>
    public string RegionMark => Compact.Length == 0 ? "" : Compact[..2];

    /// <summary>The year, or 0 for the empty code.</summary>
    public int Year => Compact.Length == 0 ? 0 : FirstYear + Alphabet.IndexOf(Compact[2], StringComparison.Ordinal);

    /// <summary>As people read it: three groups of three.</summary>
    public override string ToString() => Compact.Length == 0 ? "" : $"{Compact[..3]}-{Compact[3..6]}-{Compact[6..]}";

    /// <summary>The code of a case.</summary>
    /// <param name="regionMark">Two characters of the alphabet, see <see cref="MarkFor"/>.</param>
    /// <param name="year">The year in which the case was opened.</param>
    /// <param name="serial">The case's number in that year, below <see cref="SerialCount"/>; the same number gives the same code.</param>
    /// <exception cref="ArgumentOutOfRangeException">A part is outside what a code can carry.</exception>
    public static CaseCode Create(string regionMark, int year, int serial)
    {
        if (regionMark.Length != 2 || regionMark.Any(c => !Alphabet.Contains(c, StringComparison.Ordinal))) throw new ArgumentOutOfRangeException(nameof(regionMark), regionMark, null);
        if (year is < FirstYear or > LastYear) throw new ArgumentOutOfRangeException(nameof(year), year, null);
        ArgumentOutOfRangeException.ThrowIfNegative(serial);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(serial, SerialCount);
        var characters = new StringBuilder(regionMark, Length).Append(Alphabet[year - FirstYear]);
        for (var shift = 20; shift >= 0; shift -= 5) characters.Append(Alphabet[(serial >> shift) & 31]);
        return new CaseCode(characters.Append(Alphabet[CheckDigits.Of(characters.ToString(), Alphabet)]).ToString());
    }

    /// <summary>A code with a random serial, which tells nobody how many cases there are; the store's unique key decides, and a clash is tried again.</summary>
    public static CaseCode CreateRandom(string regionMark, int year) => Create(regionMark, year, RandomNumberGenerator.GetInt32(SerialCount));

    /// <summary>
    /// A mark for a region's code: its first letter and the letter that begins the next syllable (<c>ezhou</c> → EZ, <c>huaibei</c> → HB).
    /// A reading aid: two regions may share a mark, the whole code is unique all the same.
    /// </summary>
    public static string MarkFor(string regionCode)
    {
        var letters = regionCode.ToUpperInvariant().Where(char.IsAsciiLetterUpper).ToList();
        var first = letters.Count > 0 && Alphabet.Contains(letters[0], StringComparison.Ordinal) ? letters[0] : 'X';
        return $"{first}{letters.Skip(1).FirstOrDefault(c => "BCDFJKLMPQRSTWXYZ".Contains(c, StringComparison.Ordinal), 'X')}";
    }

    /// <summary>Reads a code as people type it: small letters, full-width letters, spaces and hyphens do not matter.</summary>
    /// <exception cref="FormatException">It is no code; the message says why.</exception>
    public static CaseCode Parse(string text) => TryParse(text, out var code, out var why) ? code : throw new FormatException(why.Here());

    /// <summary>As <see cref="Parse"/>, without exception.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="code">The code, if it is one.</param>
    /// <param name="why">Else what is wrong with it and what to do.</param>
    public static bool TryParse(string? text, out CaseCode code, [NotNullWhen(false)] out LocalizedText? why)
    {
        code = default;
        // Half of a surrogate pair can not be normalised; no code has any.
        var typed = new string([.. new string([.. (text ?? "").Select(c => char.IsSurrogate(c) ? '*' : c)]).Normalize(NormalizationForm.FormKC).ToUpperInvariant().Where(c => !char.IsWhiteSpace(c) && c is not ('-' or '–' or '—' or '_'))]);
        why = typed.Length == 0 ? CodeTexts.Get("code.empty")
            : typed.Any(c => c is '0' or 'O' or '1' or 'I') ? CodeTexts.Get("code.ambiguous", ("characters", string.Join(' ', typed.Where(c => c is '0' or 'O' or '1' or 'I').Distinct())))
            : typed.FirstOrDefault(c => !Alphabet.Contains(c, StringComparison.Ordinal)) is var odd and not '\0' ? CodeTexts.Get("code.character", ("character", odd))
            : typed.Length != Length ? CodeTexts.Get("code.length", ("length", typed.Length), ("expected", Length))
            : CheckDigits.Of(typed[..^1], Alphabet) != Alphabet.IndexOf(typed[^1], StringComparison.Ordinal) ? CodeTexts.Get("code.check")
            : null;
        if (why is not null) return false;
        code = new CaseCode(typed);
        return true;
    }
}

/// <summary>Writes a code as its nine characters with hyphens and reads it as <see cref="CaseCode.TryParse"/> does.</summary>
internal sealed class CaseCodeJsonConverter : JsonConverter<CaseCode>
{
    public override CaseCode Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        CaseCode.TryParse(reader.GetString(), out var code, out var why) ? code : throw new JsonException(why.Here());

    public override void Write(Utf8JsonWriter writer, CaseCode value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
