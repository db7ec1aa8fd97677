using CaseWorkflows.Persistence.Model;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace CaseWorkflows.Persistence.Staff;

/// <summary>Accounts and their roles, in the database of the cases.</summary>
internal sealed class StaffDbContext(DbContextOptions<StaffDbContext> options) : IdentityDbContext<StaffUser, IdentityRole, string>(options)
{
    public DbSet<RegisterChangeRow> RegisterChanges => Set<RegisterChangeRow>();

    // Fixed here: an option of the host would otherwise change the tables behind the schema scripts' back.
    protected override Version SchemaVersion => IdentitySchemaVersions.Version1;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        StorageConventions.Apply(configurationBuilder, Database.IsSqlite());
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<StaffUser>().ToTable("staff_users");
        builder.Entity<IdentityRole>().ToTable("staff_roles");
        builder.Entity<IdentityUserRole<string>>().ToTable("staff_user_roles");
        builder.Entity<IdentityUserClaim<string>>().ToTable("staff_user_claims");
        builder.Entity<IdentityUserLogin<string>>().ToTable("staff_user_logins");
        builder.Entity<IdentityUserToken<string>>().ToTable("staff_user_tokens");
        builder.Entity<IdentityRoleClaim<string>>().ToTable("staff_role_claims");
        builder.Entity<RegisterChangeRow>(change =>
        {
            change.ToTable("staff_register_changes");
            change.HasKey(x => new { x.Person, x.Revision });
            change.Property(x => x.Revision).ValueGeneratedNever();
            change.HasOne<StaffUser>().WithMany().HasForeignKey(x => x.Person).OnDelete(DeleteBehavior.Restrict);
        });
        StorageConventions.NameInSnakeCase(builder);
    }
}
