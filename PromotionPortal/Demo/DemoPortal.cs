using PromotionPortal.Definitions;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Engine;
using PromotionPortal.Git;
using PromotionPortal.Registry;

namespace PromotionPortal.Demo;

/// <summary>Something to try the portal with: definitions, images and people. Nothing of it is there without `demo`.</summary>
public static class DemoPortal
{
    internal static IReadOnlyList<string> Versions { get; } = ["1.2.0", "1.3.0", "1.3.1", "1.4.0"];
    private static readonly string[] s_bothPlatforms = ["linux/amd64", "linux/arm64"];
    private const int BaseLayerBytes = 6_000_000;
    private const int OwnLayerBytes = 2_000_000;

    public static async Task PrepareAsync(IServiceProvider services, CancellationToken stop)
    {
        await CommitDefinitionsAsync(services.GetRequiredService<DefinitionStore>(), stop);
        await PushImagesAsync(services.GetRequiredService<DefinitionStore>().Current, services.GetRequiredService<Registries>(), services.GetRequiredService<TimeProvider>(), stop);
        await services.GetRequiredService<ImageScout>().LookAsync(stop);
        await DemoReports.SendAsync(services, stop);
    }

    // Only into an empty repository: what somebody made of the demo's definitions stays.
    private static async Task CommitDefinitionsAsync(DefinitionStore store, CancellationToken stop)
    {
        if (store.Current.Applications.Count > 0 || !store.Current.Problems.IsEmpty) return;
        var folder = Path.Combine(AppContext.BaseDirectory, "Demo", "definitions");
        var changes = Directory.EnumerateFiles(folder, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => new FileChange(Path.GetRelativePath(folder, file), File.ReadAllText(file))).ToList();
        var outcome = await store.CommitAsync(changes, store.Current.Commit, new("PromotionPortal", "portal@localhost", "portal", "demo"), "Begin with a web shop in four environments", stop);
        if (outcome is CommitOutcome.Refused refused) throw new InvalidOperationException($"The demo's own definitions are not sound: {string.Join(' ', refused.Problems)}");
    }

    private static async Task PushImagesAsync(DefinitionsSnapshot definitions, Registries registries, TimeProvider time, CancellationToken stop)
    {
        foreach (var application in definitions.Applications.Values)
        {
            if (!definitions.Registries.TryGetValue(application.Image.Registry, out var definition) || definition.Url is not null) continue;
            var registry = registries.Open(definition);
            if ((await registry.ListTagsAsync(application.Image.Repository, after: null, count: 1, stop)).Count > 0) continue;
            for (var at = 0; at < Versions.Count; at++)
                await PushAsync(registry, application, Versions[at], time.GetUtcNow().AddHours(-18 * (Versions.Count - at)), stop);
        }
    }

    private static async Task PushAsync(IRegistry registry, ApplicationDefinition application, string version, DateTimeOffset built, CancellationToken stop)
    {
        var image = new SampleImage(application.Name, version, built)
        {
            Platforms = application.Name == "payments" ? s_bothPlatforms : ["linux/amd64"],
            LayerSizes = [BaseLayerBytes, OwnLayerBytes],
            Labels = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["org.opencontainers.image.title"] = application.Name,
                ["org.opencontainers.image.version"] = version,
            },
        };
        await SampleImages.PushAsync(registry, application.Image.Repository, image, stop);
    }
}
