using System.Net;
using System.Net.Http.Headers;

namespace PromotionPortal.Registry.Remote;

/// <summary>Asks one registry: with the right credentials, patiently, along redirects, and never with credentials for another host.</summary>
internal sealed class Wire(Uri root, HttpMessageInvoker http, Authenticator authenticator, RemoteLimits limits, WaitingLine line, TimeProvider clock) : IDisposable
{
    private const int MostRedirects = 5;

    public Uri Root => root;

    public RemoteLimits Limits => limits;

    public TimeProvider Clock => clock;

    /// <summary>The answer to a request, whatever its status, unless trying again may bring a better one.</summary>
    public async Task<HttpResponseMessage> SendAsync(Ask ask, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            var last = attempt >= limits.Tries;
            await WaitOutPauseAsync(stop);
            try
            {
                var response = await SendAuthorizedAsync(ask, stop);
                if (!IsPassing(response.StatusCode)) return response;
                using (response) await PauseAfterAsync(response, attempt, last, stop);
            }
            catch (Exception e) when (IsPassing(e, stop) && !last)
            {
                await PauseAsync(attempt, null, stop);
            }
            catch (Exception e) when (IsPassing(e, stop))
            {
                throw Unreachable(e);
            }
        }
    }

    /// <summary>For a body that cannot simply be sent twice: one try, and whoever asked sees to the next.</summary>
    public async Task<HttpResponseMessage> SendBodyAsync(Ask ask, CancellationToken stop)
    {
        await WaitOutPauseAsync(stop);
        var shown = await authenticator.HeaderAsync(ask.Scopes, stop);
        var response = await FollowAsync(ask, shown, stop);
        if (response.StatusCode != HttpStatusCode.Unauthorized || !authenticator.Learn(response, ask.Scopes, shown)) return response;
        response.Dispose();
        throw new HttpRequestException("the token ran out.", null, HttpStatusCode.Unauthorized);
    }

    /// <summary>Waits before another try: as long as asked, else a little longer each time, and never in step with others.</summary>
    public async Task PauseAsync(int attempt, TimeSpan? asked, CancellationToken stop)
    {
        var grown = limits.FirstPause * Math.Pow(2, attempt - 1) * (0.5 + (Random.Shared.NextDouble() / 2));
        var pause = asked ?? (grown < limits.LongestPause ? grown : limits.LongestPause);
        if (asked is not null) line.PauseUntil(clock.GetUtcNow() + pause);
        await Task.Delay(pause, clock, stop);
    }

    /// <summary>Trouble of the line, which another try may not meet.</summary>
    public static bool IsPassing(Exception e, CancellationToken stop) =>
        !stop.IsCancellationRequested && e is HttpRequestException or IOException or OperationCanceledException;

    public RegistryException Unreachable(Exception e) => new(RegistryFault.Unreachable, e switch
    {
        OperationCanceledException => $"{root.Authority} did not answer for {limits.Idle.TotalSeconds:0} seconds.",
        HttpRequestException { InnerException: System.Security.Authentication.AuthenticationException inner } => $"{root.Authority} cannot prove who it is: {inner.Message}",
        _ => $"{root.Authority} cannot be reached: {e.Message}",
    }, e);

    /// <summary>What the registry answered, as a refusal in words.</summary>
    public Task<RegistryException> RefusalAsync(HttpResponseMessage response, CancellationToken stop) =>
        Answers.RefusalAsync(response, root, RetryAfter(response.Headers.RetryAfter), authenticator.IsRepeatedIn, stop);

    /// <summary>Throws unless the registry did what it was asked.</summary>
    public async Task EnsureAsync(HttpResponseMessage response, CancellationToken stop)
    {
        if (!response.IsSuccessStatusCode) throw await RefusalAsync(response, stop);
    }

    /// <summary>The whole of a short answer, asked for again when the line breaks in the middle. An answer that is too long is given up.</summary>
    public async Task<Answer> FetchAsync(Ask ask, int most, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var response = await SendAsync(ask, stop);
            using var watch = new IdleWatch(limits.Idle, clock, stop);
            try
            {
                if (response.StatusCode != HttpStatusCode.NotFound) await EnsureAsync(response, watch.Token);
                return new(response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "", await Body.ReadAsync(response, most, watch.Token), Pages.Next(response, ask.Address));
            }
            catch (Exception e) when (IsPassing(e, stop))
            {
                if (attempt >= limits.Tries) throw Unreachable(e);
            }
            await PauseAsync(attempt, null, stop);
        }
    }

    /// <summary>An address that the registry gave us, checked. Behind a proxy a registry may not know that it is reached by https.</summary>
    public Uri Own(Uri address)
    {
        if (address.Scheme == "http" && root.Scheme == "https" && address.IdnHost == root.IdnHost) address = new UriBuilder(address) { Scheme = "https", Port = root.Port }.Uri;
        return IsOwn(address) ? address : throw Broken($"sends us to another host, {address.Authority}");
    }

    public bool IsOwn(Uri address) => address.Scheme == root.Scheme && string.Equals(address.Authority, root.Authority, StringComparison.OrdinalIgnoreCase);

    public void Dispose() => authenticator.Dispose();

    private static bool IsPassing(HttpStatusCode status) => status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
        && status is not (HttpStatusCode.NotImplemented or HttpStatusCode.InsufficientStorage);

    private async Task WaitOutPauseAsync(CancellationToken stop)
    {
        var left = line.PauseLeft(clock.GetUtcNow());
        if (left > TimeSpan.Zero) await Task.Delay(left, clock, stop);
    }

    private async Task PauseAfterAsync(HttpResponseMessage response, int attempt, bool last, CancellationToken stop)
    {
        var asked = RetryAfter(response.Headers.RetryAfter);
        if (last || asked > limits.LongestPause) throw await RefusalAsync(response, stop);
        await PauseAsync(attempt, asked, stop);
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) =>
        header?.Delta ?? (header?.Date is { } date && date > clock.GetUtcNow() ? date - clock.GetUtcNow() : null);

    private async Task<HttpResponseMessage> SendAuthorizedAsync(Ask ask, CancellationToken stop)
    {
        var shown = await authenticator.HeaderAsync(ask.Scopes, stop);
        var response = await FollowAsync(ask, shown, stop);
        if (response.StatusCode != HttpStatusCode.Unauthorized || !authenticator.Learn(response, ask.Scopes, shown)) return response;
        response.Dispose();
        var renewed = await authenticator.HeaderAsync(ask.Scopes, stop);
        return await FollowAsync(ask, renewed, stop);
    }

    private async Task<HttpResponseMessage> FollowAsync(Ask ask, AuthenticationHeaderValue? shown, CancellationToken stop)
    {
        var address = ask.Address;
        for (var hops = 0; ; hops++)
        {
            var response = await SendOnceAsync(ask, address, IsOwn(address) ? shown : null, stop);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location) return response;
            response.Dispose();
            address = Next(ask, address, location, hops);
        }
    }

    private Uri Next(Ask ask, Uri from, Uri location, int hops)
    {
        var next = new Uri(from, location);
        if (hops == MostRedirects) throw Broken("sends from one address to the next without end");
        if (next.Scheme is not ("https" or "http") || (from.Scheme == "https" && next.Scheme == "http")) throw Broken($"sends to an address without encryption on {next.Host}");
        if (ask.Method != HttpMethod.Get && ask.Method != HttpMethod.Head && !IsOwn(next)) throw Broken($"wants what we store sent to another host, {next.Host}");
        return next;
    }

    public RegistryException Broken(string what) => new(RegistryFault.Corrupt, $"{root.Authority} {what}. Nothing was sent there.");

    private async Task<HttpResponseMessage> SendOnceAsync(Ask ask, Uri address, AuthenticationHeaderValue? shown, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(ask.Method, address) { Content = ask.Content?.Invoke() };
        ask.Prepare?.Invoke(request);
        request.Headers.Authorization = shown;
        if (ask.Watch is { } watch) return await http.SendAsync(request, watch.Token);
        await line.Requests.WaitAsync(stop);
        try
        {
            using var own = new IdleWatch(limits.Idle, clock, stop);
            return await http.SendAsync(request, own.Token);
        }
        finally
        {
            line.Requests.Release();
        }
    }
}

/// <summary>A short answer, read whole; where a list goes on if it does.</summary>
internal sealed record Answer(HttpStatusCode Status, string MediaType, byte[] Bytes, Uri? Next);
