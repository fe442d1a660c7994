using System.Globalization;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Images;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Storage;

namespace PromotionPortal.Tests.Engine;

/// <summary>A waiting request is looked at when something that it depends on has changed, and not otherwise.</summary>
public sealed class LookoutTests : EngineTest, IDisposable
{
    private static readonly Actor s_ci = new("ci", "CI", Credential.Browser, [new(Role.BuildAndDeploy, Reach.All)], []);

    private Microsoft.Data.Sqlite.SqliteConnection? _witness;

    public void Dispose() => _witness?.Dispose();

    [Fact]
    public async Task With_five_hundred_waiting_requests_and_nothing_new_nothing_is_written()
    {
        await ManyAsync(500);
        await Portal.Lookout.RunAsync(CancellationToken.None); // the first look, after which all is known
        var before = await WrittenAsync();
        World.Time.Advance(TimeSpan.FromSeconds(15));
        await Portal.Lookout.RunAsync(CancellationToken.None);
        await Portal.Lookout.RunAsync(CancellationToken.None);
        Assert.Equal(before, await WrittenAsync());

        World.Govern(new() { ApprovalCount = 1, Pass = "false" });
        await Portal.Lookout.RunAsync(CancellationToken.None);
        await using var db = await Portal.Database.CreateDbContextAsync();
        Assert.Equal(501, await db.Promotions.CountAsync(row => row.State == PromotionState.Stale));
    }

    [Theory]
    [InlineData("'blocked' in imageLabels", "label")]
    [InlineData("'unit' in checks && !checks['unit'].passed", "check")]
    [InlineData("'test' in environments", "deployed")]
    [InlineData("builtBy != ''", "build")]
    [InlineData("now > timestamp('2001-01-01T00:00:00Z')", "clock")]
    public async Task A_fact_that_changed_reaches_the_request_at_the_next_look(string fail, string what)
    {
        await Portal.Scout.LookAsync(CancellationToken.None);
        await Portal.AddAsync(s_ci);
        if (what == "clock") World.Time.Advance(new DateTimeOffset(2000, 12, 31, 23, 59, 30, TimeSpan.Zero) - World.Time.GetUtcNow());
        var id = await WaitingAsync(new() { ApprovalCount = 1, Fail = fail });
        await Portal.Lookout.RunAsync(CancellationToken.None);
        Assert.Equal(PromotionState.AwaitingApproval, await StateAsync(id));
        await ChangeAsync(what);
        await Portal.Lookout.RunAsync(CancellationToken.None);
        Assert.Equal(PromotionState.Stale, await StateAsync(id));
    }

    [Fact]
    public async Task A_label_that_was_taken_off_reaches_it_too()
    {
        await Portal.Scout.LookAsync(CancellationToken.None);
        await Portal.AddAsync(s_ci);
        await Portal.Facts.LabelAsync("checkout", World.Checkout, "fine", on: true, s_ci, CancellationToken.None);
        var id = await WaitingAsync(new() { ApprovalCount = 1, Pass = "'fine' in imageLabels" });
        await Portal.Facts.LabelAsync("checkout", World.Checkout, "fine", on: false, s_ci, CancellationToken.None);
        await Portal.Lookout.RunAsync(CancellationToken.None);
        Assert.Equal(PromotionState.Stale, await StateAsync(id));
    }

    [Fact]
    public async Task What_changed_of_another_application_disturbs_nobody()
    {
        await Portal.Scout.LookAsync(CancellationToken.None);
        await Portal.AddAsync(s_ci);
        await WaitingAsync(new() { ApprovalCount = 1 });
        await Portal.Facts.LabelAsync("catalogue", World.Catalogue, "fine", on: true, s_ci, CancellationToken.None);
        var before = await WrittenAsync();
        await Portal.Lookout.RunAsync(CancellationToken.None);
        Assert.Equal(before, await WrittenAsync());
    }

