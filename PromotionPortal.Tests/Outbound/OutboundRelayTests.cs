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
    public async Task A_plain_request_goes_to_the_one_host_under_its_own_name_and_the_connection_ends_with_the_answer()
    {
        await using var relay = Open("127.0.0.0/8", To("127.0.0.1"), RelayKind.Http);
        var serving = ServeAsync("HTTP/1.1 204 No Content\r\nConnection: keep-alive\r\nX-Git: 1\r\n\r\n");
        var answer = await AskAsync(relay, $"GET /x.git/info/refs?service=git HTTP/1.1\r\nHost: 127.0.0.1:{relay.Port}\r\nConnection: keep-alive\r\nProxy-Authorization: Basic x\r\nAccept: */*\r\n\r\n");
        Assert.Equal($"GET /x.git/info/refs?service=git HTTP/1.1\r\nHost: git.example:{Port}\r\nConnection: close\r\nAccept: */*\r\n\r\n", await serving);
        Assert.Equal("HTTP/1.1 204 Answered\r\nConnection: close\r\nX-Git: 1\r\n\r\n", answer);
        Assert.Null(relay.Refusal);
    }

    [Theory]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n", "sends to another host")]
    [InlineData("HTTP/1.0 301 Moved\r\nLocation: /elsewhere\r\n\r\n", "sends to another host")]
    [InlineData("HTTP/1.1 308 Moved\r\n\r\n", "sends to another host")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n", "does not answer as")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 0\n\nHTTP/1.1 302 Found\r\n\r\n", "does not answer as")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n", "does not answer as")]
    [InlineData("SSH-2.0-x\r\n\r\n", "does not answer as")]
    public async Task No_answer_that_leads_elsewhere_gets_to_the_client(string answer, string words)
    {
        await using var relay = Open("127.0.0.0/8", To("127.0.0.1"), RelayKind.Http);
        var serving = ServeAsync(answer);
        Assert.Equal("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", await AskAsync(relay, "GET /x.git/info/refs HTTP/1.1\r\nHost: x\r\n\r\n"));
        await serving;
        Assert.Contains(words, relay.Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET http://metadata.example/ HTTP/1.1\r\n\r\n")]
    [InlineData("CONNECT git.example:443 HTTP/1.1\r\n\r\n")]
    [InlineData("PUT / HTTP/1.1\r\n\r\n")]
    [InlineData("GET /x HTTP/1.1\nX: y\r\n\r\n")]
    public async Task A_plain_request_is_for_a_path_of_the_one_host(string head)
    {
        await using var relay = Open("127.0.0.0/8", To("127.0.0.1"), RelayKind.Http);
        Assert.StartsWith("HTTP/1.1 403", await AskAsync(relay, head), StringComparison.Ordinal);
        Assert.False(_server.Pending());
    }

    [Theory]
    [InlineData("169.254.169.254", "never called")]
    [InlineData("10.0.0.7", "has not listed")]
    public async Task A_plain_request_to_a_refused_address_is_not_sent(string address, string words)
    {
        await using var relay = Open("127.0.0.0/8", To(address), RelayKind.Http);
        Assert.StartsWith("HTTP/1.1 502", await AskAsync(relay, "GET / HTTP/1.1\r\n\r\n"), StringComparison.Ordinal);
        Assert.Contains(words, relay.Refusal, StringComparison.Ordinal);
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
    [InlineData("GET http://git.example:{0}/ HTTP/1.1\r\n\r\n")]
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

    private OutboundRelay Open(string networks, ResolveHost resolve, RelayKind kind = RelayKind.Proxy) => OutboundRelay.Open(new(Options.Of(networks), resolve), "git.example", Port, kind);

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
