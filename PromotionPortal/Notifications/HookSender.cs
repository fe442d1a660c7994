using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using PromotionPortal.Outbound;

namespace PromotionPortal.Notifications;

/// <summary>Posts a message to the address of a channel. Of the answer only the status and the wish for patience are looked at.</summary>
public sealed class HookSender : IDisposable
{
    private const int MostKilobytesOfHeaders = 16;
    private static readonly MediaTypeHeaderValue s_json = new("application/json") { CharSet = "utf-8" };

    private readonly OutboundGuard _guard;
    private readonly DeliveryOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;

    public HookSender(OutboundGuard guard, DeliveryOptions options, TimeProvider time)
    {
        (_guard, _options, _time) = (guard, options, time);
        // Without a client that logs addresses: here they are secrets.
        _http = new(guard.Guard(new SocketsHttpHandler { UseCookies = false, MaxResponseHeadersLength = MostKilobytesOfHeaders, MaxResponseDrainSize = 0, ActivityHeadersPropagator = null }));
    }

    public async Task<SendResult> PostAsync(string address, byte[] body, IReadOnlyDictionary<string, string> headers, CancellationToken stop)
    {
        if (!Uri.TryCreate(address.Trim(), UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http")) return SendResult.Never("The secret holds no https address.");
        if (url.Scheme == "http" && !_guard.ListsHost(url.Host)) return SendResult.Never($"The address is not encrypted, and the operator has not listed its host under {OutboundOptions.Section}:{nameof(OutboundOptions.Hosts)}.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(_options.Timeout);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) { Headers = { ContentType = s_json } } };
            foreach (var (name, value) in headers) request.Headers.Add(name, value);
            using var answer = await _http.SendAsync(request, limit.Token);
            return Of(answer);
        }
        catch (HttpRequestException e)
        {
            return Of(e);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return SendResult.Later("It did not answer in time.");
        }
    }

    public void Dispose() => _http.Dispose();

    private SendResult Of(HttpResponseMessage answer) => answer.StatusCode switch
    {
        >= (HttpStatusCode)200 and < (HttpStatusCode)300 => SendResult.Sent,
        >= (HttpStatusCode)300 and < (HttpStatusCode)400 => SendResult.Never($"It answered with a redirect ({(int)answer.StatusCode}), which is not followed."),
        HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= (HttpStatusCode)500 => SendResult.Later($"It answered {(int)answer.StatusCode}.") with { RetryAfter = Patience(answer.Headers.RetryAfter) },
        _ => SendResult.Never($"It refused the message ({(int)answer.StatusCode})."),
    };

    private TimeSpan? Patience(RetryConditionHeaderValue? asked) => asked?.Delta ?? (asked?.Date is { } date ? date - _time.GetUtcNow() : null);

    private static SendResult Of(HttpRequestException problem) => problem.InnerException switch
    {
        OutboundRefusedException no => SendResult.Never(no.Message),
        AuthenticationException => SendResult.Later("Its certificate is not one that is trusted for its name."),
        _ => SendResult.Later($"It cannot be reached ({problem.HttpRequestError})."),
    };
}
