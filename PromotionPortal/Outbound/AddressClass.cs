using System.Net;
using System.Net.Sockets;

namespace PromotionPortal.Outbound;

/// <summary>Where an address leads.</summary>
public enum Reachability
{
    /// <summary>Somewhere on the internet.</summary>
    Public,

    /// <summary>This machine, or a network that is not the internet: only where the operator listed it.</summary>
    Private,

    /// <summary>The cloud's metadata, the link itself, everybody at once, or nobody: never, whatever is listed.</summary>
    Never,
}

/// <summary>Tells addresses apart, also those that carry another one within.</summary>
public static class AddressClass
{
    private const int BytesOfIPv4 = 4;

    private static readonly IPNetwork[] s_never = Networks(
        "0.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4",
        "100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32", // metadata of Alibaba, Azure, Oracle
        "::/128", "fe80::/10", "ff00::/8",
        "fd00:ec2::/32", "fd20:ce::/32"); // metadata of Amazon, Google

    private static readonly IPNetwork[] s_private = Networks(
        "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "2001::/23", "2001:db8::/32", "3fff::/20");

    private static readonly IPNetwork s_globalIPv6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork s_translated = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork s_tunnelled = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork s_compatible = IPNetwork.Parse("::/96");

    public static Reachability Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return Of(address.MapToIPv4());
        if (s_never.Any(network => network.Contains(address))) return Reachability.Never;
        if (Within(address) is { } inner) return Of(inner) is var of && of == Reachability.Public && s_compatible.Contains(address) ? Reachability.Private : of;
        if (s_private.Any(network => network.Contains(address))) return Reachability.Private;
        return address.AddressFamily == AddressFamily.InterNetwork || s_globalIPv6.Contains(address) ? Reachability.Public : Reachability.Private;
    }

    /// <summary>The IPv4 address that the network takes out of this one, where it does.</summary>
    public static IPAddress? Within(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(address)) return null;
        var bytes = address.GetAddressBytes();
        if (s_translated.Contains(address) || s_compatible.Contains(address)) return new(bytes.AsSpan(^BytesOfIPv4));
        return s_tunnelled.Contains(address) ? new(bytes.AsSpan(2, BytesOfIPv4)) : null;
    }

    private static IPNetwork[] Networks(params string[] networks) => [.. networks.Select(network => IPNetwork.Parse(network))];
}
