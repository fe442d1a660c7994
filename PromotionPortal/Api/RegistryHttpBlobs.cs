using Microsoft.Net.Http.Headers;
using PromotionPortal.Registry;
using PromotionPortal.Registry.Embedded;

namespace PromotionPortal.Api;

/// <summary>Blobs of an embedded registry over HTTP.</summary>
internal static class RegistryHttpBlobs
{
    public static Task ServeAsync(HttpContext context, EmbeddedRegistry registry, RegistryAddress address) => context.Request.Method switch
    {
        "GET" or "HEAD" => GetAsync(context, registry, address),
        _ => throw new RegistryException(RegistryFault.NotWritable, "Blobs are read here and uploaded at blobs/uploads/; they go when nothing refers to them any more.") { Code = OciError.Unsupported },
    };

    private static Task GetAsync(HttpContext context, EmbeddedRegistry registry, RegistryAddress address)
    {
        var digest = RegistryHttp.DigestOf(address.Reference);
        var file = registry.FileOf(address.Repository, digest) ?? throw RegistryHttp.Unknown(OciError.BlobUnknown, $"{address.Repository} has no blob {digest}.");
        context.Response.Headers["Docker-Content-Digest"] = digest.Text;
        var answer = TypedResults.PhysicalFile(file, "application/octet-stream", entityTag: new EntityTagHeaderValue($"\"{digest}\""), enableRangeProcessing: true);
        return answer.ExecuteAsync(context);
    }
}
