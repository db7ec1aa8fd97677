using CaseWorkflows.IntegrationTests.Databases;
using CaseWorkflows.Persistence.Model;
using CaseWorkflows.Persistence.Staff;
using Microsoft.EntityFrameworkCore;
namespace CaseWorkflows.IntegrationTests.Persistence;
public sealed class TempDump(PostgreSqlTestDatabase p, SqliteTestDatabase s) : IClassFixture<PostgreSqlTestDatabase>, IClassFixture<SqliteTestDatabase>
{
    [Fact]
    public async Task Dump()
    {
        foreach (var (name, d) in new (string, ITestDatabase)[] { ("pg", p), ("sqlite", s) })
        {
            await using var storage = new TestStorage(d);
            await using var a = await storage.Get<IDbContextFactory<CaseDbContext>>().CreateDbContextAsync();
            await using var b = await storage.Get<IDbContextFactory<StaffDbContext>>().CreateDbContextAsync();
            await File.WriteAllTextAsync($"/tmp/dump-{name}.sql", a.Database.GenerateCreateScript() + b.Database.GenerateCreateScript());
        }
    }
}
