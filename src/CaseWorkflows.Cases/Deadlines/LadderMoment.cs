using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace CaseWorkflows.Cases.Deadlines;

/// <summary>
/// When a step of a ladder is taken: at a share of the limit (<c>80%</c>), when it is due (<c>due</c>), or some time before or after that
/// (<c>-1 working-days</c>, <c>+2 hours</c>).
/// </summary>
[JsonConverter(typeof(LadderMomentConverter))]
public sealed partial record LadderMoment
{
    private LadderMoment()
    {
    }

    /// <summary>When the limit is due.</summary>
    public static LadderMoment Due { get; } = new();

    /// <summary>The share of the limit in percent, 1 to 99; 0 if this is no share.</summary>
    public int Percent { get; private init; }

    /// <summary>How many units before (negative) or after the due instant; 0 if this is no offset.</summary>
    public int Offset { get; private init; }

    /// <summary>The unit of <see cref="Offset"/>.</summary>
    public TimeUnit OffsetUnit { get; private init; }

    /// <summary>Whether it comes before the due instant.</summary>
    public bool IsBefore => Percent > 0 || Offset < 0;

    /// <summary>Whether it comes after the due instant.</summary>
    public bool IsAfter => Offset > 0;

    /// <summary>Reads <c>50%</c>, <c>due</c>, <c>+1 working-days</c>, <c>-2 hours</c>; null if it is none of these.</summary>
    public static LadderMoment? Parse(string text)
    {
        if (text == "due")
            return Due;
        if (SharePattern().Match(text) is { Success: true } share)
            return new() { Percent = int.Parse(share.Groups[1].ValueSpan, CultureInfo.InvariantCulture) };
        return OffsetPattern().Match(text) is { Success: true } offset
            && TimeUnits.TryParse(offset.Groups[3].Value, out var unit)
                ? new()
                {
                    Offset = int.Parse(offset.Groups[1].Value + offset.Groups[2].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
                    OffsetUnit = unit,
                }
                : null;
    }

    /// <summary>As it is written in files.</summary>
    public override string ToString() => Percent > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{Percent}%")
        : Offset == 0 ? "due" : string.Create(CultureInfo.InvariantCulture, $"{Offset:+0;-0} {OffsetUnit.Word()}");

    [GeneratedRegex(@"^([1-9][0-9]?)%$", RegexOptions.CultureInvariant)]
    private static partial Regex SharePattern();

    [GeneratedRegex(@"^([+-])([1-9][0-9]{0,3}) ([a-z-]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex OffsetPattern();
}

internal sealed class LadderMomentConverter : JsonConverter<LadderMoment>
{
    public override LadderMoment Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        LadderMoment.Parse(reader.GetString() ?? "") ?? throw new JsonException("Not a moment of a ladder.");

    public override void Write(Utf8JsonWriter writer, LadderMoment value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
