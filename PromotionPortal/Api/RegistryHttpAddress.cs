using PromotionPortal.Domain.Images;

namespace PromotionPortal.Api;

internal enum RegistryThing
{
    Manifest,
    Blob,
    Upload,
    Tags,
    Referrers,
}

/// <summary>What a path below /v2/ names.</summary>
/// <param name="Reference">A tag, a digest or the id of an upload; empty to start one.</param>
internal sealed record RegistryAddress(string Registry, string Repository, RegistryThing Kind, string Reference)
{
    // Read from the end, because "blobs" or "manifests" may well be part of a repository's name.
    public static RegistryAddress? Read(string path)
    {
        var parts = path.Split('/');
        return parts switch
        {
            [.. var name, "tags", "list"] => Of(name, RegistryThing.Tags, ""),
            [.. var name, "blobs", "uploads", var id] => Of(name, RegistryThing.Upload, id),
            [.. var name, "blobs", "uploads"] => Of(name, RegistryThing.Upload, ""),
            [.. var name, "blobs", var digest] => Of(name, RegistryThing.Blob, digest),
            [.. var name, "manifests", var reference] => Of(name, RegistryThing.Manifest, reference),
            [.. var name, "referrers", var digest] => Of(name, RegistryThing.Referrers, digest),
            _ => null,
        };
    }

    /// <summary>Registry and repository of an image's path, as a client sees it.</summary>
    public static (string Registry, string Repository)? Split(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && ImageReference.IsRepository(name) ? (name[..slash], name[(slash + 1)..]) : null;
    }

    public string Path => $"/v2/{Registry}/{Repository}";

    private static RegistryAddress? Of(string[] name, RegistryThing kind, string reference) =>
        Split(string.Join('/', name)) is { } place ? new(place.Registry, place.Repository, kind, reference) : null;
}
