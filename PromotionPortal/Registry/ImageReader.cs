using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry;

/// <summary>What an image says of itself. None of it is proof of anything.</summary>
/// <param name="Size">Of all that has to be transferred for it, each blob once.</param>
public sealed record ImageDescription(
    Digest Digest,
    string MediaType,
    long Size,
    ImmutableArray<string> Platforms,
    DateTimeOffset? CreatedAt,
    ImmutableSortedDictionary<string, string> Labels,
    ImmutableSortedDictionary<string, string> Annotations);

/// <summary>Reads what an image says of itself.</summary>
public static class ImageReader
{
    private const int MostConfigBytes = 4 * 1024 * 1024;
    private const int MostPlatforms = 16;

    private static readonly string[] s_platformParts = ["os", "architecture", "variant"];

    public static async Task<ImageDescription> DescribeAsync(IRegistry registry, string repository, Digest digest, CancellationToken stop)
    {
        var tree = await ImageTree.ReadAsync(registry, repository, digest, stop);
        var root = ManifestContents.Read(tree.Manifests[^1]);
        var configs = new List<Config>();
        foreach (var manifest in tree.Manifests.Select(ManifestContents.Read).Where(IsImage).Take(MostPlatforms))
            configs.Add(await ReadConfigAsync(registry, repository, manifest.Config!, stop));
        return new(
            digest, root.MediaType, tree.Blobs.Sum(blob => blob.Size),
            [.. configs.Select(config => config.Platform).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            configs.Max(config => config.CreatedAt),
            configs.FirstOrDefault()?.Labels ?? ImmutableSortedDictionary<string, string>.Empty,
            root.Annotations);
    }

    private sealed record Config(string? Platform, DateTimeOffset? CreatedAt, ImmutableSortedDictionary<string, string> Labels);

    private static bool IsImage(ManifestContents manifest) => manifest.Config is { MediaType: MediaTypes.OciConfig or MediaTypes.DockerConfig, Size: <= MostConfigBytes };

    private static async Task<Config> ReadConfigAsync(IRegistry registry, string repository, Descriptor config, CancellationToken stop)
    {
        await using var stream = await registry.OpenBlobAsync(repository, config.Digest, 0, stop);
        var bytes = new byte[config.Size];
        await stream.ReadExactlyAsync(bytes, stop);
        if (Manifest.HashOf(bytes) != config.Digest) throw new RegistryException(RegistryFault.Corrupt, $"The config {config.Digest.Abbreviated} came with other bytes than its digest says.");
        return Read(bytes);
    }

    // A config is the builder's own text: what cannot be read in it is simply not known.
    private static Config Read(byte[] bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            return new(Platform(json.RootElement), CreatedAt(json.RootElement), Labels(json.RootElement));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new(null, null, ImmutableSortedDictionary<string, string>.Empty);
        }
    }

    private static string? Platform(JsonElement root)
    {
        var parts = s_platformParts.Select(name => Text(root, name)).Where(part => !string.IsNullOrEmpty(part) && part != "unknown").ToList();
        return parts.Count < 2 ? null : string.Join('/', parts);
    }

    private static DateTimeOffset? CreatedAt(JsonElement root) =>
        DateTimeOffset.TryParse(Text(root, "created"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static ImmutableSortedDictionary<string, string> Labels(JsonElement root) =>
        root.TryGetProperty("config", out var config) && config.ValueKind == JsonValueKind.Object && config.TryGetProperty("Labels", out var labels) && labels.ValueKind == JsonValueKind.Object
            ? labels.EnumerateObject().Where(label => label.Value.ValueKind == JsonValueKind.String)
                .GroupBy(label => label.Name, StringComparer.Ordinal)
                .ToImmutableSortedDictionary(group => group.Key, group => group.Last().Value.GetString()!, StringComparer.Ordinal)
            : ImmutableSortedDictionary<string, string>.Empty;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
