using System.Collections.Immutable;

namespace PromotionPortal.Engine;

/// <summary>What the operator says of the repository that the definitions are shared with.</summary>
public sealed record RemoteOptions
{
    public static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(10);

    /// <summary>Folders of this machine below which a repository may be chosen by its file address.</summary>
    public ImmutableArray<string> Folders { get; init; } = [];

    public TimeSpan FetchEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Judged on where the path really leads, past every link on the way.</summary>
    public bool Allows(string path) => Real(path) is { } real && Folders.Select(Real).OfType<string>().Any(folder => real == folder || real.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal));

    // Null: it is not there.
    private static string? Real(string path)
    {
        var at = "/";
        foreach (var part in Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at = Path.Combine(at, part);
            if (!Directory.Exists(at)) return null;
            try
            {
                at = new DirectoryInfo(at).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? at;
            }
            catch (IOException)
            {
                return null;
            }
        }
        return at;
    }
}
