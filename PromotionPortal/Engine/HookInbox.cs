using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Images;
using PromotionPortal.Registry;
using PromotionPortal.Registry.Notices;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>The events that registries told of: taken at once, each once; handled afterwards, and kept with what came of them.</summary>
public sealed class HookInbox(IDbContextFactory<PortalDb> database, Sources sources, ImageScout scout, TimeProvider time, Changes changes) : IDisposable
{
    private const string Removal = "delete";
    private const int AtOnce = 50;
    private const int MostTries = 5;
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(90);
    private static readonly TimeSpan s_sweepEvery = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _news = new(0);
    private readonly SemaphoreSlim _handling = new(1);
    private DateTimeOffset _swept;

    /// <summary>Writes down what is new of this; the number of those.</summary>
    public async Task<int> ReceiveAsync(string registry, IReadOnlyCollection<RegistryNotice> notices, TagSource source, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var events = notices.Select(notice => notice.Event).ToArray();
        var known = await db.HookEvents.Where(row => row.Registry == registry && events.Contains(row.Event)).Select(row => row.Event).ToListAsync(stop);
        var fresh = notices.DistinctBy(notice => notice.Event).Where(notice => !known.Contains(notice.Event)).ToList();
        db.HookEvents.AddRange(fresh.Select(notice => new HookEventRow
        {
            Registry = registry,
            Event = notice.Event,
            ReceivedAt = time.GetUtcNow(),
            Action = notice.IsRemoval ? Removal : notice.Action,
            Repository = notice.Repository,
            Tag = notice.Tag,
            Digest = notice.Digest?.Text,
            Source = source,
        }));
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        if (fresh.Count > 0) _news.Release();
        return fresh.Count;
    }

    /// <summary>A push to a registry that the portal carries.</summary>
    public Task PushedAsync(string registry, string repository, string tag, Digest digest, CancellationToken stop) =>
        ReceiveAsync(registry, [new($"push-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}", IsRemoval: false, "push", repository, tag, digest)], TagSource.Push, stop);

    /// <summary>Until something was received.</summary>
    public Task WaitAsync(CancellationToken stop) => _news.WaitAsync(stop);

    /// <summary>Does what waits to be done, in the order in which it came.</summary>
    public async Task HandleAsync(CancellationToken stop)
    {
        await _handling.WaitAsync(stop);
        try
        {
            await using var db = await database.CreateDbContextAsync(stop);
            var waiting = await db.HookEvents.Where(row => row.State == HookState.Waiting).OrderBy(row => row.Id).Take(AtOnce).ToListAsync(stop);
            foreach (var row in waiting) await HandleAsync(db, row, stop);
            if (waiting.Count > 0) changes.Announce();
            if (waiting.Count == AtOnce) _news.Release();
        }
        finally
        {
            _handling.Release();
        }
    }

    /// <summary>Forgets what is older than 90 days.</summary>
    public async Task SweepAsync(CancellationToken stop)
    {
        var now = time.GetUtcNow();
        if (now - _swept < s_sweepEvery) return;
        var oldest = now - s_kept;
        await using var db = await database.CreateDbContextAsync(stop);
        await db.HookEvents.Where(row => row.ReceivedAt < oldest).ExecuteDeleteAsync(stop);
        _swept = now;
    }

    public void Dispose()
    {
        _news.Dispose();
        _handling.Dispose();
    }

    private async Task HandleAsync(PortalDb db, HookEventRow row, CancellationToken stop)
    {
        try
        {
            (row.State, row.Outcome) = await ActAsync(row, stop);
        }
        catch (RegistryException silent)
        {
            row.Tries++;
            (row.State, row.Outcome) = row.Tries < MostTries ? (HookState.Waiting, $"{silent.Message} It is tried again.") : (HookState.GivenUp, $"{silent.Message} The next regular look may find it.");
        }
        row.HandledAt = row.State == HookState.Waiting ? null : time.GetUtcNow();
        await db.SaveChangesAsync(stop);
    }

    private async Task<(HookState State, string Outcome)> ActAsync(HookEventRow row, CancellationToken stop)
    {
        var applications = sources.Of(row.Registry, row.Repository);
        if (applications.Count == 0) return (HookState.Ignored, $"No application takes its images from {row.Registry}/{row.Repository}.");
        if (row is { Tag: null, Action: not Removal }) return (HookState.Ignored, "It was pushed without a tag.");
        var words = new List<string>();
        foreach (var application in applications) words.Add(await LookAsync(application, row, stop));
        return (HookState.Handled, string.Join(' ', words));
    }

    private async Task<string> LookAsync(string application, HookEventRow row, CancellationToken stop)
    {
        if (row.Tag is not { } tag)
        {
            return await scout.LookAtAsync(application, row.Source, stop) is { } problem ? throw new RegistryException(RegistryFault.Unreachable, problem) : $"The tags of {application} were read again.";
        }
        var named = await scout.LookAtTagAsync(application, tag, row.Source, stop);
        return AttachmentTag.SubjectOf(tag) is { } subject ? $"The signatures of {application} {subject.Abbreviated} were checked."
            : named is { } digest ? $"{application} {tag} is {digest.Abbreviated}."
            : $"{application} has no tag {tag} any more.";
    }
}
