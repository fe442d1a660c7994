using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Images;
using PromotionPortal.Registry;
using PromotionPortal.Registry.Embedded;
using PromotionPortal.Storage;

namespace PromotionPortal.Api;

/// <summary>Manifests, tags and referrers of an embedded registry over HTTP.</summary>
internal static class RegistryHttpManifests
{
    private const int TagsOfAPage = 1000;

    public static Task ServeAsync(HttpContext context, EmbeddedRegistry registry, RegistryAddress address) => context.Request.Method switch
    {
        "GET" or "HEAD" => GetAsync(context, registry, address),
        "PUT" => PutAsync(context, registry, address),
        "DELETE" => DeleteAsync(context, registry, address),
        _ => throw new RegistryException(RegistryFault.NotWritable, "Manifests are read, put and deleted here.") { Code = OciError.Unsupported },
    };

    public static async Task ListTagsAsync(HttpContext context, EmbeddedRegistry registry, RegistryAddress address)
    {
        if (!registry.Knows(address.Repository)) throw RegistryHttp.Unknown(OciError.NameUnknown, $"There is no repository {address.Repository}.");
        var query = context.Request.Query;
        var count = int.TryParse(query["n"], NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? Math.Min(wanted, TagsOfAPage) : TagsOfAPage;
        // One more than asked for shows whether there is another page.
        var tags = await registry.ListTagsAsync(address.Repository, query["last"], count + 1, context.RequestAborted);
        var page = tags.Take(count).ToList();
        if (tags.Count > count && count > 0)
            context.Response.Headers.Link = $"<{address.Path}/tags/list?n={count.ToString(CultureInfo.InvariantCulture)}&last={Uri.EscapeDataString(page[^1])}>; rel=\"next\"";
        await context.Response.WriteAsJsonAsync(new { name = $"{address.Registry}/{address.Repository}", tags = page });
    }

    public static async Task ListReferrersAsync(HttpContext context, EmbeddedRegistry registry, RegistryAddress address)
    {
        var found = await registry.ListReferrersAsync(address.Repository, RegistryHttp.DigestOf(address.Reference), context.RequestAborted);
        string? wanted = context.Request.Query["artifactType"];
        if (wanted is not null) context.Response.Headers["OCI-Filters-Applied"] = "artifactType";
        var entries = found.Where(entry => wanted is null || entry.ArtifactType == wanted).Select(Entry);
        var index = new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = MediaTypes.OciIndex, ["manifests"] = new JsonArray([.. entries]) };
        context.Response.ContentType = MediaTypes.OciIndex;
        await context.Response.WriteAsync(index.ToJsonString(), context.RequestAborted);
    }

    private static JsonObject Entry(Descriptor descriptor)
    {
        var entry = new JsonObject { ["mediaType"] = descriptor.MediaType, ["digest"] = descriptor.Digest.Text, ["size"] = descriptor.Size };
        if (descriptor.ArtifactType is { } type) entry["artifactType"] = type;
        if (!descriptor.Annotations.IsEmpty) entry["annotations"] = new JsonObject(descriptor.Annotations.Select(text => KeyValuePair.Create<string, JsonNode?>(text.Key, text.Value)));
        return entry;
    }

    private static async Task GetAsync(HttpContext context, EmbeddedRegistry registry, RegistryAddress address)
    {
        var stop = context.RequestAborted;
        var found = await registry.ResolveAsync(address.Repository, address.Reference, stop) is { } digest ? await registry.GetManifestAsync(address.Repository, digest, stop) : null;
        var manifest = found ?? throw RegistryHttp.Unknown(OciError.ManifestUnknown, $"{address.Repository} has no manifest {address.Reference}.");
        var response = context.Response;
        response.Headers["Docker-Content-Digest"] = manifest.Digest.Text;
        response.Headers.ETag = $"\"{manifest.Digest}\"";
        response.ContentType = manifest.MediaType;
        response.ContentLength = manifest.Bytes.Length;
        if (HttpMethods.IsGet(context.Request.Method)) await response.Body.WriteAsync(manifest.Bytes, stop);
    }

    private static async Task PutAsync(HttpContext context, EmbeddedRegistry registry, RegistryAddress address)
    {
        var bytes = await ReadAsync(context);
        var manifest = Manifest.Of(context.Request.ContentType?.Split(';')[0].Trim() ?? "", bytes);
        await registry.PutManifestAsync(address.Repository, address.Reference, manifest, context.RequestAborted);
        await TellAsync(context, address, manifest.Digest);
        if (ManifestContents.Read(manifest).Subject is { } subject) context.Response.Headers["OCI-Subject"] = subject.Digest.Text;
        context.Response.Headers["Docker-Content-Digest"] = manifest.Digest.Text;
        context.Response.Headers.Location = $"{address.Path}/manifests/{manifest.Digest}";
        context.Response.StatusCode = StatusCodes.Status201Created;
    }

    // The push has happened: what a busy database does not take now, the regular look finds.
    private static async Task TellAsync(HttpContext context, RegistryAddress address, Digest digest)
    {
        if (!ImageReference.IsTag(address.Reference) || context.RequestServices.GetService<RegistryPushed>() is not { } pushed) return;
        try
        {
            await pushed(address.Registry, address.Repository, address.Reference, digest, context.RequestAborted);
        }
        catch (Exception busy) when (PortalDb.IsBusy(busy) || busy is DbUpdateException)
        {
            // It becomes known a little later.
        }
    }

    private static Task DeleteAsync(HttpContext context, EmbeddedRegistry registry, RegistryAddress address)
    {
        if (!registry.DeleteManifest(address.Repository, address.Reference)) throw RegistryHttp.Unknown(OciError.ManifestUnknown, $"{address.Repository} has no manifest {address.Reference}.");
        context.Response.StatusCode = StatusCodes.Status202Accepted;
        return Task.CompletedTask;
    }

    private static async Task<byte[]> ReadAsync(HttpContext context)
    {
        // One byte more than may be, so that the registry itself can say that it is too much.
        var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while (bytes.Length <= ManifestContents.MostBytes && (read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0) bytes.Write(buffer, 0, read);
        return bytes.ToArray();
    }
}
