using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace PromotionPortal.Storage;

public sealed class PortalDb(DbContextOptions<PortalDb> options) : IdentityDbContext<PortalUser>(options)
{
    public DbSet<GrantRow> Grants => Set<GrantRow>();

    public DbSet<ApiTokenRow> ApiTokens => Set<ApiTokenRow>();

    public DbSet<SignInLinkRow> SignInLinks => Set<SignInLinkRow>();

    public DbSet<DeviceLoginRow> DeviceLogins => Set<DeviceLoginRow>();

    public DbSet<DataProtectionKeyRow> DataProtectionKeys => Set<DataProtectionKeyRow>();

    public DbSet<AuditRow> AuditTrail => Set<AuditRow>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<GrantRow>().HasIndex(row => new { row.UserId, row.Role, row.Application, row.Environment }).IsUnique();
        builder.Entity<ApiTokenRow>().HasIndex(row => row.Hash).IsUnique();
        builder.Entity<SignInLinkRow>().HasIndex(row => row.Hash).IsUnique();
        builder.Entity<DeviceLoginRow>().HasIndex(row => row.DeviceCodeHash).IsUnique();
        builder.Entity<DeviceLoginRow>().HasIndex(row => row.UserCode);
        builder.Entity<AuditRow>().HasKey(row => row.Sequence);
        builder.Entity<AuditRow>().Property(row => row.Sequence).ValueGeneratedNever();
    }

    // SQLite compares no DateTimeOffset; UTC ticks sort and compare the same in every database.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();
}
