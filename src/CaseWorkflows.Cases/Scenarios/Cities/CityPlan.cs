using System.Globalization;
using System.Text.Json.Nodes;
using CaseWorkflows.Cases.Library;
using CaseWorkflows.Engine;

namespace CaseWorkflows.Cases.Scenarios.Cities;

/// <summary>
/// How the months of the demonstration cities go, from <c>workflows/demo-cities.json</c>: how many cases of which service, how people behave, and which words
/// they use. A service that no mix names takes part all the same.
/// </summary>
/// <param name="Month">The month that is played if none is asked for, <c>yyyy-MM</c>.</param>
/// <param name="Cities">The cities.</param>
/// <param name="Words">What people are called and what they write.</param>
public sealed record CityPlan(string Month, IReadOnlyList<CityMix> Cities, CityWords Words)
{
    private const string File = "demo-cities.json";

    /// <summary>Of how many services people are at work around the clock.</summary>
    public IReadOnlyList<string> AroundTheClock { get; init; } = [];

    /// <summary>How often of a hundred an optional field is filled in, by form; <c>*</c>: of all others.</summary>
    public IReadOnlyDictionary<string, int> Optional { get; init; } = new Dictionary<string, int>();

    /// <summary>How often a way out of a step is taken: service, step, outcome. A step that is not named goes by the style of its buttons.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>>> Outcomes { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>>>();

    /// <summary>How often an option is chosen: <c>form.field</c> or <c>*.field</c>, option.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Choices { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, int>>();

    /// <summary>Numbers that people enter: <c>form.field</c> or <c>*.field</c>, least and most.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<int>> Numbers { get; init; } = new Dictionary<string, IReadOnlyList<int>>();

    /// <summary>What stands in an intake beside what is drawn from its form, by service.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<WeightedIntake>> Intakes { get; init; } = new Dictionary<string, IReadOnlyList<WeightedIntake>>();

    /// <summary>Services whose cases come out of earlier ones, by service.</summary>
    public IReadOnlyDictionary<string, OutOf> OutOf { get; init; } = new Dictionary<string, OutOf>();

    /// <summary>How often of a hundred somebody reports an event that a case waits for, by event.</summary>
    public IReadOnlyDictionary<string, int> Events { get; init; } = new Dictionary<string, int>();

    /// <summary>How many of a thousand cases the applicant withdraws.</summary>
    public int WithdrawnPerThousand { get; init; }

    /// <summary>Reads the file of a folder.</summary>
    /// <exception cref="LibraryFileException">It is missing, can't be read, or names something that is not there.</exception>
    public static CityPlan Load(WorkflowLibrary library) => Load(library, Path.Combine(library.Folder, File));

    internal static CityPlan Load(WorkflowLibrary library, string file)
    {
        var plan = KeyedFile.ReadOne<CityPlan>(file);
        if (MonthOf(plan.Month) is null) throw Wrong("month", plan.Month, "yyyy-MM");
        foreach (var city in plan.Cities)
        {
            if (library.Office(city.Office) is not { } office) throw Wrong("cities.office", city.Office, string.Join(", ", library.Offices.Select(x => x.Path.Value)));
            if (office.Region != city.Region) throw Wrong("cities.region", city.Region, office.Region);
            foreach (var service in city.Mix.Keys.Where(x => library.Services.Find(x) is null)) throw Wrong("cities.mix", service, string.Join(", ", library.Services.All.Select(x => x.Key)));
        }
        foreach (var (service, from) in plan.OutOf)
            if (library.Relation(from.Relation) is null) throw Wrong($"outOf.{service}.relation", from.Relation, string.Join(", ", library.Relations.Select(x => x.Key)));
        foreach (var name in plan.Events.Keys.Where(x => library.Event(x) is null)) throw Wrong("events", name, "events.json");
        return plan;
    }

    /// <summary>The first day of a month written <c>yyyy-MM</c>; null if it is none.</summary>
    public static DateOnly? MonthOf(string? text) =>
        DateOnly.TryParseExact(text + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first) ? first : null;

    internal static LibraryFileException Wrong(string field, string value, string known) =>
        new(Refusal.Text("library.service-field", ("file", File), ("field", field), ("value", value), ("known", known)));
}

/// <summary>How a city's month goes.</summary>
/// <param name="Region">The region.</param>
/// <param name="Office">The path of the office that takes the cases in.</param>
/// <param name="Mix">How many cases of a service come, in proportion to each other.</param>
public sealed record CityMix(string Region, string Office, IReadOnlyDictionary<string, int> Mix)
{
    /// <summary>The proportion of a service that the mix does not name.</summary>
    public int OtherServices { get; init; } = 10;

    /// <summary>How many of a hundred steps are done after their limit.</summary>
    public decimal Late { get; init; } = 5;

    /// <summary>How often a channel is used, by service.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Channels { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, int>>();

    /// <summary>As <see cref="CityPlan.Choices"/>, for this city alone.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Choices { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, int>>();

    /// <summary>Figures that cases can't tell, by key.</summary>
    public IReadOnlyDictionary<string, DemoFigure> Figures { get; init; } = new Dictionary<string, DemoFigure>();
}

/// <summary>A figure that somebody of the city reports.</summary>
public sealed record DemoFigure(decimal Value, LocalizedText Source);

/// <summary>A part of an intake and how often it comes.</summary>
public sealed record WeightedIntake(int Weight, JsonObject Intake);

/// <summary>That cases of a service come out of earlier cases.</summary>
/// <param name="Relation">The relation.</param>
/// <param name="Of">Of which services those are; empty: of any other.</param>
/// <param name="Percent">How many of a hundred; the others begin by themselves.</param>
/// <param name="CodeField">The field of the intake that names the earlier case's code; null: none does.</param>
public sealed record OutOf(string Relation, IReadOnlyList<string> Of, int Percent, string? CodeField = null);

/// <summary>What the people of the demonstration are called and what they write.</summary>
public sealed record CityWords(
    IReadOnlyList<string> Surnames, IReadOnlyList<string> GivenNames, IReadOnlyList<string> Bodies, IReadOnlyList<string> Lines, IReadOnlyList<string> Accounts);
