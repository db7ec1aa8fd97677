using System.Text.Json;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;

namespace CaseWorkflows.Web.Verbs;

/// <summary>The demo staff as a directory, without accounts.</summary>
internal sealed class DemoDirectory : IStaffDirectory
{
    private readonly Dictionary<UserId, StaffMember> _members;

    private DemoDirectory(IEnumerable<StaffMember> members) => _members = members.ToDictionary(x => x.Id);

    /// <exception cref="VerbException">The file is missing or wrong.</exception>
    public static DemoDirectory Load(string file)
    {
        try
        {
            var people = JsonSerializer.Deserialize<List<Person>>(File.ReadAllText(file), CaseJson.Readable) ?? [];
            return new DemoDirectory(people.Select(x => new StaffMember(new UserId(x.Id), x.Name, x.Roles, new OfficePath(x.Office)) { Competence = x.Competence }));
        }
        catch (Exception problem) when (problem is JsonException or IOException or FormatException or ArgumentException)
        {
            throw VerbException.Wrong("args.unreadable-file", ("file", file), ("problem", problem.Message));
        }
    }

    public ValueTask<StaffMember?> FindAsync(UserId id, CancellationToken cancellationToken) => ValueTask.FromResult(_members.GetValueOrDefault(id));

    public ValueTask<IReadOnlyList<StaffMember>> WithRoleAsync(string role, OfficePath? under, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<StaffMember>>([.. _members.Values.Where(x => x.Roles.Contains(role) && (under is null || under.Value.Covers(x.Office)))]);

    private sealed record Person(string Id, string Name, IReadOnlyList<string> Roles, string Office, Competence? Competence = null);
}
