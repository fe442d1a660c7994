using System.Net;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry.Remote;

/// <summary>Brings one blob into a remote registry.</summary>
internal sealed class BlobUpload(Wire wire, string repository, Digest digest, long size)
{
    // Above this, a registry that will refuse is asked before the bytes are sent.
    private const long WorthAsking = 8 * 1024 * 1024;

    private readonly string _scopes = Scopes.Push(repository);

    public async Task RunAsync(BlobSource source, Func<Task<bool>> isThere, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            // The answer to an earlier try may have been lost after it had its effect.
            if (attempt > 1 && await isThere()) return;
            if (await TryAsync(source, stop) is not { } problem) return;
            var worthAnother = problem.MayHelpToTryAgain || problem.Code == OciError.UploadUnknown;
            if (!worthAnother || attempt >= wire.Limits.Tries) throw problem;
            await wire.PauseAsync(attempt, problem.RetryAfter, stop);
        }
    }

    private async Task<RegistryException?> TryAsync(BlobSource source, CancellationToken stop)
    {
        var upload = await StartAsync(stop);
        using var watch = new IdleWatch(wire.Limits.Idle, wire.Clock, stop);
        await using var bytes = await source(0, stop);
        using var content = new BlobContent(bytes, size, watch, wire.Limits);
        try
        {
            return await PutAsync(upload, content, watch, stop);
        }
        catch (Exception e) when (Wire.IsPassing(e, stop))
        {
            content.ThrowSourceFault();
            return wire.Unreachable(e);
        }
    }

    private async Task<RegistryException?> PutAsync(Uri upload, BlobContent content, IdleWatch watch, CancellationToken stop)
    {
        var ask = new Ask(HttpMethod.Put, UploadAddress.WithDigest(upload, digest), _scopes)
        {
            Content = () => content,
            Prepare = request => request.Headers.ExpectContinue = size > WorthAsking,
            Watch = watch,
        };
        using var response = await wire.SendBodyAsync(ask, stop);
        return response.StatusCode == HttpStatusCode.Created ? null : await wire.RefusalAsync(response, stop);
    }

    private async Task<Uri> StartAsync(CancellationToken stop)
    {
        using var response = await wire.SendAsync(new(HttpMethod.Post, new(wire.Root, $"v2/{repository}/blobs/uploads/"), _scopes), stop);
        await wire.EnsureAsync(response, stop);
        return UploadAddress.Of(response, wire);
    }
}

/// <summary>Where a registry wants the bytes of an upload.</summary>
internal static class UploadAddress
{
    public static Uri Of(HttpResponseMessage response, Wire wire) =>
        wire.Own(new Uri(wire.Root, response.Headers.Location ?? throw wire.Broken("opened an upload and did not say where")));

    public static Uri WithDigest(Uri upload, Digest digest) =>
        new UriBuilder(upload) { Query = (upload.Query.Length > 1 ? upload.Query[1..] + "&" : "") + "digest=" + Uri.EscapeDataString(digest.Text) }.Uri;
}

/// <summary>What a token is asked for.</summary>
internal static class Scopes
{
    public static string Pull(string repository) => $"repository:{repository}:pull";

    public static string Push(string repository) => $"repository:{repository}:pull,push";

    public static string Mount(string repository, string from) => $"{Push(repository)} {Pull(from)}";
}
