using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.IntegrationTests.Databases;

namespace CaseWorkflows.IntegrationTests.Persistence;

public abstract class RelatedCasesContract(ITestDatabase database) : StorageContract(database)
{
    private readonly string _person = $"张{Guid.NewGuid():N}";
    private readonly string _other = $"李{Guid.NewGuid():N}";
    private readonly string _number = $"ID{Guid.NewGuid():N}";

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    [InlineData(false, false, true)]
    public async Task Somebody_on_the_other_side_of_a_case_is_a_conflict(bool numberHere, bool numberThere, bool found)
    {
        var there = await Storage.KeepAsync(SampleCases.New(application: SampleCases.Application(_other, null, "divorce", (_person, numberThere ? _number : null))));
        var here = SampleCases.New(application: SampleCases.Application(_person, numberHere ? _number : null));
        var related = await FindAsync(here);
        Assert.Equal(found, related.Count == 1);
        Assert.Equal(new RelatedCase(there.Id, there.Code, "conflict", _person, null), related[0]);
        var back = await FindAsync(SampleCases.New(application: SampleCases.Application("x", null, "divorce", (_other, null))));
        Assert.Equal(("conflict", there.Id), (Assert.Single(back).Relation, back[0].CaseId));
    }

    [Fact]
    public async Task The_same_number_is_the_same_person_under_any_name()
    {
        await Storage.KeepAsync(SampleCases.New(application: SampleCases.Application(_other, null, "divorce", ("former name", _number))));
        Assert.Equal("conflict", Assert.Single(await FindAsync(SampleCases.New(application: SampleCases.Application(_person, _number.ToLowerInvariant())))).Relation);
    }

    [Fact]
    public async Task The_same_name_with_another_number_is_another_person()
    {
        await Storage.KeepAsync(SampleCases.New(application: SampleCases.Application(_other, null, "divorce", (_person, "1" + _number))));
        Assert.Empty(await FindAsync(SampleCases.New(application: SampleCases.Application(_person, _number))));
    }

    [Fact]
    public async Task The_same_side_is_no_conflict()
    {
        await Storage.KeepAsync(SampleCases.New(application: SampleCases.Application(_other, null, "divorce", (_person, null))));
        Assert.Empty(await FindAsync(SampleCases.New(application: SampleCases.Application("x", null, "divorce", (_person, null)))));
    }

    [Fact]
    public async Task Ended_cases_conflict_too_and_name_the_lawyer()
    {
        var there = SampleCases.New(application: SampleCases.Application(_other, null, "divorce", (_person, null)));
        SampleCases.Task(there, "handle", Role.Lawyer).Give(new UserId("first"));
        SampleCases.Task(there, "review").Give(new UserId("clerk"));
        SampleCases.Task(there, "handle", Role.Lawyer).Give(new UserId("second"));
        there.Status = CaseStatus.Closed;
        await Storage.KeepAsync(there);
        Assert.Equal(new UserId("second"), Assert.Single(await FindAsync(SampleCases.New(application: SampleCases.Application(_person)))).Lawyer);
    }

    [Theory]
    [InlineData("divorce", CaseStatus.Open, true)]
    [InlineData("divorce", CaseStatus.Paused, true)]
    [InlineData("divorce", CaseStatus.Closed, false)]
    [InlineData("divorce", CaseStatus.Withdrawn, false)]
    [InlineData("labour-dispute", CaseStatus.Open, false)]
    public async Task The_same_applicant_with_the_same_matter_in_a_live_case_is_a_duplicate(string category, CaseStatus status, bool duplicate)
    {
        var there = SampleCases.New(application: SampleCases.Application(_person, _number, category));
        there.Status = status;
        await Storage.KeepAsync(there);
        var related = await FindAsync(SampleCases.New(application: SampleCases.Application(_person, _number, "divorce")));
        Assert.Equal(duplicate ? [new RelatedCase(there.Id, there.Code, "duplicate", _person, null)] : [], related);
    }

    [Fact]
    public async Task A_case_is_not_related_to_itself()
    {
        var @case = await Storage.KeepAsync(SampleCases.New(application: SampleCases.Application(_person, _number, "divorce", (_person, _number))));
        Assert.Empty(await FindAsync(@case));
    }

    private async Task<IReadOnlyList<RelatedCase>> FindAsync(LegalCase @case)
    {
        await using var transaction = await Storage.Store.BeginAsync(default);
        return await transaction.FindRelatedAsync(@case, default);
    }
}

public sealed class RelatedCasesOnSqlite(SqliteTestDatabase database) : RelatedCasesContract(database), IClassFixture<SqliteTestDatabase>;

public sealed class RelatedCasesOnPostgreSql(PostgreSqlTestDatabase database) : RelatedCasesContract(database), IClassFixture<PostgreSqlTestDatabase>;
