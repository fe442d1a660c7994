using System.Collections.Immutable;
using System.Text.Json;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry;

/// <summary>What a manifest refers to. Read from bytes that anybody may have pushed, so every surprise is an answer and not a crash.</summary>
public sealed record ManifestContents
{
    /// <summary>Registries must take four megabytes; nobody sensible writes more.</summary>
    public const int MostBytes = 4 * 1024 * 1024;

    private const int MostEntries = 4096;

    public required string MediaType { get; init; }

    /// <summary>The manifests of an index; empty for an image.</summary>
    public ImmutableArray<Descriptor> Children { get; init; } = [];

    public Descriptor? Config { get; init; }

    public ImmutableArray<Descriptor> Layers { get; init; } = [];

    /// <summary>The manifest that this one was attached to: it is a signature, an SBOM or the like.</summary>
    public Descriptor? Subject { get; init; }

    public string? ArtifactType { get; init; }

    public ImmutableSortedDictionary<string, string> Annotations { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Config and layers, each once.</summary>
    public IEnumerable<Descriptor> Blobs => (Config is null ? Layers : Layers.Insert(0, Config)).DistinctBy(blob => blob.Digest);

    public static ManifestContents Read(Manifest manifest)
    {
        try
        {
            using var document = JsonDocument.Parse(manifest.Bytes);
            return Read(document.RootElement, manifest.MediaType);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new RegistryException(RegistryFault.Corrupt, $"The manifest {manifest.Digest.Abbreviated} cannot be read: {e.Message}", e);
        }
    }

    private static ManifestContents Read(JsonElement root, string mediaType)
    {
        if (root.ValueKind != JsonValueKind.Object) throw new FormatException("it is not a JSON object.");
        if (!MediaTypes.IsManifest(mediaType)) throw new FormatException($"'{mediaType}' is not a kind of manifest that can be copied by digest.");
        if (Text(root, "mediaType") is { } said && said != mediaType) throw new FormatException($"it came as '{mediaType}' and calls itself '{said}'.");
        var isIndex = MediaTypes.IsIndex(mediaType);
        // A document that reads as both an index and an image means different things to different readers.
        if (root.TryGetProperty(isIndex ? "layers" : "manifests", out _)) throw new FormatException("it is an index and an image at once.");
        return new()
        {
            MediaType = mediaType,
            Children = isIndex ? List(root, "manifests") : [],
            Config = isIndex ? null : One(root, "config") ?? throw new FormatException("it has no config."),
            Layers = isIndex ? [] : List(root, "layers"),
            Subject = One(root, "subject"),
            ArtifactType = Text(root, "artifactType"),
            Annotations = AnnotationsOf(root),
        };
    }

    private static ImmutableArray<Descriptor> List(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var list) || list.ValueKind == JsonValueKind.Null) return [];
        if (list.GetArrayLength() > MostEntries) throw new FormatException($"it has more than {MostEntries} {name}.");
        return [.. list.EnumerateArray().Select(Read)];
    }

    private static Descriptor? One(JsonElement root, string name) =>
        root.TryGetProperty(name, out var one) && one.ValueKind != JsonValueKind.Null ? Read(one) : null;

    private static Descriptor Read(JsonElement one)
    {
        var digest = Digest.TryParse(Text(one, "digest")) ?? throw new FormatException($"'{Text(one, "digest")}' is not a sha256 digest.");
        var size = one.TryGetProperty("size", out var number) ? number.GetInt64() : throw new FormatException($"{digest.Abbreviated} has no size.");
        if (size < 0) throw new FormatException($"{digest.Abbreviated} has a negative size.");
        return new(Text(one, "mediaType") ?? "", digest, size)
        {
            ArtifactType = Text(one, "artifactType"),
            Platform = one.TryGetProperty("platform", out var platform) ? PlatformText(platform) : null,
            LiesElsewhere = IsForeign(Text(one, "mediaType")) && one.TryGetProperty("urls", out var urls) && urls.ValueKind == JsonValueKind.Array && urls.GetArrayLength() > 0,
            Annotations = AnnotationsOf(one),
        };
    }

    // An address alone excuses no blob from being copied: only layers that may not be passed on stay where they are.
    private static bool IsForeign(string? mediaType) =>
        mediaType is not null && (mediaType.Contains("nondistributable", StringComparison.Ordinal) || mediaType.Contains("foreign", StringComparison.Ordinal));

    private static string? PlatformText(JsonElement platform)
    {
        if (platform.ValueKind != JsonValueKind.Object) return null;
        var parts = new[] { Text(platform, "os"), Text(platform, "architecture"), Text(platform, "variant") };
        return parts[0] is null || parts[0] == "unknown" ? null : string.Join('/', parts.Where(part => !string.IsNullOrEmpty(part)));
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static ImmutableSortedDictionary<string, string> AnnotationsOf(JsonElement element) =>
        element.TryGetProperty("annotations", out var all) && all.ValueKind == JsonValueKind.Object
            ? all.EnumerateObject().Where(pair => pair.Value.ValueKind == JsonValueKind.String)
                .GroupBy(pair => pair.Name, StringComparer.Ordinal)
                .ToImmutableSortedDictionary(group => group.Key, group => group.Last().Value.GetString()!, StringComparer.Ordinal)
            : ImmutableSortedDictionary<string, string>.Empty;
}
