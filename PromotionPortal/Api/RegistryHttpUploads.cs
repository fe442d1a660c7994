using System.Globalization;
using PromotionPortal.Domain.Images;
using PromotionPortal.Registry;
using PromotionPortal.Registry.Embedded;

namespace PromotionPortal.Api;

/// <summary>Uploads into an embedded registry over HTTP: whole, in parts, or taken over from another repository.</summary>
internal static class RegistryHttpUploads
{
    public static Task ServeAsync(HttpContext context, EmbeddedRegistry registry, RegistryAddress address)
    {
        RegistryHttp.AllowBytes(context, UploadSessions.MostBytes);
        return (context.Request.Method, address.Reference) switch
        {
            ("POST", "") => StartAsync(context, registry, address),
            ("PATCH", not "") => AppendAsync(context, registry, address),
            ("PUT", not "") => FinishAsync(context, registry, address),
            ("GET" or "HEAD", not "") => StateAsync(context, registry, address),
            ("DELETE", not "") => CancelAsync(context, registry, address),
            _ => throw new RegistryException(RegistryFault.NotWritable, "An upload is started with POST, continued with PATCH and finished with PUT.") { Code = OciError.Unsupported },
        };
    }

    private static async Task StartAsync(HttpContext context, EmbeddedRegistry registry, RegistryAddress address)
    {
        var query = context.Request.Query;
        if (query["mount"] is [{ } mounted] && await MountAsync(context, registry, address, RegistryHttp.DigestOf(mounted), query["from"])) return;
        var id = registry.Uploads.Start();
        if (query["digest"] is [{ } whole])
        {
            await AppendAndFinishAsync(context, registry, address, id, RegistryHttp.DigestOf(whole));
            return;
        }
        Describe(context, address, id, 0);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    // Whoever may not read where the blob lies uploads it like everybody who never heard of it.
    private static async Task<bool> MountAsync(HttpContext context, EmbeddedRegistry registry, RegistryAddress address, Digest digest, string? from)
    {
        if (RegistryAddress.Split(from ?? "") is not { } source || source.Registry != registry.Name) return false;
        var gate = context.RequestServices.GetRequiredService<RegistryGate>();
        if (await gate(context, push: false, source.Registry, source.Repository) != RegistryAnswer.Allowed) return false;
        if (!await registry.MountBlobAsync(address.Repository, digest, source.Repository, context.RequestAborted)) return false;
        Created(context, address, digest);
        return true;
    }

    private static async Task AppendAsync(HttpContext context, EmbeddedRegistry registry, RegistryAddress address)
    {
        var length = await AppendBodyAsync(context, registry, address.Reference);
        Describe(context, address, address.Reference, length);
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private static Task FinishAsync(HttpContext context, EmbeddedRegistry registry, RegistryAddress address) =>
        AppendAndFinishAsync(context, registry, address, address.Reference, RegistryHttp.DigestOf(context.Request.Query["digest"]));

    private static async Task AppendAndFinishAsync(HttpContext context, EmbeddedRegistry registry, RegistryAddress address, string id, Digest digest)
    {
        await AppendBodyAsync(context, registry, id);
        await registry.FinishUploadAsync(address.Repository, id, digest, context.RequestAborted);
        Created(context, address, digest);
    }

    private static Task<long> AppendBodyAsync(HttpContext context, EmbeddedRegistry registry, string id) =>
        registry.AppendToUploadAsync(id, StartOf(context.Request.Headers.ContentRange), context.Request.Body, context.RequestAborted);

    private static Task StateAsync(HttpContext context, EmbeddedRegistry registry, RegistryAddress address)
    {
        Describe(context, address, address.Reference, registry.Uploads.LengthOf(address.Reference));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static Task CancelAsync(HttpContext context, EmbeddedRegistry registry, RegistryAddress address)
    {
        registry.Uploads.Cancel(address.Reference);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    // "0-1023", as registries write it, without the unit that HTTP wants.
    private static long? StartOf(string? range) =>
        range is not null && long.TryParse(range.AsSpan(0, Math.Max(range.IndexOf('-', StringComparison.Ordinal), 0)), NumberStyles.None, CultureInfo.InvariantCulture, out var start) ? start : null;

    private static void Describe(HttpContext context, RegistryAddress address, string id, long length)
    {
        context.Response.Headers.Location = $"{address.Path}/blobs/uploads/{id}";
        context.Response.Headers.Range = $"0-{Math.Max(length - 1, 0).ToString(CultureInfo.InvariantCulture)}";
        context.Response.Headers["Docker-Upload-UUID"] = id;
    }

    private static void Created(HttpContext context, RegistryAddress address, Digest digest)
    {
        context.Response.Headers.Location = $"{address.Path}/blobs/{digest}";
        context.Response.Headers["Docker-Content-Digest"] = digest.Text;
        context.Response.StatusCode = StatusCodes.Status201Created;
    }
}
