using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Storage;

namespace PromotionPortal.Tests.Storage;

public sealed class PortalDbTests : IAsyncLifetime, IDisposable
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private PortalDb _db = null!;

    public async Task InitializeAsync()
    {
        await _connection.OpenAsync();
        _db = new PortalDb(new DbContextOptionsBuilder<PortalDb>().UseSqlite(_connection).Options);
        await _db.Database.MigrateAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _db.Dispose();
        _connection.Dispose();
    }

    [Fact]
    public void Migrations_make_what_the_model_says() => Assert.False(_db.Database.HasPendingModelChanges());

    [Fact]
    public async Task One_image_is_brought_to_one_environment_by_one_promotion_at_a_time()
    {
        _db.Promotions.AddRange(Bringing("sha256:a"), Bringing("sha256:b"));
        await _db.SaveChangesAsync();
        _db.Promotions.Add(Bringing("sha256:a"));
        var refused = await Assert.ThrowsAsync<DbUpdateException>(() => _db.SaveChangesAsync());
        Assert.True(PortalDb.IsRace(refused));
        Assert.False(PortalDb.IsBusy(refused));
    }

    [Fact]
    public async Task A_promotion_that_ended_makes_room_for_the_next()
    {
        var ended = Bringing("sha256:a");
        ended.Items[0].Active = false;
        _db.Promotions.AddRange(ended, Bringing("sha256:a"));
        await _db.SaveChangesAsync();
    }

    [Fact]
    public async Task An_audit_entry_outside_a_transaction_is_a_bug() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => AuditTrail.AppendAsync(_db, new(DateTimeOffset.UnixEpoch, Actor.Anonymous, "test", "test", "test"), CancellationToken.None));

    private static PromotionRow Bringing(string digest) => new()
    {
        Environment = "prod",
        Reason = "",
        RequestedById = "dora",
        RequestedByName = "Dora",
        DefinitionsCommit = "c0ffee",
        Governing = "",
        Items = [new() { Application = "checkout", Environment = "prod", Digest = digest, SourceRegistry = "builds", SourceRepository = "checkout", TargetRegistry = "main", TargetRepository = "prod/checkout", Active = true }],
    };
}
