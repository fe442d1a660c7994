using System.Text;
using PromotionPortal.Domain.Images;
using PromotionPortal.Registry;

namespace PromotionPortal.Tests.Registry;

/// <summary>Signatures, SBOMs and the like, as tools push them.</summary>
internal static class Artifacts
{
    private static readonly byte[] s_empty = "{}"u8.ToArray();

    /// <summary>Attaches by the newer way: a manifest that names its subject.</summary>
    public static async Task<Digest> AttachAsync(IRegistry registry, string repository, Digest subject, string artifactType, string content)
    {
        var there = (await registry.GetManifestAsync(repository, subject, default))!;
        var extra = $$"""
            ,"artifactType":"{{artifactType}}","subject":{"mediaType":"{{there.MediaType}}","digest":"{{subject}}","size":{{there.Bytes.Length}}}
            """;
        var manifest = await ManifestAsync(registry, repository, MediaTypes.OciEmpty, artifactType, content, extra);
        await registry.PutManifestAsync(repository, manifest.Digest.Text, manifest, default);
        return manifest.Digest;
    }

    /// <summary>Attaches by the older way of cosign: a tag named after the digest.</summary>
    public static async Task<Digest> TagAsync(IRegistry registry, string repository, Digest subject, string kind, params string[] contents)
    {
        var manifest = await ManifestAsync(registry, repository, MediaTypes.OciConfig, "application/vnd.dev.cosign.simplesigning.v1+json", contents);
        await registry.PutManifestAsync(repository, $"sha256-{subject.Hex}.{kind}", manifest, default);
        return manifest.Digest;
    }

    /// <summary>Signs as cosign does with a key: what was signed is a layer, and the signature stands beside it.</summary>
    public static async Task SignAsync(IRegistry registry, string repository, Digest subject, string payload, string signature)
    {
        var config = await UploadAsync(registry, repository, s_empty);
        var bytes = Encoding.UTF8.GetBytes(payload);
        var layer = await UploadAsync(registry, repository, bytes);
        var json = $$"""
            {"schemaVersion":2,"mediaType":"{{MediaTypes.OciManifest}}","config":{{Entry(MediaTypes.OciConfig, config, s_empty.Length)}},"layers":[
              {"mediaType":"application/vnd.dev.cosign.simplesigning.v1+json","digest":"{{layer}}","size":{{bytes.Length}},"annotations":{"dev.cosignproject.cosign/signature":"{{signature}}"} } ]}
            """;
        await registry.PutManifestAsync(repository, $"sha256-{subject.Hex}.sig", Manifest.Of(MediaTypes.OciManifest, Encoding.UTF8.GetBytes(json)), default);
    }

    public static async Task<Digest> UploadAsync(IRegistry registry, string repository, byte[] bytes)
    {
        var digest = Manifest.HashOf(bytes);
        await registry.UploadBlobAsync(repository, digest, bytes.Length, (offset, _) => Task.FromResult<Stream>(new MemoryStream(bytes[(int)offset..])), default);
        return digest;
    }

    private static Task<Manifest> ManifestAsync(IRegistry registry, string repository, string configType, string layerType, string content, string extra) =>
        ManifestAsync(registry, repository, configType, layerType, [content], extra);

    private static Task<Manifest> ManifestAsync(IRegistry registry, string repository, string configType, string layerType, string[] contents) =>
        ManifestAsync(registry, repository, configType, layerType, contents, "");

    private static async Task<Manifest> ManifestAsync(IRegistry registry, string repository, string configType, string layerType, string[] contents, string extra)
    {
        var config = await UploadAsync(registry, repository, s_empty);
        var layers = new List<string>();
        foreach (var content in contents)
        {
            var bytes = Encoding.UTF8.GetBytes(content);
            layers.Add(Entry(layerType, await UploadAsync(registry, repository, bytes), bytes.Length));
        }
        var json = $$"""
            {"schemaVersion":2,"mediaType":"{{MediaTypes.OciManifest}}","config":{{Entry(configType, config, s_empty.Length)}},"layers":[{{string.Join(',', layers)}}]{{extra}}}
            """;
        return Manifest.Of(MediaTypes.OciManifest, Encoding.UTF8.GetBytes(json));
    }

    private static string Entry(string mediaType, Digest digest, int size) => $$"""{"mediaType":"{{mediaType}}","digest":"{{digest}}","size":{{size}}}""";
}
