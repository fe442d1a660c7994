using System.Globalization;
using System.Text;

namespace PromotionPortal.Outbound;

/// <summary>The head of a request or an answer, and what was read beyond it.</summary>
internal sealed class HttpHead
{
    private const int MostBytes = 32 * 1024;
    private const int FirstFinal = 200;
    private const int FirstElsewhere = 300;
    private const int FirstRefused = 400;
    private const int LastStatus = 599;
    private static readonly string[] s_ofOneHop = ["Host:", "Connection:", "Proxy-Connection:", "Proxy-Authorization:", "Keep-Alive:"];

    private readonly string[] _lines;
    private readonly byte[] _rest;

    private HttpHead(string[] lines, byte[] rest) => (_lines, _rest) = (lines, rest);

    public static byte[] Open { get; } = Encoding.ASCII.GetBytes("HTTP/1.1 200 Connection established\r\n\r\n");

    public static byte[] Forbidden { get; } = Encoding.ASCII.GetBytes("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

    public static byte[] Unreachable { get; } = Encoding.ASCII.GetBytes("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

    /// <summary>What came after the head.</summary>
    public ReadOnlyMemory<byte> Rest => _rest;

    /// <summary>Null where there is none, it has no end, or its lines end otherwise than everybody reads them.</summary>
    public static async Task<HttpHead?> ReadAsync(Stream from, CancellationToken stop)
    {
        var bytes = new byte[MostBytes];
        for (var length = 0; length < bytes.Length;)
        {
            var read = await from.ReadAsync(bytes.AsMemory(length), stop);
            if (read == 0) return null;
            length += read;
            var end = bytes.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end < 0) continue;
            var lines = Encoding.Latin1.GetString(bytes, 0, end).Split("\r\n");
            return lines.Any(line => line.AsSpan().ContainsAny('\r', '\n')) ? null : new(lines, bytes[(end + 4)..length]);
        }
        return null;
    }

    /// <summary>Whether it asks a proxy for a tunnel to this host.</summary>
    public bool IsTunnelTo(string host, int port) =>
        _lines[0].Split(' ') is ["CONNECT", var target, _] && Uri.TryCreate($"https://{target}", UriKind.Absolute, out var address)
        && string.Equals(address.IdnHost, host, StringComparison.OrdinalIgnoreCase) && address.Port == port;

    /// <summary>Whether it is an answer that sends the client elsewhere.</summary>
    public bool IsRedirect => StatusOf(_lines[0]) is >= FirstElsewhere and < FirstRefused;

    /// <summary>The request as the host is to get it; null where it is none for a path. One for each connection, so that every answer's head is seen.</summary>
    public byte[]? RequestTo(string authority) => _lines[0].Split(' ') is ["GET" or "POST", ['/', ..], "HTTP/1.1"] ? Written(_lines[0], $"Host: {authority}") : null;

    /// <summary>The answer as the client is to get it; null where it is none, leads elsewhere, or is not the last one.</summary>
    public byte[]? Answer() => StatusOf(_lines[0]) is var status and ((>= FirstFinal and < FirstElsewhere) or (>= FirstRefused and <= LastStatus)) ? Written($"HTTP/1.1 {status} Answered") : null;

    // What we say of the connection stands first: whatever else is written there, it ends with this answer.
    private byte[] Written(params string[] own)
    {
        var theirs = _lines.Skip(1).Where(line => !s_ofOneHop.Any(name => line.StartsWith(name, StringComparison.OrdinalIgnoreCase)));
        return [.. Encoding.Latin1.GetBytes(string.Join("\r\n", [.. own, "Connection: close", .. theirs]) + "\r\n\r\n"), .. _rest];
    }

    private static int StatusOf(string line) =>
        line.Split(' ', 3) is ["HTTP/1.1" or "HTTP/1.0", { Length: 3 } status, ..] && int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
