using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace PromotionPortal.Cli;

/// <summary>A long line to a portal: whatever is sent arrives half a round trip later, and a connection takes a whole one to be made. Nothing else is slower.</summary>
internal sealed class SlowLine : IAsyncDisposable
{
    private const int PieceBytes = 64 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _gone = new();
    private readonly Uri _to;
    private readonly TimeSpan _roundTrip;
    private readonly long _halfTrip;
    private readonly Task _accepting;

    private SlowLine(Uri to, TimeSpan roundTrip)
    {
        (_to, _roundTrip, _halfTrip) = (to, roundTrip, (long)(roundTrip.TotalSeconds * Stopwatch.Frequency / 2));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Address => $"http://{_to.Host}:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public static SlowLine Start(Uri to, TimeSpan roundTrip) => new(to, roundTrip);

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        _listener.Stop();
        await _accepting;
        _gone.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> carrying = [];
        try
        {
            while (true) carrying.Add(CarryAsync(await _listener.AcceptTcpClientAsync(_gone.Token)));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(carrying);
        }
    }

    private async Task CarryAsync(TcpClient near)
    {
        using var far = new TcpClient { NoDelay = true };
        using (near)
        {
            near.NoDelay = true;
            try
            {
                await Task.Delay(_roundTrip, _gone.Token);
                await far.ConnectAsync(_to.Host, _to.Port, _gone.Token);
                await Task.WhenAll(CarryAsync(near, far), CarryAsync(far, near));
            }
            catch (Exception ended) when (ended is OperationCanceledException or IOException or SocketException or InvalidOperationException)
            {
                // One side hung up, or the measuring is over.
            }
        }
    }

    // Read at once and written when it is due, so that many pieces can be on their way.
    private async Task CarryAsync(TcpClient from, TcpClient to)
    {
        var underWay = Channel.CreateUnbounded<(long Due, byte[] Piece)>();
        var writing = WriteAsync(underWay.Reader, to);
        var buffer = new byte[PieceBytes];
        int read;
        while ((read = await from.GetStream().ReadAsync(buffer, _gone.Token)) > 0) await underWay.Writer.WriteAsync((Stopwatch.GetTimestamp() + _halfTrip, buffer[..read]), _gone.Token);
        underWay.Writer.Complete();
        await writing;
        to.Client.Shutdown(SocketShutdown.Send);
    }

    private async Task WriteAsync(ChannelReader<(long Due, byte[] Piece)> underWay, TcpClient to)
    {
        await foreach (var (due, piece) in underWay.ReadAllAsync(_gone.Token))
        {
            if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is { Ticks: > 0 } wait) await Task.Delay(wait, _gone.Token);
            await to.GetStream().WriteAsync(piece, _gone.Token);
        }
    }
}
