using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Forms;

namespace CaseWorkflows.Cases.Scenarios.Cities;

/// <summary>Somebody of a demonstration city: nobody who lives anywhere, but with a number that holds its check.</summary>
internal sealed record CityPerson(string Name, string Number, DateOnly BornOn, bool IsFemale, string Phone)
{
    private const int FirstYear = 1945;
    private const int Years = 58;

    public static CityPerson Draw(Dice dice, CityWords words, string place)
    {
        var born = new DateOnly(FirstYear, 1, 1).AddDays(dice.Below(Years * 365));
        var sequence = dice.Between(1, 999);
        var digits = string.Create(CultureInfo.InvariantCulture, $"{place[..6]}{born:yyyyMMdd}{sequence:000}");
        return new(
            dice.Among(words.Surnames) + dice.Among(words.GivenNames), digits + ResidentIdentityNumber.CheckCharacterFor(digits), born, sequence % 2 == 0,
            string.Create(CultureInfo.InvariantCulture, $"1390000{dice.Below(10_000):0000}"));
    }

    public JsonObject ToJson() => new()
    {
        ["name"] = Name,
        ["identity"] = new JsonObject { ["kind"] = Eligibility.IdentityDocument.ResidentCard, ["number"] = Number },
        ["phone"] = Phone,
    };

    /// <summary>What this person enters in a field whose key ends so; null if the field is about something else.</summary>
    public string? Of(string part) => part switch
    {
        "name" => Name,
        "identity.kind" => Eligibility.IdentityDocument.ResidentCard,
        "identity.number" => Number,
        "birthDate" => BornOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        "gender" => IsFemale ? "female" : "male",
        "nationality" => "CN",
        "phone" => Phone,
        _ => null,
    };
}
