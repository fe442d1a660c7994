using System.Security.Cryptography;
using LibGit2Sharp;
using LibGit2Sharp.Handlers;

namespace PromotionPortal.Git;

/// <summary>How libgit2 is told to reach a remote: by which way, with which login, and whom to believe.</summary>
internal sealed class RemoteConnection(RemoteAddress remote, CancellationToken stop)
{
    private const string UsualSshUser = "git";
    private const string Here = "127.0.0.1";
    private const long MostBytes = 1L << 30;

    private int _asked;

    /// <summary>What went wrong, in better words than libgit2 has.</summary>
    public string? Why { get; private set; }

    /// <summary>The address to hand to libgit2, which for ssh and plain http is the door on this machine.</summary>
    public string Url => remote switch
    {
        { Ssh: { } ssh } => new UriBuilder(remote.Url) { Host = Here, Port = ssh.Port, UserName = SshUser }.Uri.AbsoluteUri,
        { Door: { } door } => new UriBuilder(remote.Url) { Host = Here, Port = door }.Uri.AbsoluteUri,
        _ => remote.Url,
    };

    private string SshUser => new Uri(remote.Url).UserInfo is { Length: > 0 } user ? user : UsualSshUser;

    public FetchOptions ForFetch(Func<bool>? goOn = null)
    {
        var options = new FetchOptions
        {
            TagFetchMode = TagFetchMode.None,
            CredentialsProvider = GiveCredentials,
            CertificateCheck = Check,
            OnTransferProgress = progress => !stop.IsCancellationRequested && IsBounded(progress.ReceivedBytes) && (goOn is null || goOn()),
        };
        Direct(options.ProxyOptions);
        return options;
    }

    public PushOptions ForPush(PushStatusErrorHandler onRefusal)
    {
        var options = new PushOptions { CredentialsProvider = GiveCredentials, CertificateCheck = Check, OnPushStatusError = onRefusal };
        Direct(options.ProxyOptions);
        return options;
    }

    /// <summary>Before another request: a login that was accepted may be asked for again.</summary>
    public void Begin() => _asked = 0;

    // Without a word about it libgit2 would not look at the environment; with "none" it never does.
    private void Direct(ProxyOptions proxy)
    {
        proxy.ProxyType = remote.Proxy is null ? ProxyType.None : ProxyType.Specified;
        proxy.Url = remote.Proxy;
    }

    private Credentials GiveCredentials(string url, string user, SupportedCredentialTypes types)
    {
        if (remote.Ssh is null && remote.Login is null) throw Refuse("The host asks for a login, and no secret was chosen for one.");
        if (_asked++ > 0) throw Refuse(remote.Ssh is null ? "The host does not accept the login." : "The host does not accept the key, or it is no ed25519 key without a passphrase.");
        return remote.Ssh is { } ssh ? new SshKeyCredentials(SshUser, ssh.PrivateKey) : new UsernamePasswordCredentials { Username = remote.Login!.User, Password = remote.Login.Password };
    }

    private bool Check(Certificate certificate, bool valid, string host)
    {
        if (certificate is CertificateSsh shown) return remote.Ssh is { } ssh && IsExpected(shown, ssh);
        if (!valid) Why = "The host cannot prove who it is: its certificate is not one that this machine trusts.";
        return valid;
    }

    // LibGit2Sharp hands over the SHA-1 of the key that was verified. It ties the key that went by to that one; what decides is its SHA-256.
    private bool IsExpected(CertificateSsh shown, SshWay ssh)
    {
        var key = ssh.ShownKey();
#pragma warning disable CA5350 // ties two sights of one key together; a second key with the SHA-1 of a given one cannot be found
        var isSame = key is not null && shown.HasSHA1 && CryptographicOperations.FixedTimeEquals(SHA1.HashData(key), shown.HashSHA1);
#pragma warning restore CA5350
        var fingerprint = key is null ? "" : SshFingerprint.Of(key);
        if (isSame && SshFingerprint.AreSame(fingerprint, ssh.HostFingerprint)) return true;
        Why = ssh.HostFingerprint.Length == 0
            ? $"The host shows the key {fingerprint}. If that is its own, enter it as the host's fingerprint."
            : $"The host shows the key {fingerprint}, not {ssh.HostFingerprint}. Either it has a new key, or another machine answers in its place.";
        return false;
    }

    private bool IsBounded(long received)
    {
        if (received <= MostBytes) return true;
        Why = $"The repository is larger than {MostBytes >> 20} MiB.";
        return false;
    }

    private InvalidOperationException Refuse(string why)
    {
        Why = why;
        return new(why);
    }
}
