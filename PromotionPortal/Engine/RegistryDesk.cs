using System.Threading.RateLimiting;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Registry.Embedded;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>What came of asking the registry desk for something.</summary>
public abstract record RegistryOutcome
{
    private RegistryOutcome()
    {
    }

    public sealed record Tested(ProbeReport Report) : RegistryOutcome;

    public sealed record Collected(GarbageReport Report) : RegistryOutcome;

    public sealed record NotAllowed(string Reason) : RegistryOutcome;

    public sealed record NotDefined(string Reason) : RegistryOutcome;

    /// <summary>The portal does not carry this registry, so it has no say in what it throws away.</summary>
    public sealed record NotOurs(string Reason) : RegistryOutcome;

    public sealed record TooOften(string Reason) : RegistryOutcome;
}

/// <summary>What a person can do with a registry: test it, and collect the garbage of one that the portal carries.</summary>
public sealed class RegistryDesk(CurrentDefinitions definitions, RegistryProbe probe, GarbageWork garbage, IDbContextFactory<PortalDb> database, Changes changes) : IDisposable
{
    /// <summary>Each test makes the portal call out.</summary>
    public const int TestsPerMinute = 20;

    private readonly PartitionedRateLimiter<string> _tests = PartitionedRateLimiter.Create<string, string>(person =>
        RateLimitPartition.GetFixedWindowLimiter(person, _ => new() { PermitLimit = TestsPerMinute, Window = TimeSpan.FromMinutes(1) }));

    public async Task<RegistryOutcome> TestAsync(Actor actor, string name, CancellationToken stop)
    {
        if (Access.Can(actor, Verb.EditConnections) is { Allowed: false } no) return new RegistryOutcome.NotAllowed(no.Reason);
        if (!definitions().Registries.TryGetValue(name, out var registry)) return Undefined(name);
        using var permit = _tests.AttemptAcquire(actor.Id);
        if (!permit.IsAcquired) return new RegistryOutcome.TooOften($"At most {TestsPerMinute} tests a minute. Wait a little.");
        var report = await probe.TestAsync(registry, stop);
        await RegistryRecord.KeepAsync(database, name, row => (row.TestedAt, row.Problem) = (report.At, report.Problem), stop);
        changes.Announce();
        return new RegistryOutcome.Tested(report);
    }

    public async Task<RegistryOutcome> CollectAsync(Actor actor, string name, CancellationToken stop)
    {
        if (Access.Can(actor, Verb.EditConnections) is { Allowed: false } no) return new RegistryOutcome.NotAllowed(no.Reason);
        if (!definitions().Registries.TryGetValue(name, out var registry)) return Undefined(name);
        return await garbage.CollectAsync(registry, stop) is { } report
            ? new RegistryOutcome.Collected(report)
            : new RegistryOutcome.NotOurs($"{name} is not carried by the portal: its garbage is its own affair.");
    }

    public void Dispose() => _tests.Dispose();

    private static RegistryOutcome.NotDefined Undefined(string name) => new($"There is no registry {name}.");
}
