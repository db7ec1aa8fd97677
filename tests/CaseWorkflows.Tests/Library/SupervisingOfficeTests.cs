using CaseWorkflows.Cases.People;
using CaseWorkflows.Tests.Workflows;

namespace CaseWorkflows.Tests.Library;

/// <summary>Stations of towns and villages decide nothing: the centre above them does, and objections go to the office above that.</summary>
public sealed class SupervisingOfficeTests
{
    [Theory]
    [InlineData("/420700/420704/420704001/420704001001/", "/420700/420704/", "/420700/")]
    [InlineData("/420700/420704/420704001/", "/420700/420704/", "/420700/")]
    [InlineData("/420700/420704/", "/420700/420704/", "/420700/")]
    [InlineData("/420700/", "/420700/", "/420700/")]
    [InlineData("/420700/420704/999/", "/420700/420704/999/", "/420700/420704/")]
    public void Objections_go_to_the_office_above_the_centre_that_decides(string office, string deciding, string supervising)
    {
        Assert.Equal(deciding, Shipped.Library.DecidingOffice(new OfficePath(office)).Value);
        Assert.Equal(supervising, Shipped.Library.SupervisingOffice(new OfficePath(office)).Value);
    }
}
