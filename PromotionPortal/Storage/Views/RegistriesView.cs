using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Storage.Views;

/// <summary>The registries as they are defined, and what is known of each.</summary>
public sealed record RegistriesView(IReadOnlyList<RegistryLine> Registries)
{
    public static async Task<RegistriesView> ReadAsync(PortalDb db, DefinitionsSnapshot definitions, CancellationToken stop)
    {
        var known = await db.Registries.AsNoTracking().ToDictionaryAsync(row => row.Name, stop);
        var sources = await db.Sources.AsNoTracking().ToListAsync(stop);
        return new([.. definitions.Registries.Values.Select(registry => Line(registry, known.GetValueOrDefault(registry.Name), definitions, sources))]);
    }

    private static RegistryLine Line(RegistryDefinition registry, RegistryRow? known, DefinitionsSnapshot definitions, List<SourceRow> sources)
    {
        var applications = definitions.Applications.Values.Where(application => application.Image.Registry == registry.Name).Select(application => application.Name).ToHashSet(StringComparer.Ordinal);
        var last = sources.Where(row => applications.Contains(row.Application)).MaxBy(row => row.LookedAt);
        return new(
            registry.Name, registry.Metadata.Caption, registry.Url?.AbsoluteUri, registry.Credentials,
            applications.Count, definitions.Environments.Values.Count(environment => environment.Images?.Registry == registry.Name),
            last is null ? null : new(last.LookedAt, last.Problem),
            known?.TestedAt is { } tested ? new(tested, known.Problem) : null,
            known?.CollectedAt is { } collected ? new(collected, known.CollectedFiles, known.CollectedBytes) : null);
    }
}

/// <summary>One registry. Address: null where the portal carries it. Seen: how it answered when its images were last looked at.</summary>
public sealed record RegistryLine(
    string Name,
    string Caption,
    string? Address,
    string? Secret,
    int Applications,
    int Environments,
    RegistryAnswered? Seen,
    RegistryAnswered? Tested,
    RegistryCollected? Collected)
{
    /// <summary>The younger of the two.</summary>
    public RegistryAnswered? Last => Seen is null || (Tested is not null && Tested.At > Seen.At) ? Tested : Seen;
}

/// <summary>When a registry was last asked, and what was wrong; null: nothing.</summary>
public sealed record RegistryAnswered(DateTimeOffset At, string? Problem);

/// <summary>When garbage was last collected, and what that freed.</summary>
public sealed record RegistryCollected(DateTimeOffset At, int Files, long Bytes);
