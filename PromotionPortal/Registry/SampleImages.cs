using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry;

/// <summary>An image to make: the same values always make the same bytes, hence the same digest.</summary>
public sealed record SampleImage(string Name, string Version, DateTimeOffset CreatedAt)
{
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>One makes a plain image, several an index.</summary>
    public IReadOnlyList<string> Platforms { get; init; } = ["linux/amd64"];

    public IReadOnlyList<int> LayerSizes { get; init; } = [16 * 1024];
}

/// <summary>Makes small real images and pushes them, so that a demo and tests have something to promote without a builder.</summary>
public static class SampleImages
{
    public static async Task<Digest> PushAsync(IRegistry registry, string repository, SampleImage image, CancellationToken stop)
    {
        var manifests = new List<(string Platform, Manifest Manifest)>();
        foreach (var platform in image.Platforms)
        {
            var manifest = await PushPlatformAsync(registry, repository, image, platform, stop);
            await registry.PutManifestAsync(repository, manifest.Digest.Text, manifest, stop);
            manifests.Add((platform, manifest));
        }
        var root = manifests.Count == 1 ? manifests[0].Manifest : Index(image, manifests);
        await registry.PutManifestAsync(repository, image.Version, root, stop);
        return root.Digest;
    }

    private static async Task<Manifest> PushPlatformAsync(IRegistry registry, string repository, SampleImage image, string platform, CancellationToken stop)
    {
        var layers = image.LayerSizes.Select((size, at) => Layer(image, platform, at, size)).ToList();
        foreach (var layer in layers) await PushAsync(registry, repository, layer.Packed, stop);
        var config = Bytes(Config(image, platform, layers.Select(layer => layer.PlainDigest)));
        await PushAsync(registry, repository, config, stop);
        return Manifest.Of(MediaTypes.OciManifest, Bytes(new()
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaTypes.OciManifest,
            ["config"] = Entry(MediaTypes.OciConfig, config),
            ["layers"] = new JsonArray([.. layers.Select(layer => Entry(MediaTypes.OciLayer, layer.Packed))]),
            ["annotations"] = Texts(image.Labels),
        }));
    }

    private static async Task PushAsync(IRegistry registry, string repository, byte[] blob, CancellationToken stop)
    {
        var digest = Manifest.HashOf(blob);
        if (await registry.HeadBlobAsync(repository, digest, stop) == blob.Length) return;
        await registry.UploadBlobAsync(repository, digest, blob.Length, (offset, _) => Task.FromResult<Stream>(new MemoryStream(blob[(int)offset..])), stop);
    }

    private static Manifest Index(SampleImage image, IEnumerable<(string Platform, Manifest Manifest)> manifests) => Manifest.Of(MediaTypes.OciIndex, Bytes(new()
    {
        ["schemaVersion"] = 2,
        ["mediaType"] = MediaTypes.OciIndex,
        ["manifests"] = new JsonArray([.. manifests.Select(Child)]),
        ["annotations"] = Texts(image.Labels),
    }));

    private static JsonObject Child((string Platform, Manifest Manifest) child)
    {
        var entry = Entry(MediaTypes.OciManifest, child.Manifest.Bytes.Span);
        entry["platform"] = Platform(child.Platform);
        return entry;
    }

    private static JsonObject Config(SampleImage image, string platform, IEnumerable<Digest> layers)
    {
        var config = Platform(platform);
        config["created"] = image.CreatedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        config["config"] = new JsonObject { ["Labels"] = Texts(image.Labels), ["Cmd"] = new JsonArray("/" + image.Name) };
        config["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray([.. layers.Select(layer => JsonValue.Create(layer.Text))]) };
        return config;
    }

    private static JsonObject Platform(string platform)
    {
        var parts = platform.Split('/');
        var json = new JsonObject { ["os"] = parts[0], ["architecture"] = parts[1] };
        if (parts.Length > 2) json["variant"] = parts[2];
        return json;
    }

    // One file of bytes that look random (so that they stay as large when packed) and depend on nothing but the image's values.
    private static (byte[] Packed, Digest PlainDigest) Layer(SampleImage image, string platform, int at, int size)
    {
        var seed = SHA256.HashData(Encoding.UTF8.GetBytes($"{image.Name} {image.Version} {platform} {at}"));
        var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Ustar, leaveOpen: true))
            writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"{image.Name}/{at}") { ModificationTime = image.CreatedAt, DataStream = new MemoryStream(Noise(seed, size)) });
        var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.NoCompression, leaveOpen: true)) zip.Write(tar.GetBuffer(), 0, (int)tar.Length);
        return (packed.ToArray(), Manifest.HashOf(tar.GetBuffer().AsSpan(0, (int)tar.Length)));
    }

    private static byte[] Noise(byte[] seed, int size)
    {
        var noise = new byte[size];
        using var aes = Aes.Create();
        aes.Key = seed;
        aes.EncryptCbc(noise.AsSpan(0, size / 16 * 16), seed.AsSpan(0, 16), noise, PaddingMode.None);
        return noise;
    }

    private static JsonObject Entry(string mediaType, ReadOnlySpan<byte> content) =>
        new() { ["mediaType"] = mediaType, ["digest"] = Manifest.HashOf(content).Text, ["size"] = content.Length };

    private static JsonObject Texts(IReadOnlyDictionary<string, string> texts) =>
        new(texts.OrderBy(text => text.Key, StringComparer.Ordinal).Select(text => KeyValuePair.Create<string, JsonNode?>(text.Key, text.Value)));

    private static byte[] Bytes(JsonObject json) => Encoding.UTF8.GetBytes(json.ToJsonString());
}
