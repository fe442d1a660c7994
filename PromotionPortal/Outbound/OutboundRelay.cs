using System.Net;
using System.Net.Sockets;

namespace PromotionPortal.Outbound;

/// <summary>What goes through a relay.</summary>
public enum RelayKind
{
    /// <summary>A client that asks a proxy for a tunnel, as for https.</summary>
    Proxy,

    /// <summary>Plain http, which libgit2 sends past every proxy: the client takes the door for the host, and no answer that leads elsewhere gets to it.</summary>
    Http,

    /// <summary>ssh, byte for byte; the host's key is noted as it passes.</summary>
    Ssh,
}

/// <summary>
/// For clients that open sockets themselves, as libgit2 does: a door on this machine that leads to one host and port, and there only
/// through the guard. The client never resolves the host's name, so that a name which resolves otherwise a moment later misleads nobody.
/// </summary>
public sealed class OutboundRelay : IAsyncDisposable
{
    private const int MostAtOnce = 8;

    private readonly OutboundGuard _guard;
    private readonly string _host;
    private readonly int _port;
    private readonly RelayKind _kind;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing;
    private readonly Task _serving;
    private volatile string? _refusal;
    private volatile byte[]? _hostKey;

    private OutboundRelay(OutboundGuard guard, string host, int port, RelayKind kind, CancellationToken stop)
    {
        _closing = CancellationTokenSource.CreateLinkedTokenSource(stop);
        (_guard, _host, _port, _kind) = (guard, host, port, kind);
        _listener.Start(MostAtOnce);
        _serving = ServeAsync();
    }

    /// <summary>Open until it is disposed of, or told to stop: then whoever waits on it sees the line go dead.</summary>
    public static OutboundRelay Open(OutboundGuard guard, string host, int port, RelayKind kind, CancellationToken stop = default) => new(guard, host, port, kind, stop);

    /// <summary>Where the client is to go.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Why the last connection was not made, in words; null while none was refused.</summary>
    public string? Refusal => _refusal;

    /// <summary>The key that the ssh host showed last, as it came over the wire. Who relies on it makes sure that the client saw the same.</summary>
    public byte[]? HostKey => _hostKey;

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Dispose();
        await _serving;
        _closing.Dispose();
    }

    private async Task ServeAsync()
    {
        var busy = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_closing.Token);
                busy.RemoveAll(task => task.IsCompleted);
                if (busy.Count >= MostAtOnce) client.Dispose();
                else busy.Add(RelayAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(busy);
        }
    }

    private async Task RelayAsync(Socket accepted)
    {
        await using var client = new NetworkStream(accepted, ownsSocket: true);
        try
        {
            await (_kind switch { RelayKind.Ssh => RelaySshAsync(client), RelayKind.Http => RelayHttpAsync(client), _ => RelayTunnelAsync(client) });
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Either side went away; the client notices, and says so.
        }
    }

    private async Task RelaySshAsync(NetworkStream client)
    {
        if (await ReachAsync() is not { } there) return;
        await using (there)
        {
            await PassAsync(client, there, done => new HostKeyTap(there, key => _hostKey = key).CopyToAsync(client, done));
        }
    }

    private async Task RelayTunnelAsync(NetworkStream client)
    {
        if (await HttpHead.ReadAsync(client, _closing.Token) is not { } head || !head.IsTunnelTo(_host, _port)) await RefuseAsync(client, SentElsewhere, _closing.Token);
        else if (await ReachAsync() is not { } there) await client.WriteAsync(HttpHead.Unreachable, _closing.Token);
        else
        {
            await using (there)
            {
                await client.WriteAsync(HttpHead.Open, _closing.Token);
                await there.WriteAsync(head.Rest, _closing.Token);
                await PassAsync(client, there, done => there.CopyToAsync(client, done));
            }
        }
    }

    private async Task RelayHttpAsync(NetworkStream client)
    {
        if ((await HttpHead.ReadAsync(client, _closing.Token))?.RequestTo(new UriBuilder("http", _host, _port).Uri.Authority) is not { } request) await RefuseAsync(client, SentElsewhere, _closing.Token);
        else if (await ReachAsync() is not { } there) await client.WriteAsync(HttpHead.Unreachable, _closing.Token);
        else
        {
            await using (there)
            {
                await there.WriteAsync(request, _closing.Token);
                await PassAsync(client, there, done => PassAnswerAsync(there, client, done));
            }
        }
    }

    private async Task PassAnswerAsync(NetworkStream there, NetworkStream client, CancellationToken done)
    {
        var head = await HttpHead.ReadAsync(there, done);
        if (head?.Answer() is not { } answer)
        {
            await RefuseAsync(client, head is { IsRedirect: true } ? SentElsewhere : $"{_host} does not answer as a git server does.", done);
            return;
        }
        await client.WriteAsync(answer, done);
        await there.CopyToAsync(client, done);
    }

    private string SentElsewhere => $"{_host} sends to another host or address, which is not followed.";

    // Known before the client hears of it.
    private async Task RefuseAsync(NetworkStream client, string why, CancellationToken stop)
    {
        _refusal = why;
        await client.WriteAsync(HttpHead.Forbidden, stop);
    }

    private async Task<NetworkStream?> ReachAsync()
    {
        try
        {
            return new(await _guard.ConnectAsync(_host, _port, _closing.Token), ownsSocket: true);
        }
        catch (OutboundRefusedException refused)
        {
            _refusal = refused.Message;
        }
        catch (SocketException e)
        {
            _refusal = $"{_host}:{_port} cannot be reached: {e.Message}";
        }
        return null;
    }

    // When one side is done, the other has nobody left to speak to.
    private async Task PassAsync(NetworkStream client, NetworkStream there, Func<CancellationToken, Task> back)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        var both = new[] { client.CopyToAsync(there, done.Token), back(done.Token) };
        await Task.WhenAny(both);
        await done.CancelAsync();
        await Task.WhenAll(both);
    }
}
