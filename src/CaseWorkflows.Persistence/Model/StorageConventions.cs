using System.Text;
using CaseWorkflows.Cases;
using CaseWorkflows.Cases.Deadlines;
using CaseWorkflows.Cases.Model;
using CaseWorkflows.Cases.People;
using CaseWorkflows.Cases.Ports;
using CaseWorkflows.Engine;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace CaseWorkflows.Persistence.Model;

/// <summary>What holds for every column of every table.</summary>
internal static class StorageConventions
{
    public static void Apply(ModelConfigurationBuilder conventions, bool isSqlite)
    {
        if (isSqlite) conventions.Properties<DateTimeOffset>().HaveConversion<InstantAsTicks>();
        else conventions.Properties<DateTimeOffset>().HaveConversion<InstantAsTimestamp>();

        conventions.Properties<CaseId>().HaveConversion<CaseIdAsGuid>();
        conventions.Properties<TaskId>().HaveConversion<TaskIdAsGuid>();
        conventions.Properties<ClockId>().HaveConversion<ClockIdAsGuid>();
        conventions.Properties<CommandId>().HaveConversion<CommandIdAsGuid>();
        conventions.Properties<UserId>().HaveConversion<UserIdAsText>();
        conventions.Properties<OfficePath>().HaveConversion<OfficePathAsText>();
        // Also for parameters of CaseDbContext.IsWithin, which belong to no property.
        conventions.DefaultTypeMapping<OfficePath>().HasConversion<OfficePathAsText>();

        conventions.Properties<CaseStatus>().HaveConversion<string>();
        conventions.Properties<LinkState>().HaveConversion<string>();
        conventions.Properties<TaskState>().HaveConversion<string>();
        conventions.Properties<IncidentResolution>().HaveConversion<string>();
        conventions.Properties<AlertLevel>().HaveConversion<string>();
        conventions.Properties<OutboxState>().HaveConversion<string>();
        conventions.Properties<ClockState>().HaveConversion<string>();
        conventions.Properties<ClockVerdict>().HaveConversion<string>();
        conventions.Properties<LimitForce>().HaveConversion<string>();
        conventions.Properties<TimeUnit>().HaveConversion<string>();

        conventions.Properties<LocalizedText>().HaveConversion<AsJson<LocalizedText>, ByJson<LocalizedText>>();
        conventions.Properties<Counting>().HaveConversion<AsJson<Counting>, ByJson<Counting>>();
        conventions.Properties<IReadOnlyList<ClockPause>>().HaveConversion<AsJson<IReadOnlyList<ClockPause>>, ByJson<IReadOnlyList<ClockPause>>>();
        conventions.Properties<IReadOnlyList<ClockStep>>().HaveConversion<AsJson<IReadOnlyList<ClockStep>>, ByJson<IReadOnlyList<ClockStep>>>();
    }

    /// <summary>Names columns, keys and indexes as the schema scripts do: errors of the database are told apart by these names.</summary>
    public static void NameInSnakeCase(ModelBuilder model)
    {
        foreach (var entity in model.Model.GetEntityTypes())
        {
            var table = entity.GetTableName()!;
            foreach (var property in entity.GetProperties())
                property.SetColumnName(Snake(property.GetColumnName()));
            foreach (var key in entity.GetKeys())
                key.SetName("pk_" + table);
            foreach (var foreign in entity.GetForeignKeys())
                foreign.SetConstraintName($"fk_{table}_{Columns(foreign.Properties)}");
            foreach (var index in entity.GetIndexes())
                index.SetDatabaseName($"ix_{table}_{Columns(index.Properties)}");
        }
    }

    private static string Columns(IEnumerable<IMutableProperty> properties) => string.Join('_', properties.Select(x => Snake(x.GetColumnName())));

    private static string Snake(string name)
    {
        var snake = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && snake.Length > 0 && snake[^1] != '_') snake.Append('_');
            snake.Append(char.ToLowerInvariant(letter));
        }
        return snake.ToString();
    }
}
