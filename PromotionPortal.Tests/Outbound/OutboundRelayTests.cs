using System.Net;
using System.Net.Sockets;
using System.Text;
using PromotionPortal.Outbound;

namespace PromotionPortal.Tests.Outbound;

public sealed class OutboundRelayTests : IDisposable
{
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);

    public OutboundRelayTests() => _server.Start();

    private int Port => ((IPEndPoint)_server.LocalEndpoint).Port;

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task A_tunnel_leads_to_the_one_host_and_passes_bytes_both_ways()
    {
        await using var relay = Open("127.0.0.0/8", To("127.0.0.1"));
        var serving = ServeAsync("pong");
        Assert.Equal("HTTP/1.1 200 Connection established\r\n\r\npong", await AskAsync(relay, $"CONNECT git.example:{Port} HTTP/1.1\r\nHost: git.example\r\n\r\nping"));
        Assert.Equal("ping", await serving);
        Assert.Null(relay.Refusal);
    }

    [Fact]
    public async Task A_whole_address_becomes_a_path_and_the_connection_ends_with_the_answer()
    {
        await using var relay = Open("127.0.0.0/8", To("127.0.0.1"));
        var serving = ServeAsync("HTTP/1.1 204 No Content\r\n\r\n");
        await AskAsync(relay, $"GET http://git.example:{Port}/x.git/info/refs?service=git HTTP/1.1\r\nHost: git.example:{Port}\r\nConnection: keep-alive\r\nProxy-Authorization: Basic x\r\nAccept: */*\r\n\r\n");
        Assert.Equal($"GET /x.git/info/refs?service=git HTTP/1.1\r\nHost: git.example:{Port}\r\nAccept: */*\r\nConnection: close\r\n\r\n", await serving);
    }

    [Theory]
    [InlineData("169.254.169.254", "never called")]
    [InlineData("10.0.0.7", "has not listed")]
    public async Task A_name_that_resolves_to_a_refused_address_is_not_reached(string address, string words)
    {
        await using var relay = Open("127.0.0.0/8", To(address));
        Assert.StartsWith("HTTP/1.1 502", await AskAsync(relay, $"CONNECT git.example:{Port} HTTP/1.1\r\n\r\n"), StringComparison.Ordinal);
        Assert.Contains(words, relay.Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CONNECT metadata.example:{0} HTTP/1.1\r\n\r\n")]
    [InlineData("CONNECT git.example:1 HTTP/1.1\r\n\r\n")]
    [InlineData("GET http://metadata.example:{0}/ HTTP/1.1\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("GET file:///etc/passwd HTTP/1.1\r\n\r\n")]
    [InlineData("nonsense\r\n\r\n")]
    public async Task It_leads_nowhere_else(string head)
    {
        await using var relay = Open("127.0.0.0/8", To("127.0.0.1"));
        Assert.StartsWith("HTTP/1.1 403", await AskAsync(relay, string.Format(System.Globalization.CultureInfo.InvariantCulture, head, Port)), StringComparison.Ordinal);
        Assert.False(_server.Pending());
    }

    [Fact]
    public async Task Closing_it_ends_what_still_passes()
    {
        var relay = Open("127.0.0.0/8", To("127.0.0.1"));
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, relay.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"CONNECT git.example:{Port} HTTP/1.1\r\n\r\n"));
        using var there = await _server.AcceptSocketAsync();
        await relay.DisposeAsync();
        Assert.Equal(0, await there.ReceiveAsync(new byte[1]));
    }

    private OutboundRelay Open(string networks, ResolveHost resolve) => OutboundRelay.Open(new(Options.Of(networks), resolve), "git.example", Port, RelayKind.Proxy);

    private static ResolveHost To(string address) => (_, _) => Task.FromResult(new[] { IPAddress.Parse(address) });

    private async Task<string> ServeAsync(string answer)
    {
        using var client = await _server.AcceptSocketAsync();
        var bytes = new byte[4096];
        var length = await client.ReceiveAsync(bytes);
        await client.SendAsync(Encoding.ASCII.GetBytes(answer));
        return Encoding.ASCII.GetString(bytes, 0, length);
    }

    private static async Task<string> AskAsync(OutboundRelay relay, string head)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, relay.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        return await reader.ReadToEndAsync();
    }
}
