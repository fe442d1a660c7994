using System.Collections.Immutable;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Git;
using PromotionPortal.Outbound;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>Which repository the definitions are shared with, as an admin says it.</summary>
public sealed record RemoteSetting(string Url, string Branch = GitRepositoryDefinition.UsualBranch, string Folder = "", string? Credentials = null, string? HostFingerprint = null)
{
    private const int LongestFolder = 200;
    private const string Http = "http";
    private const string Ssh = "ssh";
    private const string OnThisMachine = "file";

    public static RemoteSetting Of(RemoteRow row) => new(row.Url, row.Branch, row.Folder, row.Credentials, row.HostFingerprint);

    public string Scheme => Uri.TryCreate(Url, UriKind.Absolute, out var url) ? url.Scheme : "";

    public bool IsSsh => Scheme == Ssh;

    public bool IsFile => Scheme == OnThisMachine;

    /// <summary>By which kind of guarded way a host is reached.</summary>
    internal RelayKind Way => Scheme switch { Ssh => RelayKind.Ssh, Http => RelayKind.Http, _ => RelayKind.Proxy };

    /// <summary>As it is kept: without what people paste around it.</summary>
    public RemoteSetting Tidied() => new(Url.Trim(), Branch.Trim(), Folder.Trim().Trim('/'), Filled(Credentials), Filled(HostFingerprint)?.TrimEnd('='));

    /// <summary>All that is wrong with it, before anybody is called.</summary>
    public ImmutableArray<string> Problems(RemoteOptions options, OutboundGuard guard) => [.. Judge(options, guard)];

    private IEnumerable<string> Judge(RemoteOptions options, OutboundGuard guard)
    {
        if (!GitNames.IsRemoteUrl(Url)) yield return "The address is none such as https://git.example.org/definitions.git, ssh://git@git.example.org/definitions.git or file:///srv/definitions.git. A password does not belong in it.";
        else if (Scheme == Http && !MayBeHttp(guard)) yield return "Without encryption only this machine or a host that the operator lists under Outbound:Hosts is called: write https.";
        else if (IsFile && !options.Allows(new Uri(Url).LocalPath)) yield return "The folder is not below one that the operator lists under Git:Folders.";
        if (!GitNames.IsBranch(Branch)) yield return "That is no name of a branch.";
        if (!IsFolder(Folder)) yield return "The folder is none within a repository, such as teams/shop.";
        if (Credentials is not null && !Metadata.IsName(Credentials)) yield return "The credentials are the name of a secret, never the secret itself.";
        if (IsSsh && Credentials is null) yield return "For ssh the name of the secret is needed that holds the ed25519 key.";
        if (HostFingerprint is not null && !SshFingerprint.IsOne(HostFingerprint)) yield return "The host's fingerprint is written SHA256: and 43 letters, as ssh-keygen -l prints it.";
    }

    private bool MayBeHttp(OutboundGuard guard) => new Uri(Url) is var url && (url.IsLoopback || guard.ListsHost(url.IdnHost));

    private static bool IsFolder(string folder) =>
        folder.Length == 0 || (folder.Length <= LongestFolder && folder.Split('/').All(part => part.Length > 0 && !part.StartsWith('.') && !part.Any(letter => char.IsControl(letter) || letter is '\\' or ':')));

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
