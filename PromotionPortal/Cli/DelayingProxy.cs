using System.Net;
using System.Net.Http.Headers;

namespace PromotionPortal.Cli;

/// <summary>Stands in front of a registry, lets each request wait as on a long line, and counts them.</summary>
internal sealed class DelayingProxy : IAsyncDisposable
{
    private static readonly string[] s_ofTheHop = ["Connection", "Transfer-Encoding", "Keep-Alive", "Expect"];

    private readonly WebApplication _app;
    private readonly Uri _upstream;
    private readonly TimeSpan _delay;
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private int _requests;

    private DelayingProxy(WebApplication app, Uri upstream, TimeSpan delay) => (_app, _upstream, _delay) = (app, upstream, delay);

    public Uri Address => new(_app.Urls.First());

    /// <summary>How many there have been since this was last asked.</summary>
    public int TakeRequests() => Interlocked.Exchange(ref _requests, 0);

    public static async Task<DelayingProxy> StartAsync(Uri upstream, TimeSpan delay, CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Limits.MaxRequestBodySize = null;
            options.Listen(IPAddress.Loopback, 0);
        });
        var app = builder.Build();
        var proxy = new DelayingProxy(app, upstream, delay);
        app.Run(proxy.AnswerAsync);
        await app.StartAsync(stop);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    // The host's name goes along, so that the addresses which the registry gives lead here again.
    private async Task AnswerAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        await Task.Delay(_delay, context.RequestAborted);
        using var request = new HttpRequestMessage(new(context.Request.Method), new Uri(_upstream, context.Request.Path + context.Request.QueryString));
        if (context.Request.ContentLength > 0 || context.Request.Headers.TransferEncoding.Count > 0) request.Content = new StreamContent(context.Request.Body);
        foreach (var header in context.Request.Headers.Where(header => !s_ofTheHop.Contains(header.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(header.Key, header.Value.AsEnumerable())) request.Content?.Headers.TryAddWithoutValidation(header.Key, header.Value.AsEnumerable());
        }
        using var answer = await _http.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        Copy(answer.Headers, context.Response.Headers);
        Copy(answer.Content.Headers, context.Response.Headers);
        if (context.Request.Method != "HEAD") await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static void Copy(HttpHeaders from, IHeaderDictionary to)
    {
        foreach (var header in from.Where(header => !s_ofTheHop.Contains(header.Key))) to[header.Key] = header.Value.ToArray();
    }
}
