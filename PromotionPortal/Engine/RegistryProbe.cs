using System.Net;
using System.Net.Sockets;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Registry;
using PromotionPortal.Registry.Embedded;

namespace PromotionPortal.Engine;

/// <summary>Tests a registry the way promotions use it, and says exactly at which step it fails.</summary>
public sealed class RegistryProbe(CurrentDefinitions definitions, Registries registries, TimeProvider clock)
{
    // A large portal has hundreds; some show whether the rights are there.
    private const int MostRepositories = 20;
    private const int MostAddresses = 4;

    public async Task<ProbeReport> TestAsync(RegistryDefinition registry, CancellationToken stop)
    {
        var run = new ProbeRun(clock);
        var at = clock.GetUtcNow();
        if (registry.Url is { } url) await TestRemoteAsync(run, registry, url, stop);
        else await TestEmbeddedAsync(run, registry, stop);
        return new(registry.Name, at, run.Steps);
    }

    private async Task TestRemoteAsync(ProbeRun run, RegistryDefinition registry, Uri url, CancellationToken stop)
    {
        using var remote = registries.OpenOnce(registry)!;
        Greeting? greeting = null;
        await run.TryAsync(ProbeStepKind.Address, url.Host, () => ResolveAsync(url, stop));
        await run.TryAsync(ProbeStepKind.Connect, url.Authority, async () =>
        {
            greeting = await registries.GreetAsync(url, stop);
            return url.Scheme == "https" ? "Connected, and its certificate is accepted." : "Connected, without encryption.";
        }, problem => ConnectionWords.Of(problem, url));
        await run.TryAsync(ProbeStepKind.Protocol, $"{url.GetLeftPart(UriPartial.Authority)}/v2/", () => Task.FromResult(IsRegistry(greeting!)));
        await run.TryAsync(ProbeStepKind.SignIn, url.Authority, async () =>
        {
            await remote.PingAsync(stop);
            return SignedIn(registry, greeting!);
        }, problem => new(problem.Message, SignInHelp(registry, greeting!)));
        await TestRightsAsync(run, registry, () => remote, repository => remote.TryUploadAsync(repository, stop), stop);
    }

    private async Task TestEmbeddedAsync(ProbeRun run, RegistryDefinition registry, CancellationToken stop)
    {
        EmbeddedRegistry? embedded = null;
        IRegistry? open = null;
        await run.TryAsync(ProbeStepKind.Connect, registry.Name, () =>
        {
            open = registries.Open(registry);
            embedded = registries.FindEmbedded(registry.Name);
            return Task.FromResult("The portal carries this registry itself.");
        });
        await TestRightsAsync(run, registry, () => open!, _ =>
        {
            embedded!.TryWrite();
            return Task.CompletedTask;
        }, stop);
    }

    private async Task TestRightsAsync(ProbeRun run, RegistryDefinition registry, Func<IRegistry> open, Func<string, Task> tryWrite, CancellationToken stop)
    {
        foreach (var repository in ReadFrom(registry.Name))
            await run.TryAlsoAsync(ProbeStepKind.Read, repository, () => ReadAsync(open(), repository, stop), problem => new(problem.Message, "Let the portal's account pull from this repository."));
        foreach (var repository in WrittenTo(registry.Name))
        {
            await run.TryAlsoAsync(ProbeStepKind.Write, repository, async () =>
            {
                await tryWrite(repository);
                return "An upload was begun and cancelled; nothing was left behind.";
            }, problem => new(problem.Message, "Let the portal's account push to this repository."));
        }
    }

    private static async Task<string> ResolveAsync(Uri url, CancellationToken stop)
    {
        if (url.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6) return "It is an address already.";
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(url.IdnHost, stop);
            return $"It stands for {string.Join(", ", addresses.Take(MostAddresses).Select(address => address.ToString()))}.";
        }
        catch (SocketException e)
        {
            throw new ProbeFailure($"Nobody knows this name ({e.SocketErrorCode}).", "Look whether it is spelt right in the definition, and whether the portal's machine asks a name server that knows it.");
        }
    }

    private static string IsRegistry(Greeting greeting) => greeting.IsRegistry
        ? $"It answers {greeting.Status} as a registry does."
        : throw new ProbeFailure($"It answers {greeting.Status}{(greeting.MediaType.Length > 0 ? $" with {greeting.MediaType}" : "")}, as no registry does.", "Look whether host and port are those of the registry and not of its web page or of something in front of it.");

    private static string SignedIn(RegistryDefinition registry, Greeting greeting)
    {
        var who = registry.Credentials is { } secret ? $"The secret “{secret}” is accepted" : "No secret is named, and none is needed so far";
        return greeting switch
        {
            { TokenHost: { } host } => $"{who}; tokens come from {host}.",
            { Scheme: { } scheme } => $"{who} ({scheme}).",
            _ => registry.Credentials is { } unused ? $"It asks nobody to sign in; the secret “{unused}” is not shown to it." : "It asks nobody to sign in.",
        };
    }

    private static string SignInHelp(RegistryDefinition registry, Greeting greeting) => registry.Credentials is { } secret
        ? $"Set the secret “{secret}” anew: user:password, a service account's key, or a Docker configuration with an entry for this host{(greeting.TokenHost is { } host ? $". Its tokens come from {host}" : "")}."
        : "Name a secret under “credentials” in the registry's definition.";

    private static async Task<string> ReadAsync(IRegistry registry, string repository, CancellationToken stop)
    {
        var tags = await registry.ListTagsAsync(repository, after: null, count: 1, stop);
        if (tags.Count == 0) return "The portal may read here; there is no image yet.";
        return await registry.ResolveAsync(repository, tags[0], stop) is { } digest
            ? $"The portal may read here; {tags[0]} is {digest.Abbreviated}."
            : $"The portal may list here; {tags[0]} went away meanwhile.";
    }

    private List<string> ReadFrom(string registry) =>
        [.. definitions().Applications.Values.Where(application => application.Image.Registry == registry).Select(application => application.Image.Repository).Distinct(StringComparer.Ordinal).Take(MostRepositories)];

    private List<string> WrittenTo(string registry)
    {
        var snapshot = definitions();
        var environments = snapshot.Environments.Values.Where(environment => environment.Images?.Registry == registry).ToList();
        // Every environment has its turn before the second application has.
        return [.. snapshot.Applications.Keys.DefaultIfEmpty("portal-test").SelectMany(application => environments.Select(environment => environment.Images!.For(application).Repository))
            .Distinct(StringComparer.Ordinal).Take(MostRepositories)];
    }
}
