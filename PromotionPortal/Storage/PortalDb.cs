using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace PromotionPortal.Storage;

public sealed class PortalDb(DbContextOptions<PortalDb> options) : IdentityDbContext<PortalUser>(options)
{
    private const int SqliteBusy = 5, SqliteLocked = 6, SqliteReadOnly = 8, SqliteInputOutput = 10, SqliteFull = 13, SqliteCannotOpen = 14, SqliteConstraint = 19;

    public DbSet<GrantRow> Grants => Set<GrantRow>();

    public DbSet<GroupRow> Groups => Set<GroupRow>();

    public DbSet<MembershipRow> Memberships => Set<MembershipRow>();

    public DbSet<ApiTokenRow> ApiTokens => Set<ApiTokenRow>();

    public DbSet<SignInLinkRow> SignInLinks => Set<SignInLinkRow>();

    public DbSet<DeviceLoginRow> DeviceLogins => Set<DeviceLoginRow>();

    public DbSet<DataProtectionKeyRow> DataProtectionKeys => Set<DataProtectionKeyRow>();

    public DbSet<AuditRow> AuditTrail => Set<AuditRow>();

    public DbSet<PromotionRow> Promotions => Set<PromotionRow>();

    public DbSet<PromotionItemRow> PromotionItems => Set<PromotionItemRow>();

    public DbSet<AvailableRow> Available => Set<AvailableRow>();

    public DbSet<EffectRow> Effects => Set<EffectRow>();

    public DbSet<VoteRow> Votes => Set<VoteRow>();

    public DbSet<EvaluationRow> Evaluations => Set<EvaluationRow>();

    public DbSet<ImageRow> Images => Set<ImageRow>();

    public DbSet<SourceRow> Sources => Set<SourceRow>();

    public DbSet<TagMoveRow> TagMoves => Set<TagMoveRow>();

    public DbSet<SignatureRow> Signatures => Set<SignatureRow>();

    public DbSet<ReportRow> Reports => Set<ReportRow>();

    public DbSet<BuildRow> Builds => Set<BuildRow>();

    public DbSet<CheckRow> Checks => Set<CheckRow>();

    public DbSet<DeployedRow> Deployed => Set<DeployedRow>();

    public DbSet<LabelRow> Labels => Set<LabelRow>();

    public DbSet<CommentRow> Comments => Set<CommentRow>();

    public DbSet<HookEventRow> HookEvents => Set<HookEventRow>();

    public DbSet<DefinitionChangeRow> DefinitionChanges => Set<DefinitionChangeRow>();

    public DbSet<DefinitionsSeenRow> DefinitionsSeen => Set<DefinitionsSeenRow>();

    public DbSet<ProposalRow> Proposals => Set<ProposalRow>();

    public DbSet<SecretRow> Secrets => Set<SecretRow>();

    public DbSet<RemoteRow> Remotes => Set<RemoteRow>();

    public DbSet<BlobPlaceRow> BlobPlaces => Set<BlobPlaceRow>();

    public DbSet<RegistryRow> Registries => Set<RegistryRow>();

    public DbSet<NoticeRow> Notices => Set<NoticeRow>();

    public DbSet<NoticeChoiceRow> NoticeChoices => Set<NoticeChoiceRow>();

    public DbSet<ChannelRow> Channels => Set<ChannelRow>();

    public DbSet<DeliveryRow> Deliveries => Set<DeliveryRow>();

    public DbSet<FlowDraftRow> FlowDrafts => Set<FlowDraftRow>();

    public DbSet<FlowStepRow> FlowSteps => Set<FlowStepRow>();

    /// <summary>Null: nothing was appended by this context yet. Of another transaction than the current one it says nothing.</summary>
    internal AuditLink? LastAudit { get; set; }

