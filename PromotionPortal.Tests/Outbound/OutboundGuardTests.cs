using System.Net;
using System.Net.Sockets;
using System.Text;
using PromotionPortal.Outbound;

namespace PromotionPortal.Tests.Outbound;

public sealed class OutboundGuardTests : IDisposable
{
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);

    public OutboundGuardTests() => _server.Start();

    private int Port => ((IPEndPoint)_server.LocalEndpoint).Port;

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task What_is_not_listed_is_refused_in_words()
    {
        var refused = await Assert.ThrowsAsync<OutboundRefusedException>(() => Guard(resolve: To("10.0.0.7")).ConnectAsync("registry.internal", 443, default));
        Assert.Equal("registry.internal resolves to 10.0.0.7, which the operator has not listed under Outbound:Networks.", refused.Message);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("localhost")]
    public async Task Loopback_is_refused_when_nothing_is_set(string host) =>
        await Assert.ThrowsAsync<OutboundRefusedException>(() => Guard().ConnectAsync(host, Port, default));

    [Fact]
    public async Task A_listed_network_is_let_through()
    {
        using var socket = await Guard(networks: "127.0.0.0/8").ConnectAsync("127.0.0.1", Port, default);
        Assert.True(socket.Connected);
    }

    [Theory]
    [InlineData("git.internal", true)]
    [InlineData("GIT.internal.", true)]
    [InlineData("a.example.org", true)]
    [InlineData("b.a.example.org", true)]
    [InlineData("example.org", false)]
    [InlineData("evil-example.org", false)]
    [InlineData("git.internal.evil.org", false)]
    public async Task A_listed_host_is_let_through_by_its_name_alone(string host, bool isLetThrough)
    {
        var guard = Guard(hosts: "git.internal, *.example.org", resolve: To("127.0.0.1"));
        if (isLetThrough) (await guard.ConnectAsync(host, Port, default)).Dispose();
        else await Assert.ThrowsAsync<OutboundRefusedException>(() => guard.ConnectAsync(host, Port, default));
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("fd00:ec2::254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("0.0.0.0")]
    public async Task Metadata_is_never_called_whatever_is_listed(string address)
    {
        var guard = Guard(networks: "0.0.0.0/0, ::/0", hosts: "metadata.example", resolve: To(address));
        var refused = await Assert.ThrowsAsync<OutboundRefusedException>(() => guard.ConnectAsync("metadata.example", 80, default));
        Assert.Contains("never called", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_host_with_allowed_and_refused_addresses_only_the_allowed_ones_are_called()
    {
        var guard = Guard(networks: "127.0.0.1/32", resolve: To("169.254.169.254", "10.0.0.7", "127.0.0.1"));
        using var socket = await guard.ConnectAsync("both.example", Port, default);
        Assert.Equal(IPAddress.Loopback, ((IPEndPoint)socket.RemoteEndPoint!).Address);
    }

    [Fact]
    public async Task A_name_is_resolved_once_and_the_address_that_was_judged_is_called()
    {
        var answers = new Queue<string>(["127.0.0.1", "169.254.169.254"]);
        var guard = Guard(networks: "127.0.0.1/32", resolve: (_, _) => Task.FromResult(new[] { IPAddress.Parse(answers.Dequeue()) }));
        using (var first = await guard.ConnectAsync("rebinding.example", Port, default)) Assert.Equal(IPAddress.Loopback, ((IPEndPoint)first.RemoteEndPoint!).Address);
        await Assert.ThrowsAsync<OutboundRefusedException>(() => guard.ConnectAsync("rebinding.example", Port, default));
    }

    [Fact]
    public async Task The_internet_can_be_closed()
    {
        var open = Guard();
        Assert.Null(open.Refusal("registry.example", IPAddress.Parse("8.8.8.8")));
        Assert.NotNull(new OutboundGuard(new() { Internet = false }).Refusal("registry.example", IPAddress.Parse("8.8.8.8")));
        await Assert.ThrowsAsync<OutboundRefusedException>(() => new OutboundGuard(new() { Internet = false }, To("8.8.8.8")).ConnectAsync("registry.example", 443, default));
    }

    [Fact]
    public async Task A_redirect_is_not_followed_unseen_and_its_target_is_judged_too()
    {
        using var http = new HttpMessageInvoker(Guard(networks: "127.0.0.0/8").Guard(new SocketsHttpHandler { AllowAutoRedirect = true }));
        var answering = AnswerAsync("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest/meta-data\r\nContent-Length: 0\r\n\r\n");
        using var answer = await http.SendAsync(new(HttpMethod.Get, $"http://127.0.0.1:{Port}/"), default);
        await answering;
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => http.SendAsync(new(HttpMethod.Get, answer.Headers.Location), default));
        Assert.IsType<OutboundRefusedException>(refused.InnerException);
    }

    [Fact]
    public void A_proxy_of_the_environment_is_not_used() => Assert.False(Guard().Guard(new()).UseProxy);

    private async Task AnswerAsync(string answer)
    {
        using var client = await _server.AcceptSocketAsync();
        await client.ReceiveAsync(new byte[4096]);
        await client.SendAsync(Encoding.ASCII.GetBytes(answer));
    }

    private static ResolveHost To(params string[] addresses) => (_, _) => Task.FromResult(addresses.Select(IPAddress.Parse).ToArray());

    private static OutboundGuard Guard(string networks = "", string hosts = "", ResolveHost? resolve = null) => new(Options.Of(networks, hosts), resolve);
}
