using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PromotionPortal.Engine;

namespace PromotionPortal.Tests.Notifications;

/// <summary>What was posted: the headers of Standard Webhooks, and the body.</summary>
public sealed record Posted(string Path, string? Id, string? Timestamp, string? Signature, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>Judged by the code with which the portal checks what others send.</summary>
    public bool IsSignedWith(string secret, DateTimeOffset now)
    {
        using var signature = new WebhookSignature(new(HubSignature: null, GitLabToken: null, Id, Timestamp, Signature), secret, now);
        signature.Append(Body);
        return signature.IsGenuine();
    }
}

/// <summary>A receiver of webhooks on loopback that keeps what it gets, and answers as a test says.</summary>
public sealed class HookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HookReceiver(WebApplication app) => _app = app;

    public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    public ConcurrentQueue<Posted> Posts { get; } = new();

    public string Url => $"{_app.Urls.First()}/services/hook";

    public static async Task<HookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var receiver = new HookReceiver(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        string? Header(string name) => context.Request.Headers[name] is [{ } one] ? one : null;
        Posts.Enqueue(new(context.Request.Path, Header("webhook-id"), Header("webhook-timestamp"), Header("webhook-signature"), body.ToArray()));
        await Answer(context);
    }
}
