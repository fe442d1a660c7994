using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using PromotionPortal.Api;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Images;
using PromotionPortal.Engine;
using PromotionPortal.Registry;
using PromotionPortal.Storage;

namespace PromotionPortal.Tests.Engine;

/// <summary>What outlives a killed portal: its data folder, the registries, and the time.</summary>
internal sealed class World : IAsyncDisposable
{
    public static readonly ImagePlace Ci = new("builds", "builds/shop/checkout");
    public static readonly ImagePlace Prod = new("main", "main/prod/checkout");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("engine-");
    private readonly WebApplication _registries;

    private World(WebApplication registries) => _registries = registries;

    public FakeTime Time { get; } = new();

    public DataFolder Data => new(_folder.FullName);

    public Digest Checkout { get; private set; }

    public Digest Catalogue { get; private set; }

    /// <summary>Changed by a test that lets a registry be unreachable or read-only.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?> Weather { get; set; } = _ => null;

    /// <summary>What a look at the definitions repository comes to.</summary>
    public Func<Task> Refresh { get; set; } = () => Task.CompletedTask;

    public DefinitionsSnapshot Definitions { get; set; } = Sample();

    /// <summary>Read when a portal starts.</summary>
    public DiscoveryOptions Discovery { get; set; } = new();

    /// <summary>Who is said to have changed every policy last.</summary>
    public IReadOnlyList<string> PolicyEditors { get; set; } = [];

    /// <summary>Lets this policy govern every pair.</summary>
    public void Govern(PolicyFields fields) => Definitions = Definitions with
    {
        Commit = Definitions.Commit + "'",
        Policies = Definitions.Policies.SetItem("open", new(new Metadata("open")) { Fields = fields }),
    };

    public static async Task<World> CreateAsync()
    {
        var folder = Directory.CreateTempSubdirectory("engine-registries-");
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddSingleton(new Registries(new(folder.FullName), new(RegistryTransport.NewHandler()), _ => null, TimeProvider.System));
        builder.Services.AddSingleton<RegistryGate>((_, _, _, _) => ValueTask.FromResult(RegistryAnswer.Allowed));
        var app = builder.Build();
        app.MapEmbeddedRegistry();
        app.Lifetime.ApplicationStopped.Register(() => folder.Delete(recursive: true));
        await app.StartAsync();
        var world = new World(app);
        await world.FillAsync();
        return world;
    }

    public HttpMessageHandler Handler() => _registries.GetTestServer().CreateHandler();

    /// <summary>The registries as anybody else sees them, past every fault.</summary>
    public IRegistry Open(string name) => _registries.Services.GetRequiredService<Registries>().Open(new(new Metadata(name)));

    public async Task<Digest?> TagAsync(ImagePlace place, string tag) => await Open(place.Registry).ResolveAsync(place.Repository[(place.Registry.Length + 1)..], tag, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _registries.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private async Task FillAsync()
    {
        Checkout = await SampleImages.PushAsync(Open("builds"), "shop/checkout", Image("checkout", "1.0"), CancellationToken.None);
        Catalogue = await SampleImages.PushAsync(Open("builds"), "shop/catalogue", Image("catalogue", "2.0"), CancellationToken.None);
        _ = Open("main");
    }

    public static SampleImage Image(string name, string version) => new(name, version, DateTimeOffset.UnixEpoch) { LayerSizes = [4096, 8192] };

    private static DefinitionsSnapshot Sample() => new("c0ffee")
    {
        Applications = new[] { "checkout", "catalogue" }.ToImmutableSortedDictionary(name => name, name => new ApplicationDefinition(new Metadata(name)) { Image = new("builds", $"builds/shop/{name}") }),
        Environments = ImmutableSortedDictionary<string, EnvironmentDefinition>.Empty
            .Add("test", new(new Metadata("test")) { Images = new("main", "main/test/{application}") })
            .Add("prod", new(new Metadata("prod")) { Images = new("main", "main/prod/{application}"), ImmutableTags = true, Position = 1 }),
        Policies = ImmutableSortedDictionary<string, PolicyDefinition>.Empty.Add("open", new(new Metadata("open"))),
        PolicyBindings = ImmutableSortedDictionary<string, PolicyBindingDefinition>.Empty
            .Add("everything", new(new Metadata("everything")) { Policy = "open", Pairs = [new("checkout", "test"), new("checkout", "prod"), new("catalogue", "test"), new("catalogue", "prod")] }),
        Registries = new[] { "builds", "main" }.ToImmutableSortedDictionary(name => name, name => new RegistryDefinition(new Metadata(name)) { Url = new($"http://{name}.test/") }),
    };
}
