using System.Globalization;
using System.Net;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry.Remote;

/// <summary>
/// Brings one blob into a remote registry: a small one in one request; a large one in an upload that is noted and, after an interruption,
/// goes on from the byte that the registry has, if the registry keeps unfinished uploads.
/// </summary>
internal sealed class BlobUpload(Wire wire, UploadNotes? notes, string repository, Digest digest, long size)
{
    // Above this, asking before sending and an extra request at the end cost less than sending twice.
    private const long Large = 8 * 1024 * 1024;

    private readonly string _scopes = Scopes.Push(repository);
    private Uri? _begun;

    public async Task RunAsync(BlobSource source, Func<Task<bool>> isThere, CancellationToken stop)
    {
        _begun = notes?.Read(wire.Root.Authority, repository, digest);
        for (var attempt = 1; ; attempt++)
        {
            // The answer to an earlier try may have been lost after it had its effect.
            if (attempt > 1 && await isThere()) break;
            if (await TryAsync(source, stop) is not { } problem) break;
            var worthAnother = problem.MayHelpToTryAgain || problem.Code == OciError.UploadUnknown;
            if (!worthAnother || attempt >= wire.Limits.Tries) throw problem;
            await wire.PauseAsync(attempt, problem.RetryAfter, stop);
        }
        if (_begun is not null) notes?.Forget(wire.Root.Authority, repository, digest);
    }

    private async Task<RegistryException?> TryAsync(BlobSource source, CancellationToken stop)
    {
        var (upload, offset) = await GoOnAsync(stop) ?? (await StartAsync(stop), 0L);
        await using var bytes = offset < size ? await source(offset, stop) : Stream.Null;
        using var watch = new IdleWatch(wire.Limits.Idle, wire.Clock, stop);
        using var content = new BlobContent(bytes, size - offset, watch, wire.Limits);
        try
        {
            return size < Large ? await FinishAsync(upload, content, watch, stop) : await SendLargeAsync(upload, offset, content, watch, stop);
        }
        catch (Exception e) when (Wire.IsPassing(e, stop))
        {
            content.ThrowSourceFault();
            return wire.Unreachable(e);
        }
    }

    // Where the upload that was begun stands; null when there is none, or the registry has forgotten it.
    private async Task<(Uri Upload, long Offset)?> GoOnAsync(CancellationToken stop)
    {
        if (_begun is not { } begun || !wire.IsOwn(begun)) return null;
        using var response = await wire.SendAsync(new(HttpMethod.Get, begun, _scopes), stop);
        if (response.StatusCode == HttpStatusCode.NoContent && Received(response) is { } received && received <= size)
            return (response.Headers.Location is null ? begun : UploadAddress.Of(response, wire), received);
        _begun = null;
        return null;
    }

    // "0-99" are a hundred bytes, and "0-0" are none or one: one byte is sent again rather than left out.
    private static long? Received(HttpResponseMessage response)
    {
        if (!response.Headers.TryGetValues("Range", out var values)) return null;
        var text = values.First();
        var isNumber = long.TryParse(text.AsSpan(text.IndexOf('-', StringComparison.Ordinal) + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var last);
        return !isNumber ? null : last == 0 ? 0 : last + 1;
    }

    private async Task<Uri> StartAsync(CancellationToken stop)
    {
        using var response = await wire.SendAsync(new(HttpMethod.Post, new(wire.Root, $"v2/{repository}/blobs/uploads/"), _scopes), stop);
        await wire.EnsureAsync(response, stop);
        var upload = UploadAddress.Of(response, wire);
        if (size >= Large) Note(upload);
        return upload;
    }

    private void Note(Uri upload)
    {
        _begun = upload;
        notes?.Write(wire.Root.Authority, repository, digest, upload);
    }

    private async Task<RegistryException?> SendLargeAsync(Uri upload, long offset, BlobContent content, IdleWatch watch, CancellationToken stop)
    {
        if (offset < size)
        {
            if (offset > 0) content.Headers.TryAddWithoutValidation("Content-Range", string.Create(CultureInfo.InvariantCulture, $"{offset}-{size - 1}"));
            using var response = await wire.SendBodyAsync(BodyAsk(HttpMethod.Patch, upload, content, watch), stop);
            if (response.StatusCode is not (HttpStatusCode.Accepted or HttpStatusCode.NoContent)) return await wire.RefusalAsync(response, stop);
            upload = UploadAddress.Of(response, wire);
            Note(upload);
        }
        using var nothing = new BlobContent(Stream.Null, 0, watch, wire.Limits);
        return await FinishAsync(upload, nothing, watch, stop);
    }

    private async Task<RegistryException?> FinishAsync(Uri upload, BlobContent content, IdleWatch watch, CancellationToken stop)
    {
        using var response = await wire.SendBodyAsync(BodyAsk(HttpMethod.Put, UploadAddress.WithDigest(upload, digest), content, watch), stop);
        return response.StatusCode == HttpStatusCode.Created ? null : await wire.RefusalAsync(response, stop);
    }

    private Ask BodyAsk(HttpMethod method, Uri address, BlobContent content, IdleWatch watch) => new(method, address, _scopes)
    {
        Content = () => content,
        Prepare = request => request.Headers.ExpectContinue = content.Headers.ContentLength >= Large,
        Watch = watch,
    };
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
