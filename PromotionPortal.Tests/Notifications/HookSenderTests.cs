using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using PromotionPortal.Notifications;
using PromotionPortal.Outbound;

namespace PromotionPortal.Tests.Notifications;

/// <summary>Webhooks to a real receiver.</summary>
public sealed class HookSenderTests : IAsyncLifetime
{
    private static readonly byte[] s_body = Encoding.UTF8.GetBytes("""{"type":"promotion.promoted"}""");
    private readonly FakeTime _time = new();
    private HookReceiver _receiver = null!;

    public async Task InitializeAsync() => _receiver = await HookReceiver.StartAsync();

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    [Theory]
    [InlineData("plain secret")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    public async Task The_receiver_knows_who_sent_it(string secret)
    {
        Assert.Equal(SendResult.Sent, await PostAsync(headers: StandardWebhook.Headers("0199aa", _time.GetUtcNow(), s_body, secret)));
        var posted = Assert.Single(_receiver.Posts);
        Assert.Equal("msg_0199aa", posted.Id);
        Assert.Equal(s_body, posted.Body);
        Assert.True(posted.IsSignedWith(secret, _time.GetUtcNow()));
        Assert.False(posted.IsSignedWith(secret + "x", _time.GetUtcNow()));
        Assert.False((posted with { Body = [.. posted.Body, (byte)' '] }).IsSignedWith(secret, _time.GetUtcNow()));
        Assert.False((posted with { Id = "msg_other" }).IsSignedWith(secret, _time.GetUtcNow()));
        Assert.False(posted.IsSignedWith(secret, _time.GetUtcNow().AddHours(1)));
    }

    // The example of the specification.
    [Fact]
    public void A_signature_is_the_one_that_others_make()
    {
        var headers = StandardWebhook.Headers("p5jXN8AQM9LWM0D4loKWxJek", DateTimeOffset.FromUnixTimeSeconds(1_614_265_330), Encoding.UTF8.GetBytes("""{"test": 2432232314}"""), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        Assert.Equal(("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="), (headers["webhook-id"], headers["webhook-timestamp"], headers["webhook-signature"]));
    }

    [Theory]
    [InlineData(200, SendOutcome.Sent, "")]
    [InlineData(204, SendOutcome.Sent, "")]
    [InlineData(400, SendOutcome.Never, "It refused the message (400).")]
    [InlineData(404, SendOutcome.Never, "It refused the message (404).")]
    [InlineData(410, SendOutcome.Never, "It refused the message (410).")]
    [InlineData(408, SendOutcome.Later, "It answered 408.")]
    [InlineData(429, SendOutcome.Later, "It answered 429.")]
    [InlineData(500, SendOutcome.Later, "It answered 500.")]
    [InlineData(503, SendOutcome.Later, "It answered 503.")]
    public async Task An_answer_says_whether_another_try_helps(int status, SendOutcome outcome, string words)
    {
        _receiver.Answer = context => { context.Response.StatusCode = status; return status == 204 ? Task.CompletedTask : context.Response.WriteAsync("<b>words of theirs</b>"); };
        Assert.Equal(new SendResult(outcome, words), await PostAsync());
    }

    [Theory]
    [InlineData(301)]
    [InlineData(307)]
    public async Task A_redirect_is_not_followed(int status)
    {
        _receiver.Answer = context => { context.Response.StatusCode = status; context.Response.Headers.Location = "/elsewhere"; return Task.CompletedTask; };
        Assert.Equal(SendResult.Never($"It answered with a redirect ({status}), which is not followed."), await PostAsync());
        Assert.Equal("/services/hook", Assert.Single(_receiver.Posts).Path);
    }

    [Fact]
    public async Task A_wish_for_patience_is_heard_in_seconds_and_as_a_date()
    {
        var wish = "90";
        _receiver.Answer = context => { context.Response.StatusCode = 429; context.Response.Headers.RetryAfter = wish; return Task.CompletedTask; };
        Assert.Equal(TimeSpan.FromSeconds(90), (await PostAsync()).RetryAfter);
        wish = _time.GetUtcNow().AddMinutes(5).ToString("R", CultureInfo.InvariantCulture);
        Assert.Equal(TimeSpan.FromMinutes(5), (await PostAsync()).RetryAfter);
    }

    [Theory]
    [InlineData(1, 0, 10)]
    [InlineData(3, 0, 40)]
    [InlineData(1, 90, 90)]
    [InlineData(12, 60, 1800)]
    [InlineData(1, 900_000, 3600)]
    public void The_pause_grows_within_bounds(int attempt, int asked, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), new DeliveryOptions().PauseAfter(attempt, asked == 0 ? null : TimeSpan.FromSeconds(asked)));

    [Fact]
    public async Task A_receiver_that_is_down_or_silent_is_asked_again()
    {
        var down = await PostAsync($"http://127.0.0.1:{SmtpServer.PortOfNobody()}/secret-path");
        Assert.Equal(SendResult.Later("It cannot be reached (ConnectionError)."), down);
        using var silent = new TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        Assert.Equal(SendResult.Later("It did not answer in time."), await PostAsync($"http://{silent.LocalEndpoint}/x", options: new() { Timeout = TimeSpan.FromMilliseconds(200) }));
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read()
    {
        _receiver.Answer = async context =>
        {
            var piece = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(piece, context.RequestAborted);
        };
        Assert.Equal(SendResult.Sent, await PostAsync());
    }

    [Theory]
    [InlineData("http://127.0.0.1:9/x", "", "The address is not encrypted")]
    [InlineData("https://127.0.0.1:9/x", "", "the operator has not listed")]
    [InlineData("https://169.254.169.254/latest", "169.254.169.254", "is never called")]
    [InlineData("ftp://127.0.0.1/x", "127.0.0.1", "no https address")]
    [InlineData("hooks.slack.com", "127.0.0.1", "no https address")]
    public async Task Where_the_portal_may_not_call_it_does_not(string url, string listed, string words)
    {
        var options = new OutboundOptions { Hosts = listed.Length == 0 ? [] : [listed] };
        using var sender = new HookSender(new(options), new(), _time);
        var result = await sender.PostAsync(url, s_body, new Dictionary<string, string>(StringComparer.Ordinal), CancellationToken.None);
        Assert.Equal(SendOutcome.Never, result.Outcome);
        Assert.Contains(words, result.Problem, StringComparison.Ordinal);
    }

    private async Task<SendResult> PostAsync(string? url = null, IReadOnlyDictionary<string, string>? headers = null, DeliveryOptions? options = null)
    {
        using var sender = new HookSender(new(new OutboundOptions { Hosts = ["127.0.0.1"] }), options ?? new(), _time);
        return await sender.PostAsync(url ?? _receiver.Url, s_body, headers ?? new Dictionary<string, string>(StringComparer.Ordinal), CancellationToken.None);
    }
}
