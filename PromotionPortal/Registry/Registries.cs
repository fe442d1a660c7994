using System.Collections.Concurrent;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Images;
using PromotionPortal.Registry.Embedded;
using PromotionPortal.Registry.Remote;
using PromotionPortal.Storage;

namespace PromotionPortal.Registry;

/// <summary>The secret of a name, or null when there is none: "user:password", a Google service account's key, or a Docker configuration.</summary>
public delegate string? RegistrySecret(string name);

/// <summary>How remote registries are reached. The handler neither follows redirects nor keeps cookies; what may be called at all is its decision.</summary>
public sealed record RegistryTransport(HttpMessageHandler Handler)
{
    /// <summary>Hosts, other than a registry's own, that may be shown its credentials to get a token.</summary>
    public IReadOnlySet<string> TokenHosts { get; init; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    public RemoteLimits Limits { get; init; } = RemoteLimits.Usual;

    /// <summary>A handler with the settings that copying wants.</summary>
    public static SocketsHttpHandler NewHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),
        Expect100ContinueTimeout = TimeSpan.FromSeconds(1),
    };
}

/// <summary>Opens registries by their definitions. One definition has one open registry, so that limits hold over all who use it.</summary>
public sealed class Registries(DataFolder data, RegistryTransport transport, RegistrySecret secrets, TimeProvider clock) : IDisposable
{
    // Not in the grammar of names, hence no registry's.
    private const string UnfinishedUploads = ".unfinished";

    private static readonly TimeSpan s_onceIdle = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<RegistryKey, Lazy<IRegistry>> _open = new();
    private readonly ConcurrentDictionary<string, Lazy<EmbeddedRegistry>> _embedded = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, WaitingLine> _lines = new(StringComparer.OrdinalIgnoreCase);
    private readonly HttpMessageInvoker _http = new(transport.Handler, disposeHandler: false);

    // What of a definition makes a difference here: a new title opens nothing anew.
    private sealed record RegistryKey(string Name, Uri? Url, string? Credentials, long? BytesPerSecond);

    public IRegistry Open(RegistryDefinition definition)
    {
        var key = new RegistryKey(definition.Name, definition.Url, definition.Credentials, definition.BytesPerSecond);
        return _open.GetOrAdd(key, wanted => new(() => Open(wanted))).Value;
    }

    /// <summary>A registry for one try: nothing is asked twice, and nothing is waited for long. It belongs to the caller. Null: the portal carries it.</summary>
    public RemoteRegistry? OpenOnce(RegistryDefinition definition) => definition.Url is not { } url ? null
        : new(definition.Name, url, _http, () => CredentialsOf(new(definition.Name, url, definition.Credentials, null)), transport.TokenHosts, transport.Limits with { Tries = 1, Idle = OnceIdle }, clock);

    /// <summary>What answers at an address, asked once and without credentials.</summary>
    /// <exception cref="HttpRequestException">Nothing can be reached there.</exception>
    /// <exception cref="TimeoutException">Nothing answers in time.</exception>
    public async Task<Greeting> GreetAsync(Uri url, CancellationToken stop)
    {
        using var watch = new IdleWatch(OnceIdle, clock, stop);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url.GetLeftPart(UriPartial.Authority) + "/v2/"));
        try
        {
            using var response = await _http.SendAsync(request, watch.Token);
            return Greeting.Read(response);
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new TimeoutException($"{url.Authority} did not answer.", e);
        }
    }

    /// <summary>The registry of this name that the portal carries; null when it carries none.</summary>
    public EmbeddedRegistry? FindEmbedded(string name) => IsName(name) && Directory.Exists(FolderOf(name)) ? Embedded(name) : null;

    public void Dispose()
    {
        foreach (var registry in _open.Values.Where(lazy => lazy.IsValueCreated)) (registry.Value as IDisposable)?.Dispose();
        foreach (var line in _lines.Values) line.Dispose();
        _http.Dispose();
    }

    private TimeSpan OnceIdle => transport.Limits.Idle < s_onceIdle ? transport.Limits.Idle : s_onceIdle;

    private IRegistry Open(RegistryKey key)
    {
        IRegistry registry = key.Url is null ? Embedded(key.Name) : Remote(key, key.Url);
        return key.BytesPerSecond is { } rate and > 0 ? new ThrottledRegistry(registry, new(rate, clock)) : registry;
    }

    private RemoteRegistry Remote(RegistryKey key, Uri url) =>
        new(key.Name, url, _http, () => CredentialsOf(key), transport.TokenHosts, transport.Limits, clock, _lines.GetOrAdd(url.Authority, _ => new(transport.Limits))) { Notes = new(FolderOf(UnfinishedUploads), clock) };

    private EmbeddedRegistry Embedded(string name)
    {
        if (!IsName(name)) throw new RegistryException(RegistryFault.NotFound, $"'{name}' is not the name of a registry.");
        return _embedded.GetOrAdd(name, wanted => new(() => EmbeddedRegistry.Open(wanted, FolderOf(wanted), clock))).Value;
    }

    // Read at each use, so that a new secret works at once.
    private RegistryCredentials? CredentialsOf(RegistryKey key)
    {
        if (key.Credentials is not { } name) return null;
        var secret = secrets(name) ?? throw new RegistryException(RegistryFault.Denied, $"The registry '{key.Name}' names the secret '{name}', which is not set.");
        return RegistryCredentials.Parse(secret, key.Url!.Authority)
            ?? throw new RegistryException(RegistryFault.Denied, $"The secret '{name}' of the registry '{key.Name}' is neither user:password nor a credential file for {key.Url.Authority}.");
    }

    private string FolderOf(string name) => Path.Combine(data.Registries, name);

    // One part of a path: it leads nowhere else, and it can stand first in an address.
    private static bool IsName(string name) => ImageReference.IsRepository(name) && !name.Contains('/', StringComparison.Ordinal);
}
