using System.Collections.Immutable;
using System.Net;

namespace PromotionPortal.Outbound;

/// <summary>What the operator lets the portal call. The internet is open unless it is closed; everything else has to be listed.</summary>
public sealed record OutboundOptions
{
    public const string Section = "Outbound";

    public ImmutableArray<IPNetwork> Networks { get; init; } = [];

    /// <summary>Names that may resolve to any address but those that are never called; "*.example.org" is every name below example.org.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];

    /// <summary>False: addresses of the internet have to be listed too.</summary>
    public bool Internet { get; init; } = true;

    public static OutboundOptions Read(IConfigurationSection section, List<string> problems)
    {
        foreach (var key in section.GetChildren().Where(child => !IsSetting(child.Key))) problems.Add($"{Section}:{key.Key} is not a setting; there are {nameof(Networks)}, {nameof(Hosts)}, {nameof(Internet)}.");
        return new()
        {
            Networks = [.. Texts(section, nameof(Networks)).Select(text => Network(text, problems)).OfType<IPNetwork>()],
            Hosts = [.. Texts(section, nameof(Hosts)).Where(text => IsHost(text, problems)).Select(text => text.ToLowerInvariant())],
            Internet = Flag(section, problems),
        };
    }

    public bool ListsHost(string host)
    {
        var name = host.TrimEnd('.').ToLowerInvariant();
        return Hosts.Any(listed => listed.StartsWith("*.", StringComparison.Ordinal) ? name.EndsWith(listed[1..], StringComparison.Ordinal) : name == listed);
    }

    public bool ListsNetworkOf(IPAddress address) => Networks.Any(network => network.Contains(address));

    private static bool IsSetting(string key) => new[] { nameof(Networks), nameof(Hosts), nameof(Internet) }.Contains(key, StringComparer.OrdinalIgnoreCase);

    // A list in a file, or several in one variable of the environment.
    private static IEnumerable<string> Texts(IConfigurationSection section, string key) =>
        section.GetSection(key).GetChildren().Select(child => child.Value ?? "").Append(section[key] ?? "")
            .SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private static IPNetwork? Network(string text, List<string> problems)
    {
        if (IPNetwork.TryParse(text, out var network)) return network;
        problems.Add($"{Section}:{nameof(Networks)} holds '{text}', which is not a network such as 10.1.0.0/16 or fd12::/32.");
        return null;
    }

    private static bool IsHost(string text, List<string> problems)
    {
        var name = text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text;
        if (Uri.CheckHostName(name) == UriHostNameType.Dns && !name.Contains('*', StringComparison.Ordinal)) return true;
        problems.Add($"{Section}:{nameof(Hosts)} holds '{text}', which is not a name such as registry.example.org or *.example.org.");
        return false;
    }

    private static bool Flag(IConfigurationSection section, List<string> problems)
    {
        if (section[nameof(Internet)] is not { Length: > 0 } text) return true;
        if (bool.TryParse(text, out var flag)) return flag;
        problems.Add($"{Section}:{nameof(Internet)} is '{text}', which is neither true nor false.");
        return true;
    }
}
