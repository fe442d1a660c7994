using System.Security.Cryptography;
using System.Text;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry.Remote;

/// <summary>Where uploads of large blobs were begun, on disk, so that a process that starts anew goes on with them. Losing a note costs time and nothing else.</summary>
public sealed class UploadNotes(string folder, TimeProvider clock)
{
    // Registries clear abandoned uploads away; after this time asking is in vain.
    private static readonly TimeSpan s_stale = TimeSpan.FromHours(24);

    public Uri? Read(string place, string repository, Digest digest)
    {
        var file = new FileInfo(PathOf(place, repository, digest));
        try
        {
            if (!file.Exists || file.LastWriteTimeUtc < (clock.GetUtcNow() - s_stale).UtcDateTime) return null;
            return Uri.TryCreate(File.ReadAllText(file.FullName), UriKind.Absolute, out var address) ? address : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Write(string place, string repository, Digest digest, Uri upload) => Quietly(() =>
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(PathOf(place, repository, digest), upload.AbsoluteUri);
    });

    public void Forget(string place, string repository, Digest digest) => Quietly(() => File.Delete(PathOf(place, repository, digest)));

    private static void Quietly(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A copy does not fail because it could not be noted.
        }
    }

    private string PathOf(string place, string repository, Digest digest) =>
        Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{place} {repository} {digest}"))));
}
