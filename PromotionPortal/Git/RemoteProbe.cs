using LibGit2Sharp;

namespace PromotionPortal.Git;

/// <summary>What a remote answered to a first call.</summary>
public sealed record ProbeOutcome(bool IsReached, bool HasBranch, string Why);

/// <summary>Calls a remote without taking anything from it.</summary>
public static class RemoteProbe
{
    private const string RemoteName = "portal";
    private const string Probed = "refs/portal/probed";

    /// <summary>Throws for what must not be handed to git, and for a way that leads past the guard.</summary>
    public static void Check(RemoteAddress remote)
    {
        if (!GitNames.IsRemoteUrl(remote.Url) || !GitNames.IsBranch(remote.Branch)) throw new ArgumentException("This is no address or no branch of a remote.", nameof(remote));
        var isGuarded = new Uri(remote.Url).Scheme switch { "http" => remote.Door is not null, "https" => remote.Proxy is not null, "ssh" => remote.Ssh is not null, _ => true };
        if (!isGuarded) throw new ArgumentException("A remote on the network is reached through the guard alone.", nameof(remote));
    }

    /// <summary>Asks in a repository of its own, and gives up the fetch as soon as something arrives.</summary>
    public static async Task<ProbeOutcome> RunAsync(RemoteAddress remote, CancellationToken stop)
    {
        Check(remote);
        var folder = Directory.CreateTempSubdirectory("portal-probe-");
        try
        {
            return await Task.Run(() => Run(remote, folder.FullName, stop), CancellationToken.None);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static ProbeOutcome Run(RemoteAddress remote, string folder, CancellationToken stop)
    {
        GitIsolation.Begin();
        using var repository = new Repository(Repository.Init(folder, isBare: true));
        var connection = new RemoteConnection(remote, stop);
        var begun = false;
        try
        {
            repository.Network.Remotes.Add(RemoteName, connection.Url);
            Commands.Fetch(repository, RemoteName, [$"+refs/heads/{remote.Branch}:{Probed}"], connection.ForFetch(() =>
            {
                begun = true;
                return false;
            }), logMessage: null);
            return new(IsReached: true, repository.Refs[Probed] is not null, "");
        }
        catch (Exception e) when (e is LibGit2SharpException or IOException)
        {
            return begun ? new(IsReached: true, HasBranch: true, "") : new(IsReached: false, HasBranch: false, connection.Why ?? e.Message);
        }
    }
}