    [Fact]
    public async Task The_end_of_the_requesters_right_reaches_it_when_it_comes()
    {
        await using (var db = await Portal.Database.CreateDbContextAsync())
        {
            var until = World.Time.GetUtcNow().AddHours(1);
            await db.Grants.Where(row => row.UserId == Portal.Dora.Id).ExecuteUpdateAsync(set => set.SetProperty(row => row.Until, until));
        }
        var id = await WaitingAsync(new() { ApprovalCount = 1 });
        await Portal.Lookout.RunAsync(CancellationToken.None);
        Assert.Equal(PromotionState.AwaitingApproval, await StateAsync(id));
        World.Time.Advance(TimeSpan.FromHours(1));
        await Portal.Lookout.RunAsync(CancellationToken.None);
        Assert.Equal(PromotionState.Stale, await StateAsync(id));
    }

    [Fact]
    public async Task Whoever_says_that_rights_moved_has_every_request_looked_at()
    {
        var id = await WaitingAsync(new() { ApprovalCount = 1 });
        await using (var db = await Portal.Database.CreateDbContextAsync())
        {
            await db.Grants.ExecuteDeleteAsync();
            await Portal.Lookout.RunAsync(CancellationToken.None);
            Assert.Equal(PromotionState.AwaitingApproval, await StateAsync(id)); // nobody said so
            await DueLooks.StirAllAsync(db, CancellationToken.None);
        }
        await Portal.Lookout.RunAsync(CancellationToken.None);
        Assert.Equal(PromotionState.Stale, await StateAsync(id));
    }

    private Task ChangeAsync(string what)
    {
        var report = new CiReport("checkout", World.Checkout.Text);
        switch (what)
        {
            case "label": return Portal.Facts.LabelAsync("checkout", World.Checkout, "blocked", on: true, s_ci, CancellationToken.None);
            case "check": return Portal.Facts.ReportAsync(report with { Checks = [new("unit", Passed: false, Link: null)] }, s_ci, CancellationToken.None);
            case "deployed": return Portal.Facts.ReportAsync(report with { DeployedIn = ["test"] }, s_ci, CancellationToken.None);
            case "build": return Portal.Facts.ReportAsync(report with { Build = new() { BuiltBy = "someone" } }, s_ci, CancellationToken.None);
            default:
                World.Time.Advance(TimeSpan.FromMinutes(1));
                return Task.CompletedTask;
        }
    }

    private async Task<long> WaitingAsync(PolicyFields fields)
    {
        World.Govern(fields);
        var id = await Portal.RequestAsync();
        await Portal.RunAsync();
        Assert.Equal(PromotionState.AwaitingApproval, await StateAsync(id));
        return id;
    }

    private async Task ManyAsync(int count)
    {
        var id = await WaitingAsync(new() { ApprovalCount = 1 });
        await using var db = await Portal.Database.CreateDbContextAsync();
        var model = await db.Promotions.AsNoTracking().Include(row => row.Items).SingleAsync(row => row.Id == id);
        for (var at = 0; at < count; at++) db.Promotions.Add(Like(model, at));
        await db.SaveChangesAsync();
    }

    private static PromotionRow Like(PromotionRow model, int at)
    {
        var item = model.Items[0];
        var digest = "sha256:" + at.ToString("x64", CultureInfo.InvariantCulture);
        return new()
        {
            State = model.State,
            Environment = model.Environment,
            Reason = "",
            RequestedById = model.RequestedById,
            RequestedByName = model.RequestedByName,
            DefinitionsCommit = model.DefinitionsCommit,
            ExpiresAt = model.ExpiresAt,
            Governing = model.Governing.Replace(item.Digest, digest, StringComparison.Ordinal),
            Items = [new() { Application = item.Application, Environment = item.Environment, Digest = digest, SourceRegistry = item.SourceRegistry, SourceRepository = item.SourceRepository, TargetRegistry = item.TargetRegistry, TargetRepository = item.TargetRepository, Phase = item.Phase, Active = true }],
        };
    }

    // A connection is told of every commit of others: the number changes.
    private async Task<long> WrittenAsync()
    {
        if (_witness is null)
        {
            _witness = new($"Data Source={World.Data.Database};Pooling=False");
            await _witness.OpenAsync();
        }
        await using var command = _witness.CreateCommand();
        command.CommandText = "PRAGMA data_version";
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<PromotionState> StateAsync(long id) => (await Portal.ReadAsync(id)).Row.State;
}
