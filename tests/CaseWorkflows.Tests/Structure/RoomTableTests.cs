namespace CaseWorkflows.Tests.Structure;

public sealed class RoomTableTests
{
    [Fact]
    public void Every_project_file_keeps_to_the_table()
    {
        var projects = Repository.Files("src", "*.csproj").Concat(Repository.Files("tests", "*.csproj")).ToList();
        Assert.Equal(RoomTable.Rooms.Select(x => x.Name).Order(), projects.Select(x => Path.GetFileNameWithoutExtension(x)).Order());
        Findings.AreNone(projects.SelectMany(x => RoomTable.Violations(Path.GetFileNameWithoutExtension(x), Repository.Read(x))));
    }

    [Theory]
    [InlineData("CaseWorkflows.Engine")]
    [InlineData("CaseWorkflows.Cases")]
    public void What_was_compiled_keeps_to_the_table(string project)
    {
        var references = RoomTable.ReferencesOf(Path.Combine(AppContext.BaseDirectory, project + ".dll"));
        Assert.Contains("System.Runtime", references);
        Findings.AreNone(RoomTable.Violations(project, references));
    }

    [Fact]
    public void Versions_are_exact_and_stand_in_one_file()
    {
        var versions = System.Xml.Linq.XDocument.Parse(Repository.Read("Directory.Packages.props")).Descendants("PackageVersion").Select(x => ((string)x.Attribute("Include")!, (string)x.Attribute("Version")!)).ToList();
        Assert.NotEmpty(versions);
        Findings.AreNone(versions.Where(x => !IsExact(x.Item2)).Select(x => x.Item1));
    }

    [Theory]
    [InlineData("10.0.*")]
    [InlineData("[1.0,2.0)")]
    [InlineData("")]
    public void A_version_that_can_change_is_seen(string version) => Assert.False(IsExact(version));

    [Fact]
    public void A_reference_against_the_table_is_seen()
    {
        const string csproj = """
            <Project><ItemGroup>
              <ProjectReference Include="../CaseWorkflows.Cases/CaseWorkflows.Cases.csproj" />
              <ProjectReference Include="..\CaseWorkflows.Persistence\CaseWorkflows.Persistence.csproj" />
            </ItemGroup></Project>
            """;
        Assert.Equal(["CaseWorkflows.Jobs references CaseWorkflows.Persistence."], RoomTable.Violations("CaseWorkflows.Jobs", csproj));
    }

    [Fact]
    public void A_package_against_the_table_is_seen()
    {
        const string csproj = """<Project><ItemGroup><PackageReference Include="Jint" /><PackageReference Include="Dapper" /></ItemGroup></Project>""";
        Assert.Equal(["CaseWorkflows.Engine brings in the package Dapper."], RoomTable.Violations("CaseWorkflows.Engine", csproj));
    }

    [Fact]
    public void A_version_in_a_project_file_is_seen()
    {
        const string csproj = """<Project><ItemGroup><PackageReference Include="Jint" Version="2.10.4" /></ItemGroup></Project>""";
        Assert.Equal(["CaseWorkflows.Engine sets the version of Jint itself."], RoomTable.Violations("CaseWorkflows.Engine", csproj));
    }

    [Fact]
    public void A_compiled_reference_against_the_table_is_seen()
    {
        Assert.Equal(["CaseWorkflows.Jobs.dll uses CaseWorkflows.Persistence."], RoomTable.Violations("CaseWorkflows.Jobs", ["System.Runtime", "CaseWorkflows.Cases", "CaseWorkflows.Persistence"]));
    }

    [Fact]
    public void A_project_nobody_entered_in_the_table_is_seen() => Assert.Single(RoomTable.Violations("CaseWorkflows.Everything", "<Project />"));

    [Fact]
    public void References_are_read_from_an_assembly_that_has_some()
    {
        var references = RoomTable.ReferencesOf(typeof(RoomTableTests).Assembly.Location);
        Assert.Contains("xunit.core", references);
        Assert.Contains("CaseWorkflows.Cases", references);
    }

    private static bool IsExact(string version) => Version.TryParse(version, out _);
}
