using PromotionPortal.Domain.Images;
using PromotionPortal.Registry;
using PromotionPortal.Registry.Remote;

namespace PromotionPortal.Cli;

/// <summary>What a promotion came to.</summary>
public sealed record P2pOutcome(bool AlreadyThere, Digest Digest, CopyProgress Bytes);

/// <summary>Carries an image from one stage's repository to another's: looks, copies, verifies, and sets the tag last.</summary>
public sealed class P2pPromotion(Func<string, string?> environment, IReadOnlySet<string> tokenHosts, TimeProvider clock)
{
    private static readonly CopyProgress s_nothing = new(0, 0, 0, 0, 0);

    public async Task<P2pOutcome> RunAsync(P2pSettings settings, IProgress<CopyProgress> progress, CancellationToken stop)
    {
        using var http = new HttpMessageInvoker(RegistryTransport.NewHandler());
        using var source = await OpenAsync(settings.Source, "source", http, stop);
        using var destination = await OpenAsync(settings.Destination, "destination", http, stop);
        var (wanted, there) = await LookAsync(source, destination, settings, stop);
        if (wanted == there) return new(true, wanted, s_nothing);
        if (there is { } other) throw Elsewhere(settings, wanted, other);
        return await CopyAsync(source, destination, settings, wanted, progress, stop);
    }

    // Both at once: for an image that is promoted already these two requests are all there is to do.
    private static async Task<(Digest Wanted, Digest? There)> LookAsync(RemoteRegistry source, RemoteRegistry destination, P2pSettings settings, CancellationToken stop)
    {
        var wanted = source.ResolveAsync(settings.Source.Repository, settings.Source.Reference, stop);
        var there = destination.ResolveAsync(settings.Destination.Repository, settings.Destination.Tag ?? settings.Destination.Reference, stop);
        await Task.WhenAll(wanted, there);
        return (await wanted ?? throw new RegistryException(RegistryFault.NotFound, $"There is no image {settings.Source}."), await there);
    }

    private static async Task<P2pOutcome> CopyAsync(
        RemoteRegistry source, RemoteRegistry destination, P2pSettings settings, Digest digest, IProgress<CopyProgress> progress, CancellationToken stop)
    {
        var last = s_nothing;
        var copier = new ImageCopier();
        var target = settings.Destination;
        await copier.CopyAsync(new(source, settings.Source.Repository, destination, target.Repository, digest), new Keeper(now => progress.Report(last = now)), stop);
        if (target.Tag is not null) await PointAsync(destination, settings, digest, stop);
        return new(false, digest, last);
    }

    private static async Task PointAsync(RemoteRegistry destination, P2pSettings settings, Digest digest, CancellationToken stop)
    {
        var outcome = await TagWriter.PointAsync(destination, settings.Destination.Repository, settings.Destination.Tag!, digest, immutable: true, stop: stop);
        if (outcome.Result == TagResult.PointsElsewhere) throw Elsewhere(settings, digest, outcome.Elsewhere);
    }

    private static P2pException Elsewhere(P2pSettings settings, Digest wanted, Digest? other) => new(
        P2pVerb.TagPointsElsewhere, $"{settings.Destination} is another image already ({other?.Text ?? "it went away meanwhile"}) than {settings.Source} ({wanted}). It was left as it is: a tag that was promoted does not move.");

    private async Task<RemoteRegistry> OpenAsync(P2pSide side, string name, HttpMessageInvoker http, CancellationToken stop)
    {
        var credentials = await CredentialsAsync(side, stop);
        return new(name, side.Address, http, () => credentials, tokenHosts, RemoteLimits.Usual, clock) { Notes = new(NotesFolder(), clock) };
    }

    private async Task<RegistryCredentials?> CredentialsAsync(P2pSide side, CancellationToken stop)
    {
        if (side.CredentialFile is { } file) return FromFile(file, side.Host);
        if (IsGoogle(side.Host) && environment("GOOGLE_APPLICATION_CREDENTIALS") is { Length: > 0 } key && File.Exists(key) && RegistryCredentials.Parse(await File.ReadAllTextAsync(key, stop), side.Host) is { } google) return google;
        return await new DockerLogin(environment).FindAsync(side.Host, stop);
    }

    private static RegistryCredentials FromFile(string file, string host)
    {
        try
        {
            return RegistryCredentials.Parse(File.ReadAllText(file), host)
                ?? throw new P2pException(P2pVerb.Denied, $"The credential file {file} is neither a Google service account's key nor a Docker configuration with an entry for {host}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new P2pException(P2pVerb.Usage, $"The credential file {file} cannot be read: {e.Message}");
        }
    }

    private static bool IsGoogle(string host) => host == "gcr.io" || host.EndsWith(".gcr.io", StringComparison.Ordinal) || host.EndsWith(".pkg.dev", StringComparison.Ordinal);

    private string NotesFolder()
    {
        var state = environment("XDG_STATE_HOME") is { Length: > 0 } set ? set : Path.Combine(environment("HOME") is { Length: > 0 } home ? home : Path.GetTempPath(), ".local", "state");
        return Path.Combine(state, "promotion-portal", "uploads");
    }

    // Progress<T> would report on another thread, and late.
    private sealed class Keeper(Action<CopyProgress> report) : IProgress<CopyProgress>
    {
        public void Report(CopyProgress value) => report(value);
    }
}

/// <summary>The promotion cannot go on, with the code for the pipeline and the words for whoever reads its log.</summary>
public sealed class P2pException(int code, string message) : Exception(message)
{
    public int Code => code;
}
