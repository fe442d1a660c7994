using PromotionPortal.Registry;
using PromotionPortal.Registry.Remote;

namespace PromotionPortal.Tests.Registry;

/// <summary>Remote registries for tests: as in the portal, only less patient.</summary>
internal static class Remotes
{
    public static RemoteLimits Impatient { get; } = new() { Idle = TimeSpan.FromSeconds(2), FirstPause = TimeSpan.FromMilliseconds(5), LongestPause = TimeSpan.FromSeconds(3) };

    private static readonly HttpMessageInvoker s_http = new(RegistryTransport.NewHandler());

    public static RemoteRegistry At(Uri address, string? credentials = null, RemoteLimits? limits = null, params string[] tokenHosts) => new(
        "remote", address, s_http, () => credentials is null ? null : RegistryCredentials.Parse(credentials, address.Authority),
        tokenHosts.ToHashSet(StringComparer.OrdinalIgnoreCase), limits ?? Impatient, TimeProvider.System);

    /// <summary>As after a restart: nothing in memory, only what was noted in this folder.</summary>
    public static RemoteRegistry Noting(Uri address, string? credentials, string folder) => new(
        "remote", address, s_http, () => credentials is null ? null : RegistryCredentials.Parse(credentials, address.Authority), new HashSet<string>(), Impatient with { Tries = 1 }, TimeProvider.System)
    {
        Notes = new(folder, TimeProvider.System),
    };

    public static IProgress<CopyProgress> Ignored { get; } = new Progress<CopyProgress>();
}
