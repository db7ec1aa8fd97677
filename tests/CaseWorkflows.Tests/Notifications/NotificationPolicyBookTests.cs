using CaseWorkflows.Cases.Calendars;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Notifications;

namespace CaseWorkflows.Tests.Notifications;

public sealed class NotificationPolicyBookTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("policies-").FullName;

    public NotificationPolicyBookTests()
    {
        Region("default", null);
        Region("city", "default");
        Region("county", "city");
    }

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public void A_region_has_its_parents_values_but_for_what_it_says_itself()
    {
        Write("default", """{ "quietHours": { "from": "21:00" }, "digest": { "at": "09:00" } }""");
        Write("city", """{ "digest": { "atOnceAnHour": 0 } }""");
        Write("county", """{ "quietHours": { "until": "07:30", "onRestDays": false } }""");
        var book = Load();
        Assert.Equal(new NotificationPolicy(new(21, 0), new(7, 30), false, new(9, 0), 0), book.Of("county"));
        Assert.Equal(new NotificationPolicy(new(21, 0), new(8, 0), true, new(9, 0), 0), book.Of("city"));
        Assert.Equal(new NotificationPolicy(new(21, 0), new(8, 0), true, new(9, 0), 5), book.Of("default"));
        Assert.Equal(book.Of("default"), book.Of(null));
        Assert.Equal(book.Of("default"), book.Of("nowhere"));
    }

    [Fact]
    public void Without_files_the_usual_holds_and_the_shipped_files_say_the_same()
    {
        Assert.Equal(NotificationPolicyBook.Usual, Load().Of("city"));
        Assert.Equal(NotificationPolicyBook.Usual, Workflows.Shipped.Library.Notifications.Of("ezhou"));
    }

    [Theory]
    [InlineData("""{ "quietHours": { "from": "8pm" } }""", "quietHours.from")]
    [InlineData("""{ "quietHours": { "until": "24:00" } }""", "quietHours.until")]
    [InlineData("""{ "quietHours": { "onRestDays": "yes" } }""", "quietHours.onRestDays")]
    [InlineData("""{ "quietHours": { "til": "08:00" } }""", "quietHours.til")]
    [InlineData("""{ "digest": { "at": "08:30:15" } }""", "digest.at")]
    [InlineData("""{ "digest": { "atOnceAnHour": -1 } }""", "digest.atOnceAnHour")]
    [InlineData("""{ "digests": {} }""", "digests")]
    public void A_wrong_file_is_named_with_its_field(string json, string field)
    {
        Write("city", json);
        var problem = Assert.Throws<PolicyFileException>(Load);
        Assert.Equal(("city/notifications.json", field), (problem.File, problem.Field));
    }

    private NotificationPolicyBook Load() => NotificationPolicyBook.Load(_folder, RegionBook.Load(_folder));

    private void Region(string code, string? parent)
    {
        Directory.CreateDirectory(Path.Combine(_folder, code));
        File.WriteAllText(Path.Combine(_folder, code, "region.json"), $$"""{ "code": "{{code}}", "name": { "zh": "{{code}}", "en": "{{code}}" }{{(parent is null ? "" : $", \"parent\": \"{parent}\"")}} }""");
    }

    private void Write(string code, string json) => File.WriteAllText(Path.Combine(_folder, code, NotificationPolicyBook.FileName), json);
}
