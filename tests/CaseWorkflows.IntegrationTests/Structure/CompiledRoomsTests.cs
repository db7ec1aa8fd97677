using CaseWorkflows.Tests.Structure;

namespace CaseWorkflows.IntegrationTests.Structure;

/// <summary>The table of rooms against what was compiled, for the rooms that the fast tests do not load.</summary>
public sealed class CompiledRoomsTests
{
    [Theory]
    [InlineData("CaseWorkflows.Engine")]
    [InlineData("CaseWorkflows.Cases")]
    [InlineData("CaseWorkflows.Persistence")]
    [InlineData("CaseWorkflows.Jobs")]
    [InlineData("CaseWorkflows.Web")]
    public void What_was_compiled_keeps_to_the_table(string project)
    {
        var references = RoomTable.ReferencesOf(Path.Combine(AppContext.BaseDirectory, project + ".dll"));
        Assert.Contains("System.Runtime", references);
        Assert.Empty(RoomTable.Violations(project, references));
    }
}
