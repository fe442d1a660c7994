using System.Runtime.InteropServices;
using LibGit2Sharp;

namespace PromotionPortal.Git;

/// <summary>A private key out of memory: LibGit2Sharp has none, but libgit2 does. It never touches the disk.</summary>
internal sealed class SshKeyCredentials(string user, string privateKey) : Credentials
{
    protected override int GitCredentialHandler(out nint cred) => FromMemory(out cred, user, publicKey: null, privateKey, passphrase: null);

    [DllImport("git2-a2bde63", EntryPoint = "git_credential_ssh_key_memory_new", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FromMemory(
        out nint credential,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string user,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string? publicKey,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string privateKey,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string? passphrase);
}
