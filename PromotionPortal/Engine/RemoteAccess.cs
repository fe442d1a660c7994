using PromotionPortal.Git;
using PromotionPortal.Outbound;

namespace PromotionPortal.Engine;

/// <summary>Opens the guarded way to a remote, with its credentials, for as long as something is done there.</summary>
public sealed class RemoteAccess(OutboundGuard guard, SecretStore secrets, RemoteOptions options)
{
    private const int SshPort = 22;

    // The user of a token, which hosts ask for and do not look at.
    private const string TokenUser = "git";
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);

    /// <summary>What came of it, and why it was not reached, where it was not.</summary>
    public async Task<(T? Result, string? Why)> UseAsync<T>(RemoteSetting setting, Func<RemoteAddress, CancellationToken, Task<T>> use, CancellationToken stop)
        where T : class
    {
        if (setting.Problems(options, guard) is [var problem, ..]) return (null, problem);
        var secret = setting.Credentials is { } name ? secrets.Find(name) : null;
        if (setting.Credentials is not null && secret is null) return (null, $"The secret '{setting.Credentials}' is not set.");
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stop);
        late.CancelAfter(s_longest);
        var address = new RemoteAddress(setting.Url, setting.Branch);
        if (setting.IsFile) return (await use(address, late.Token), null);
        var url = new Uri(setting.Url);
        await using var relay = OutboundRelay.Open(guard, url.IdnHost, url.Port > 0 ? url.Port : SshPort, setting.Way, late.Token);
        var result = await use(Through(relay, address, setting, secret), late.Token);
        // Whatever the client made of it: what was refused on the way is no success.
        return relay.Refusal is { } refusal ? (null, refusal) : (result, null);
    }

    private static RemoteAddress Through(OutboundRelay relay, RemoteAddress address, RemoteSetting setting, string? secret) => setting.Way switch
    {
        RelayKind.Ssh => address with { Ssh = new(relay.Port, secret!, setting.HostFingerprint ?? "", () => relay.HostKey) },
        RelayKind.Http => address with { Door = relay.Port, Login = LoginOf(secret) },
        _ => address with { Proxy = $"http://127.0.0.1:{relay.Port}", Login = LoginOf(secret) },
    };

    private static RemoteLogin? LoginOf(string? secret)
    {
        if (secret is null) return null;
        var text = secret.Trim();
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 ? new(text[..colon], text[(colon + 1)..]) : new(TokenUser, text);
    }
}
