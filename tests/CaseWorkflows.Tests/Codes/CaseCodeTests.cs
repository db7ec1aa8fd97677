using System.Text.Json;
using CaseWorkflows.Cases.Codes;

namespace CaseWorkflows.Tests.Codes;

public sealed class CaseCodeTests
{
    private static readonly CaseCode[] Samples = [.. from mark in new[] { "EZ", "CZ", "HB", "GY", "22", "ZZ" } from serial in new[] { 0, 1, 31, 32, 12_345, 7_654_321, CaseCode.SerialCount - 1 } select CaseCode.Create(mark, 2026, serial)];

    [Fact]
    public void Every_single_wrong_character_is_found()
    {
        foreach (var code in Samples)
            for (var at = 0; at < code.Compact.Length; at++)
                foreach (var wrong in CaseCode.Alphabet.Where(c => c != code.Compact[at]))
                    Assert.False(CaseCode.TryParse(code.Compact[..at] + wrong + code.Compact[(at + 1)..], out _, out _), $"{code} with {wrong} at {at}");
    }

    [Fact]
    public void Every_swap_of_two_characters_is_found_wherever_they_stand()
    {
        foreach (var code in Samples)
            for (var a = 0; a < code.Compact.Length; a++)
                for (var b = a + 1; b < code.Compact.Length; b++)
                {
                    var swapped = code.Compact.ToCharArray();
                    (swapped[a], swapped[b]) = (swapped[b], swapped[a]);
                    Assert.Equal(swapped[a] == swapped[b], CaseCode.TryParse(new string(swapped), out _, out _));
                }
    }

    [Fact]
    public void Every_pair_of_characters_in_every_adjacent_place_is_told_from_its_swap()
    {
        // Exhaustive over what the swap can touch: all places, all pairs, the check character included.
        for (var at = 0; at < 8; at++)
            foreach (var first in CaseCode.Alphabet)
                foreach (var second in CaseCode.Alphabet.Where(c => c != first))
                {
                    var valid = CodeWith(at, first, second);
                    if (valid is null) continue;
                    var swapped = valid[..at] + valid[at + 1] + valid[at] + valid[(at + 2)..];
                    Assert.False(CaseCode.TryParse(swapped, out _, out _), $"{valid} at {at}");
                }
    }

    [Fact]
    public void All_serials_of_a_stretch_give_different_codes_that_read_back()
    {
        var codes = Enumerable.Range(1_000_000, 20_000).Select(s => CaseCode.Create("EZ", 2026, s)).ToList();
        Assert.Equal(codes.Count, codes.Distinct().Count());
        Assert.All(codes, c => Assert.Equal(c, CaseCode.Parse(c.ToString())));
    }

    [Fact]
    public void A_code_tells_region_and_year_and_has_no_ambiguous_character()
    {
        var code = CaseCode.Create("HB", 2026, 4711);
        Assert.Equal(("HB", 2026), (code.RegionMark, code.Year));
        Assert.Matches("^[2-9A-HJ-NP-Z]{3}-[2-9A-HJ-NP-Z]{3}-[2-9A-HJ-NP-Z]{3}$", code.ToString());
    }

    [Theory]
    [InlineData("ezhou", "EZ")]
    [InlineData("chenzhou", "CZ")]
    [InlineData("huaibei", "HB")]
    [InlineData("guangyuan", "GY")]
    [InlineData("ordos", "XR")]
    [InlineData("", "XX")]
    public void A_regions_code_gives_its_mark(string region, string mark) => Assert.Equal(mark, CaseCode.MarkFor(region));

    [Fact]
    public void People_may_type_small_or_full_width_letters_with_spaces()
    {
        var code = CaseCode.Create("EZ", 2026, 99);
        var fullWidth = new string([.. code.Compact.Select(c => (char)(c + 0xFEE0))]);
        Assert.Equal(code, CaseCode.Parse($"  {code.ToString().ToLowerInvariant()} "));
        Assert.Equal(code, CaseCode.Parse(fullWidth));
    }

    [Theory]
    [InlineData(null, "No case code")]
    [InlineData(" - ", "No case code")]
    [InlineData("EZ0-2K7-MQX", "no 0, O, 1 or I")]
    [InlineData("EZ8-2K7-MQ", "9 characters, 8")]
    [InlineData("EZ8-2K7-MQXX", "9 characters, 10")]
    [InlineData("EZ8-2K7-M鄂X", "\"鄂\" does not occur")]
    [InlineData("EZ8-2K7-M\ud800X", "does not occur")]
    public void What_is_no_code_is_refused_with_the_reason(string? typed, string reason)
    {
        Assert.False(CaseCode.TryParse(typed, out var code, out var why));
        Assert.Contains(reason, why.En, StringComparison.Ordinal);
        Assert.Equal(default, code);
        Assert.Throws<FormatException>(() => CaseCode.Parse(typed ?? ""));
    }

    [Fact]
    public void Parts_that_a_code_can_not_carry_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => CaseCode.Create("EO", 2026, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => CaseCode.Create("EZH", 2026, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => CaseCode.Create("EZ", 2019, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => CaseCode.Create("EZ", 2052, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => CaseCode.Create("EZ", 2026, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => CaseCode.Create("EZ", 2026, CaseCode.SerialCount));
    }

    [Fact]
    public void A_code_travels_through_json_as_text()
    {
        var code = CaseCode.CreateRandom("GY", 2026);
        Assert.Equal(code, JsonSerializer.Deserialize<CaseCode>(JsonSerializer.Serialize(code)));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<CaseCode>("\"EZ8\""));
    }

    private static string? CodeWith(int at, char first, char second)
    {
        // The check character follows from the rest, so for the last place the one before it is searched through.
        foreach (var filler in CaseCode.Alphabet)
        {
            var digits = new string(filler, 8).ToCharArray();
            digits[at] = first;
            if (at < 7) digits[at + 1] = second;
            var code = new string(digits) + CaseCode.Alphabet[CheckDigits.Of(new string(digits), CaseCode.Alphabet)];
            if (code[at] == first && code[at + 1] == second) return code;
        }
        return null;
    }
}
