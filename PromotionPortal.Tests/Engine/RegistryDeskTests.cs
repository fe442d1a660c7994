using Microsoft.Extensions.Logging.Abstractions;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Engine;
using PromotionPortal.Registry;
using PromotionPortal.Storage.Views;
using PromotionPortal.Tests.Registry;

namespace PromotionPortal.Tests.Engine;

/// <summary>What people do with registries, and the collection of garbage that nobody has to ask for.</summary>
public sealed class RegistryDeskTests : IDisposable
{
    private static readonly Actor s_ada = new("ada", "Ada", Credential.Browser, [new(Role.SuperAdmin, Reach.All)], []);
    private static readonly Actor s_dora = new("dora", "Dora", Credential.Browser, [new(Role.Admin, Reach.All)], []);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("desk-");
    private readonly EmptyDatabase _database = new();
    private readonly FakeTime _time = new();
    private readonly Registries _registries;
    private readonly RegistryDesk _desk;
    private readonly GarbageWork _garbage;

    private readonly DefinitionsSnapshot _definitions = new("test")
    {
        Registries = DefinitionsSnapshot.Empty.Registries
            .Add("main", new RegistryDefinition(new Metadata("main")))
            .Add("far", new RegistryDefinition(new Metadata("far")) { Url = new("https://registry.invalid") }),
    };

    public RegistryDeskTests()
    {
        _registries = new(new(_folder.FullName), new(RegistryTransport.NewHandler()), _ => null, _time);
        _garbage = new(() => _definitions, _registries, new(_database, _time), _database, new() { Every = TimeSpan.FromDays(1) }, _time);
        _desk = new(() => _definitions, new(() => _definitions, _registries, _time), _garbage, _database, new(NullLogger<Changes>.Instance));
    }

    public void Dispose()
    {
        _desk.Dispose();
        _registries.Dispose();
        _database.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<RegistryLine> LineAsync(string name)
    {
        await using var db = _database.CreateDbContext();
        return (await RegistriesView.ReadAsync(db, _definitions, default)).Registries.Single(line => line.Name == name);
    }

    [Fact]
    public async Task What_a_test_found_is_remembered()
    {
        Assert.Null((await LineAsync("far")).Last);
        Assert.IsType<RegistryOutcome.Tested>(await _desk.TestAsync(s_ada, "far", default));
        Assert.Contains("Nobody knows this name", (await LineAsync("far")).Last!.Problem, StringComparison.Ordinal);
        Assert.IsType<RegistryOutcome.Tested>(await _desk.TestAsync(s_ada, "main", default));
        Assert.Equal(new RegistryAnswered(_time.GetUtcNow(), Problem: null), (await LineAsync("main")).Last);
    }

    [Fact]
    public async Task Only_who_may_change_connections_makes_the_portal_call_out()
    {
        Assert.IsType<RegistryOutcome.NotAllowed>(await _desk.TestAsync(s_dora, "main", default));
        Assert.IsType<RegistryOutcome.NotAllowed>(await _desk.CollectAsync(s_dora, "main", default));
        Assert.IsType<RegistryOutcome.NotDefined>(await _desk.TestAsync(s_ada, "unknown", default));
        Assert.IsType<RegistryOutcome.NotDefined>(await _desk.CollectAsync(s_ada, "unknown", default));
        Assert.IsType<RegistryOutcome.NotOurs>(await _desk.CollectAsync(s_ada, "far", default));
    }

    [Fact]
    public async Task Nobody_lets_the_portal_call_out_without_end()
    {
        for (var test = 0; test < RegistryDesk.TestsPerMinute; test++) Assert.IsType<RegistryOutcome.Tested>(await _desk.TestAsync(s_ada, "main", default));
        Assert.IsType<RegistryOutcome.TooOften>(await _desk.TestAsync(s_ada, "main", default));
    }

    [Fact]
    public async Task Garbage_is_collected_once_a_day_and_what_was_freed_is_said()
    {
        var registry = _registries.Open(_definitions.Registries["main"]);
        var orphan = await Artifacts.UploadAsync(registry, "shop/checkout", new byte[1000]);
        await _garbage.RunAsync(default);
        Assert.Equal(0, (await LineAsync("main")).Collected!.Files); // it is young
        _time.Advance(TimeSpan.FromHours(2));
        await _garbage.RunAsync(default);
        Assert.NotNull(await registry.HeadBlobAsync("shop/checkout", orphan, default)); // it is not due
        _time.Advance(TimeSpan.FromHours(23));
        await _garbage.RunAsync(default);
        Assert.Equal(new RegistryCollected(_time.GetUtcNow(), 1, 1000), (await LineAsync("main")).Collected);
        Assert.Null((await LineAsync("far")).Collected);
    }

    [Fact]
    public async Task It_can_be_collected_at_once()
    {
        var registry = _registries.Open(_definitions.Registries["main"]);
        await Artifacts.UploadAsync(registry, "shop/checkout", new byte[500]);
        _time.Advance(TimeSpan.FromHours(2));
        var report = Assert.IsType<RegistryOutcome.Collected>(await _desk.CollectAsync(s_ada, "main", default)).Report;
        Assert.Equal((1, 500L), (report.Files, report.Bytes));
    }
}
