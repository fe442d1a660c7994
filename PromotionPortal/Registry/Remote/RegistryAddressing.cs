namespace PromotionPortal.Registry.Remote;

/// <summary>Where the registry of a name is reached, and which public ones have more than one host.</summary>
public static class RegistryAddressing
{
    private const string DockerHub = "docker.io";
    private const string DockerHubApi = "registry-1.docker.io";

    /// <summary>Whether a registry is known to let another host hand out its tokens.</summary>
    public static bool IsTokenHost(string registry, string realm) => (registry, realm) is (DockerHubApi, "auth.docker.io") or ("registry.gitlab.com", "gitlab.com");

    /// <summary>The host that speaks for the name in a reference.</summary>
    public static string ApiHost(string host) => host is DockerHub or "index.docker.io" ? DockerHubApi : host;

    /// <summary>Plain HTTP is for this machine alone, as Docker has it.</summary>
    public static Uri AddressOf(string host) => new($"{(IsThisMachine(host) ? "http" : "https")}://{ApiHost(host)}/");

    private static bool IsThisMachine(string host) => new Uri($"http://{host}/").IsLoopback;
}
