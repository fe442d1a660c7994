using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PromotionPortal.Tests.Registry;

/// <summary>Stands in front of a registry and spoils what passes, as each test wants it.</summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private static readonly string[] s_ofTheHop = ["Connection", "Host", "Transfer-Encoding", "Keep-Alive", "Expect"];

    private readonly WebApplication _app;
    private readonly Uri _upstream;
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly List<string> _requests = [];

    private FaultProxy(WebApplication app, Uri upstream) => (_app, _upstream) = (app, upstream);

    public Uri Address => new(_app.Urls.First());

    /// <summary>Sees each request first; true: it has answered it itself.</summary>
    public Func<HttpContext, Task<bool>> Before { get; set; } = _ => Task.FromResult(false);

    /// <summary>Passes the body of an answer on; by default as it is.</summary>
    public Func<HttpContext, Stream, Task> Body { get; set; } = (context, body) => body.CopyToAsync(context.Response.Body, context.RequestAborted);

    /// <summary>Changes the head of an answer.</summary>
    public Action<HttpContext> Head { get; set; } = _ => { };

    /// <summary>"GET /v2/… Range Authorization" of each request.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests) return [.. _requests];
        }
    }

    public static async Task<FaultProxy> StartAsync(Uri upstream)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Limits.MaxRequestBodySize = null;
            options.Listen(IPAddress.Loopback, 0);
        });
        var app = builder.Build();
        var proxy = new FaultProxy(app, upstream);
        app.Run(proxy.AnswerAsync);
        await app.StartAsync();
        return proxy;
    }

    /// <summary>True for the first so many calls.</summary>
    public static Func<bool> First(int count)
    {
        var left = count;
        return () => Interlocked.Decrement(ref left) >= 0;
    }

    public static bool IsBlobGet(HttpContext context) => context.Request.Method == "GET" && context.Request.Path.Value!.Contains("/blobs/sha256:", StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        lock (_requests) _requests.Add($"{request.Method} {request.Path}{request.QueryString} {request.Headers.Range} {request.Headers.Authorization}".TrimEnd());
        if (await Before(context)) return;
        try
        {
            await ForwardAsync(context);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException or IOException)
        {
            context.Abort();
        }
    }

    private async Task ForwardAsync(HttpContext context)
    {
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
        Head(context);
        if (context.Request.Method == "HEAD") return;
        await using var body = await answer.Content.ReadAsStreamAsync(context.RequestAborted);
        await Body(context, body);
    }

    private void Copy(HttpHeaders from, IHeaderDictionary to)
    {
        foreach (var header in from.Where(header => !s_ofTheHop.Contains(header.Key)))
            to[header.Key] = header.Value.Select(value => value.Replace(_upstream.Authority, Address.Authority, StringComparison.Ordinal)).ToArray();
    }
}
