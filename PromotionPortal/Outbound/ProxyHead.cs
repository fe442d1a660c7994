using System.Text;

namespace PromotionPortal.Outbound;

/// <summary>What a client asks of a proxy: a tunnel, or one request with a whole address in it.</summary>
internal sealed class ProxyHead
{
    private const int MostBytes = 32 * 1024;
    private static readonly string[] s_ofOneHop = ["Connection:", "Proxy-Connection:", "Proxy-Authorization:", "Keep-Alive:"];

    private readonly Uri _address;

    private ProxyHead(Uri address, bool isTunnel, byte[] onward)
    {
        (_address, IsTunnel, Onward) = (address, isTunnel, onward);
    }

    public static byte[] Open { get; } = Encoding.ASCII.GetBytes("HTTP/1.1 200 Connection established\r\n\r\n");

    public static byte[] Forbidden { get; } = Encoding.ASCII.GetBytes("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

    public static byte[] Unreachable { get; } = Encoding.ASCII.GetBytes("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

    public bool IsTunnel { get; }

    /// <summary>What the host is to get of what was read so far.</summary>
    public byte[] Onward { get; }

    public bool IsFor(string host, int port) => string.Equals(_address.IdnHost, host, StringComparison.OrdinalIgnoreCase) && _address.Port == port;

    /// <summary>Null where it is no such request, or has no end.</summary>
    public static async Task<ProxyHead?> ReadAsync(Stream client, CancellationToken stop)
    {
        var bytes = new byte[MostBytes];
        for (var length = 0; length < bytes.Length;)
        {
            var read = await client.ReadAsync(bytes.AsMemory(length), stop);
            if (read == 0) return null;
            length += read;
            var end = bytes.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end >= 0) return Parse(Encoding.Latin1.GetString(bytes, 0, end), bytes[(end + 4)..length]);
        }
        return null;
    }

    private static ProxyHead? Parse(string head, byte[] rest)
    {
        var lines = head.Split("\r\n");
        if (lines[0].Split(' ') is not [var method, var target, var version]) return null;
        var isTunnel = method == "CONNECT";
        if (!Uri.TryCreate(isTunnel ? $"https://{target}" : target, UriKind.Absolute, out var address) || (!isTunnel && address.Scheme != "http")) return null;
        if (isTunnel) return new(address, isTunnel, rest);
        // One request for each connection: then all that comes after its head can pass unread.
        var own = lines.Skip(1).Where(line => !s_ofOneHop.Any(name => line.StartsWith(name, StringComparison.OrdinalIgnoreCase)));
        var onward = string.Join("\r\n", [$"{method} {address.PathAndQuery} {version}", .. own, "Connection: close"]) + "\r\n\r\n";
        return new(address, isTunnel, [.. Encoding.Latin1.GetBytes(onward), .. rest]);
    }
}
