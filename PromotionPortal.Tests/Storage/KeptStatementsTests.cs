using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using PromotionPortal.Storage;

namespace PromotionPortal.Tests.Storage;

public sealed class KeptStatementsTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("portal-kept-");
    private readonly Seen _seen = new();
    private ServiceProvider _services = null!;

    public async Task InitializeAsync()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddStorage(new DataFolder(_folder.FullName));
        services.ConfigureDbContext<PortalDb>(options => options.AddInterceptors(_seen));
        _services = services.BuildServiceProvider();
        await _services.MigrateStorageAsync();
    }

    public async Task DisposeAsync()
    {
        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_text_is_made_into_a_statement_once()
    {
        await WithGroupsAsync("one", "two");
        _seen.Commands.Clear();
        for (var time = 0; time < 3; time++)
        {
            await using var db = await ContextAsync();
            Assert.Equal(["one", "two"], await db.Groups.OrderBy(row => row.Name).Select(row => row.Name).ToListAsync());
        }
        Assert.Equal(3, _seen.Commands.Count);
        Assert.Single(_seen.Commands.Distinct());
    }

    [Fact]
    public async Task The_same_text_runs_within_itself()
    {
        await WithGroupsAsync("one", "two");
        await using var db = await ContextAsync();
        List<string> pairs = [];
        await foreach (var outer in Named(db))
            await foreach (var inner in Named(db)) pairs.Add($"{outer.Name} {inner.Name}");
        Assert.Equal(["one one", "one two", "two one", "two two"], pairs);
    }

    [Fact]
    public async Task A_statement_that_failed_is_made_anew()
    {
        await WithGroupsAsync("one");
        await Assert.ThrowsAsync<DbUpdateException>(() => WithGroupsAsync("one"));
        await WithGroupsAsync("two");
        await using var db = await ContextAsync();
        Assert.Equal(2, await db.Groups.CountAsync());
    }

    [Fact]
    public async Task What_was_not_committed_is_gone_with_its_context()
    {
        await using (var db = await ContextAsync())
        {
            await db.Database.BeginTransactionAsync();
            db.Groups.Add(Group("lost"));
            await db.SaveChangesAsync();
        }
        await WithGroupsAsync("kept");
        await using var after = await ContextAsync();
        Assert.Equal("kept", (await after.Groups.SingleAsync()).Name);
    }

    [Fact]
    public async Task Who_read_and_went_away_keeps_no_old_state_alive()
    {
        await WithGroupsAsync("one", "two");
        await using (var db = await ContextAsync())
        {
            var left = Named(db).GetAsyncEnumerator();
            Assert.True(await left.MoveNextAsync());
        }
        await WithGroupsAsync("three");
        await using var after = await ContextAsync();
        Assert.Equal(3, await after.Groups.CountAsync());
    }

    private static IAsyncEnumerable<GroupRow> Named(PortalDb db) => db.Groups.AsNoTracking().OrderBy(row => row.Name).AsAsyncEnumerable();

    private static GroupRow Group(string name) => new() { Name = name, Title = name };

    private Task<PortalDb> ContextAsync() => _services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();

    private async Task WithGroupsAsync(params string[] names)
    {
        await using var db = await ContextAsync();
        foreach (var name in names) db.Groups.Add(Group(name));
        await db.SaveChangesAsync();
    }

    private sealed class Seen : DbCommandInterceptor
    {
        public List<DbCommand> Commands { get; } = [];

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Commands.Add(command);
            return ValueTask.FromResult(result);
        }
    }
}
