using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry.Remote;

/// <summary>What is attached to a manifest. Registries without this list get it as an index under a tag named after the digest, as the specification has it.</summary>
internal sealed class Referrers(RemoteRegistry registry, Wire wire) : IDisposable
{
    private const int MostEntries = 256;
    private const int MostPages = 20;
    private const int TriesToKeepOurs = 3;

    // So long a registry that does not know the address is not asked again; it may be updated some day.
    private static readonly TimeSpan s_memory = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim _oneAtATime = new(1);
    private long _notBefore;

    /// <summary>False: the registry has said lately that it does not know the address.</summary>
    public bool MayBeListed => wire.Clock.GetUtcNow().UtcTicks >= Interlocked.Read(ref _notBefore);

    public async Task<IReadOnlyList<Descriptor>> ListAsync(string repository, Digest subject, CancellationToken stop) =>
        await FromListAsync(repository, subject, stop) ?? await FromTagAsync(repository, subject, stop);

    /// <summary>Adds a manifest that was just stored to the list of its subject, where the registry does not do so itself. Entries of others stay.</summary>
    public async Task AnnounceAsync(string repository, Manifest manifest, CancellationToken stop)
    {
        var contents = ManifestContents.Read(manifest);
        if (contents.Subject is not { } subject) return;
        await _oneAtATime.WaitAsync(stop);
        try
        {
            // Two writers may read the same old index; whoever finds his entry gone adds it again.
            for (var attempt = 0; attempt < TriesToKeepOurs; attempt++)
            {
                if (!await AddAsync(repository, subject.Digest, Entry(manifest, contents), stop)) return;
            }
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private static string TagOf(Digest subject) => "sha256-" + subject.Hex;

    private async Task<IReadOnlyList<Descriptor>?> FromListAsync(string repository, Digest subject, CancellationToken stop)
    {
        if (!MayBeListed) return null;
        var found = new List<Descriptor>();
        Uri? next = new(wire.Root, $"v2/{repository}/referrers/{subject}");
        for (var page = 0; next is not null && page < MostPages; page++)
        {
            var answer = await AskAsync(repository, next, stop);
            // A registry that knows the address says in its own form what it misses; one that does not know it says something else.
            if (answer is { Status: HttpStatusCode.NotFound, MediaType: not "application/json" }) Interlocked.Exchange(ref _notBefore, (wire.Clock.GetUtcNow() + s_memory).UtcTicks);
            // A front end that answers every address with a page of its own has no such list either.
            if (answer is not { Status: HttpStatusCode.OK, MediaType: MediaTypes.OciIndex }) return null;
            found.AddRange(ManifestContents.Read(Manifest.Of(MediaTypes.OciIndex, answer.Bytes)).Children);
            next = answer.Next is null ? null : wire.Own(answer.Next);
        }
        return found;
    }

    // Registries that do not know the address say so in many ways.
    private async Task<Answer?> AskAsync(string repository, Uri address, CancellationToken stop)
    {
        try
        {
            return await wire.FetchAsync(new(HttpMethod.Get, address, Scopes.Pull(repository)), ManifestContents.MostBytes, stop);
        }
        catch (RegistryException e) when (e.Fault is RegistryFault.NotWritable)
        {
            return null;
        }
    }

    // Some registries resolve this tag to the image itself: only entries that name the subject count.
    private async Task<IReadOnlyList<Descriptor>> FromTagAsync(string repository, Digest subject, CancellationToken stop)
    {
        if (await registry.FetchAsync(repository, TagOf(subject), stop) is not { } index || !MediaTypes.IsIndex(index.MediaType)) return [];
        var found = new List<Descriptor>();
        foreach (var entry in ManifestContents.Read(index).Children.Take(MostEntries))
        {
            if (await registry.GetManifestAsync(repository, entry.Digest, stop) is { } manifest && ManifestContents.Read(manifest).Subject?.Digest == subject) found.Add(entry);
        }
        return found;
    }

    // False: the entry is there, nothing was written.
    private async Task<bool> AddAsync(string repository, Digest subject, JsonObject entry, CancellationToken stop)
    {
        var old = await registry.FetchAsync(repository, TagOf(subject), stop);
        var isIndex = old is not null && MediaTypes.IsIndex(old.MediaType) && old.Digest != subject;
        if (isIndex && ManifestContents.Read(old!).Children.Any(child => child.Digest.Text == (string?)entry["digest"])) return false;
        var root = isIndex ? JsonNode.Parse(old!.Bytes.Span)!.AsObject() : EmptyIndex();
        root["manifests"]!.AsArray().Add(entry.DeepClone());
        var bytes = Encoding.UTF8.GetBytes(root.ToJsonString());
        await registry.PutManifestAsync(repository, TagOf(subject), Manifest.Of(old is not null && isIndex ? old.MediaType : MediaTypes.OciIndex, bytes), stop);
        return true;
    }

    private static JsonObject EmptyIndex() => new() { ["schemaVersion"] = 2, ["mediaType"] = MediaTypes.OciIndex, ["manifests"] = new JsonArray() };

    private static JsonObject Entry(Manifest manifest, ManifestContents contents)
    {
        var entry = new JsonObject { ["mediaType"] = manifest.MediaType, ["digest"] = manifest.Digest.Text, ["size"] = manifest.Bytes.Length };
        if ((contents.ArtifactType ?? contents.Config?.MediaType) is { } type) entry["artifactType"] = type;
        if (!contents.Annotations.IsEmpty) entry["annotations"] = JsonSerializer.SerializeToNode(contents.Annotations);
        return entry;
    }
}
