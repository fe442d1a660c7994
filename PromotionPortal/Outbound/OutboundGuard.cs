using System.Net;
using System.Net.Sockets;

namespace PromotionPortal.Outbound;

/// <summary>All addresses that a name stands for at this moment.</summary>
public delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken stop);

/// <summary>An address that may not be called, in words for a person.</summary>
public sealed class OutboundRefusedException(string message) : Exception(message);

/// <summary>
/// The one way to call out. A name is resolved here, each address is judged, and the connection goes to the address that was judged:
/// whatever the name resolves to a moment later makes no difference.
/// </summary>
public sealed class OutboundGuard(OutboundOptions options, ResolveHost? resolve = null)
{
    private readonly ResolveHost _resolve = resolve ?? Dns.GetHostAddressesAsync;

    public bool ListsHost(string host) => options.ListsHost(host);

    /// <summary>A connection to the first of the host's allowed addresses that answers.</summary>
    /// <exception cref="OutboundRefusedException">None of them is allowed.</exception>
    public async Task<Socket> ConnectAsync(string host, int port, CancellationToken stop)
    {
        SocketException? failure = null;
        foreach (var address in await AllowedAsync(host, stop))
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, port), stop);
                return socket;
            }
            catch (SocketException e)
            {
                socket.Dispose();
                failure = e;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
        throw failure ?? new SocketException((int)SocketError.HostNotFound);
    }

    /// <summary>Makes a handler connect by this guard alone: no proxy of the environment, no redirect followed unseen.</summary>
    public SocketsHttpHandler Guard(SocketsHttpHandler handler)
    {
        handler.UseProxy = false;
        handler.AllowAutoRedirect = false;
        handler.ConnectCallback = async (context, stop) => new NetworkStream(await ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, stop), ownsSocket: true);
        return handler;
    }

    /// <summary>Why this address of the host may not be called; null when it may.</summary>
    public string? Refusal(string host, IPAddress address) => AddressClass.Of(address) switch
    {
        Reachability.Never => $"{Named(host, address)} is never called: such an address belongs to the machine, its link or its cloud.",
        Reachability.Public when options.Internet => null,
        _ when options.ListsHost(host) || Forms(address).Any(options.ListsNetworkOf) => null,
        _ => $"{Named(host, address)} the operator has not listed under {OutboundOptions.Section}:{nameof(OutboundOptions.Networks)}.",
    };

    private async Task<List<IPAddress>> AllowedAsync(string host, CancellationToken stop)
    {
        var addresses = IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await _resolve(host, stop);
        var allowed = addresses.Where(address => Refusal(host, address) is null).ToList();
        if (allowed.Count == 0 && addresses.Length > 0) throw new OutboundRefusedException(Refusal(host, addresses[0])!);
        return allowed;
    }

    // An address that carries another one is listed by either.
    private static IEnumerable<IPAddress> Forms(IPAddress address) => AddressClass.Within(address) is { } inner ? [address, inner] : [address];

    private static string Named(string host, IPAddress address) => IPAddress.TryParse(host.Trim('[', ']'), out _) ? $"The address {address}, which" : $"{host} resolves to {address}, which";
}