    /// <summary>The database is locked or not there for a moment.</summary>
    public static bool IsBusy(Exception problem) =>
        Sqlite(problem)?.SqliteErrorCode is SqliteBusy or SqliteLocked or SqliteCannotOpen or SqliteInputOutput or SqliteFull or SqliteReadOnly;

    /// <summary>Another writer was quicker: a row changed since it was read, or a unique index says that it is there already.</summary>
    public static bool IsRace(DbUpdateException problem) => problem is DbUpdateConcurrencyException || Sqlite(problem)?.SqliteErrorCode == SqliteConstraint;

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        ModelIdentity(builder);
        ModelPromotions(builder);
        builder.Entity<AuditRow>().HasKey(row => row.Sequence);
        builder.Entity<AuditRow>().Property(row => row.Sequence).ValueGeneratedNever();
        builder.Entity<AuditRow>().HasIndex(row => row.Subject);
        ModelImages(builder);
        ModelDefinitions(builder);
        ModelFlowDrafts(builder);
        builder.Entity<SecretRow>().HasKey(row => row.Name);
        builder.Entity<RemoteRow>().Property(row => row.Id).ValueGeneratedNever();
        builder.Entity<BlobPlaceRow>().HasKey(row => new { row.Place, row.Digest, row.Repository });
        builder.Entity<BlobPlaceRow>().HasIndex(row => row.SeenAt);
        builder.Entity<RegistryRow>().HasKey(row => row.Name);
        ModelNotices(builder);
    }

    // SQLite compares no DateTimeOffset; UTC ticks sort and compare the same in every database.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();

    private static SqliteException? Sqlite(Exception? problem) => problem as SqliteException ?? (problem is null ? null : Sqlite(problem.InnerException));

    private static void ModelIdentity(ModelBuilder builder)
    {
        builder.Entity<GrantRow>().HasIndex(row => new { row.UserId, row.GroupName, row.Role, row.Apart, row.Application, row.Environment }).IsUnique();
        builder.Entity<GrantRow>().HasIndex(row => row.GroupName);
        builder.Entity<GroupRow>().HasKey(row => row.Name);
        builder.Entity<MembershipRow>().HasKey(row => new { row.UserId, row.GroupName });
        builder.Entity<MembershipRow>().HasIndex(row => row.GroupName);
        builder.Entity<ApiTokenRow>().HasIndex(row => row.Hash).IsUnique();
        builder.Entity<SignInLinkRow>().HasIndex(row => row.Hash).IsUnique();
        builder.Entity<DeviceLoginRow>().HasIndex(row => row.DeviceCodeHash).IsUnique();
        builder.Entity<DeviceLoginRow>().HasIndex(row => row.UserCode);
    }

    private static void ModelImages(ModelBuilder builder)
    {
        builder.Entity<ImageRow>().HasKey(row => new { row.Application, row.Digest });
        builder.Entity<ImageRow>().HasIndex(row => row.FirstSeenAt);
        builder.Entity<SourceRow>().HasKey(row => row.Application);
        builder.Entity<TagMoveRow>().HasIndex(row => new { row.Application, row.Tag });
        builder.Entity<SignatureRow>().HasKey(row => new { row.Application, row.Digest, row.Key });
        builder.Entity<ReportRow>().HasIndex(row => new { row.ReporterId, row.IdempotencyKey }).IsUnique();
        builder.Entity<BuildRow>().HasKey(row => new { row.Application, row.Digest, row.Repository });
        builder.Entity<CheckRow>().HasIndex(row => new { row.Application, row.Digest, row.Name }).IsUnique().HasFilter("\"Latest\"");
        builder.Entity<DeployedRow>().HasIndex(row => new { row.Application, row.Environment }).IsUnique().HasFilter("\"Until\" IS NULL");
        builder.Entity<DeployedRow>().HasIndex(row => new { row.Application, row.Digest });
        builder.Entity<LabelRow>().HasKey(row => new { row.Application, row.Digest, row.Label });
        builder.Entity<CommentRow>().HasIndex(row => new { row.Application, row.Digest });
        builder.Entity<HookEventRow>().HasIndex(row => new { row.Registry, row.Event }).IsUnique();
        builder.Entity<HookEventRow>().HasIndex(row => row.State);
    }

    private static void ModelDefinitions(ModelBuilder builder)
    {
        builder.Entity<DefinitionsSeenRow>().Property(row => row.Id).ValueGeneratedNever();
        builder.Entity<ProposalRow>().Property(row => row.Version).IsConcurrencyToken();
        builder.Entity<ProposalRow>().HasIndex(row => row.State);
        builder.Entity<ProposalRow>().HasMany(row => row.Files).WithOne().HasForeignKey(row => row.ProposalId);
    }

    private static void ModelFlowDrafts(ModelBuilder builder)
    {
        builder.Entity<FlowDraftRow>().Property(row => row.Version).IsConcurrencyToken();
        builder.Entity<FlowDraftRow>().HasIndex(row => new { row.PersonId, row.Flow }).IsUnique();
        builder.Entity<FlowStepRow>().HasIndex(row => new { row.DraftId, row.StepId }).IsUnique();
        builder.Entity<FlowStepRow>().HasIndex(row => new { row.DraftId, row.Place });
        builder.Entity<FlowStepRow>().HasOne<FlowDraftRow>().WithMany().HasForeignKey(row => row.DraftId).OnDelete(DeleteBehavior.Cascade);
    }

    private static void ModelNotices(ModelBuilder builder)
    {
        builder.Entity<NoticeRow>().HasIndex(row => new { row.PersonId, row.ReadAt });
        builder.Entity<NoticeRow>().HasIndex(row => row.PromotionId);
        builder.Entity<NoticeRow>().HasOne(row => row.Delivery).WithMany().HasForeignKey(row => row.DeliveryId).OnDelete(DeleteBehavior.SetNull);
        builder.Entity<NoticeChoiceRow>().HasKey(row => new { row.PersonId, row.Kind });
        builder.Entity<ChannelRow>().HasIndex(row => row.Name).IsUnique();
        builder.Entity<DeliveryRow>().HasIndex(row => new { row.State, row.DueAt });
        builder.Entity<DeliveryRow>().HasIndex(row => new { row.ChannelId, row.Id });
        builder.Entity<DeliveryRow>().HasIndex(row => row.PersonId);
    }

    private static void ModelPromotions(ModelBuilder builder)
    {
        builder.Entity<PromotionRow>().Property(row => row.Version).IsConcurrencyToken();
        builder.Entity<PromotionRow>().HasIndex(row => new { row.State, row.LookAt });
        builder.Entity<PromotionRow>().HasIndex(row => new { row.RequestedById, row.IdempotencyKey, row.Environment }).IsUnique();
        builder.Entity<PromotionRow>().HasMany(row => row.Items).WithOne().HasForeignKey(row => row.PromotionId);
        builder.Entity<PromotionItemRow>().HasIndex(row => new { row.Digest, row.Application, row.Environment }).IsUnique().HasFilter("\"Active\"");
        // Where anything is under way at all, told from the index alone.
        builder.Entity<PromotionItemRow>().HasIndex(row => new { row.Application, row.Environment, row.FromEnvironment }).HasFilter("\"Active\"");
        builder.Entity<VoteRow>().HasIndex(row => new { row.PromotionId, row.PersonId }).IsUnique().HasFilter("\"State\" = 0");
        builder.Entity<EvaluationRow>().HasIndex(row => row.PromotionId);
        builder.Entity<AvailableRow>().HasKey(row => new { row.Application, row.Environment, row.Digest });
        builder.Entity<AvailableRow>().Ignore(row => row.Place);
        builder.Entity<EffectRow>().HasIndex(row => new { row.PromotionId, row.Step }).IsUnique();
        builder.Entity<EffectRow>().HasIndex(row => new { row.State, row.DueAt });
    }
}
