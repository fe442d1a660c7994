using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Policies;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Git;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>A request that waits, and what becomes of it. Approvals: how many are given now.</summary>
public sealed record TouchedRequest(long Promotion, string Environment, ImmutableArray<string> Applications, string RequestedBy, PromotionState Next, int Approvals, string What)
{
    public bool IsEnded => Next.IsEnd();

    /// <summary>It waits on, but for approvals to something else.</summary>
    public bool IsVoided => Next == PromotionState.AwaitingApproval;
}

/// <summary>Which waiting requests a change touches; and how many more that this person may not see.</summary>
public sealed record TouchedRequests(ImmutableArray<TouchedRequest> Requests, int Hidden)
{
    public static TouchedRequests None { get; } = new([], 0);

    /// <summary>So many wait beyond those that were looked at.</summary>
    public int NotLookedAt { get; init; }
}

/// <summary>What a change of definitions would do to the requests that wait: each is decided on as it will be, under the definitions as they would be.</summary>
public sealed class WaitingImpact(IDbContextFactory<PortalDb> database, DefinitionStore store, Rules rules, PolicyEditors editors, TimeProvider time)
{
    /// <summary>The ones that wait longest.</summary>
    public const int MostLookedAt = 500;

    /// <summary>Whether it changes anything that decides on requests.</summary>
    public static bool Concerns(IEnumerable<PlannedChange> changes) =>
        changes.Any(change => change.Key.Kind is DefinitionKind.Policy or DefinitionKind.PolicyBinding or DefinitionKind.Environment or DefinitionKind.Application or DefinitionKind.Product);

    /// <summary>For a change that is sound; of one that is not nobody knows what it would do.</summary>
    public async Task<TouchedRequests> OfAsync(IEnumerable<PlannedChange> changes, Actor actor, CancellationToken stop)
    {
        var files = changes.Select(change => new FileChange(change.Key.Path, change.After)).ToList();
        if (files.Count == 0) return TouchedRequests.None;
        var after = new RuleBook(await store.PreviewAsync(files, stop));
        return await OfAsync(after, files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal), actor, stop);
    }

    /// <summary>Under these rules, where the files changed are those.</summary>
    public async Task<TouchedRequests> OfAsync(RuleBook after, IReadOnlySet<string> changed, Actor actor, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var rows = await db.Promotions.AsNoTracking().Include(row => row.Items).Where(row => row.State == PromotionState.AwaitingApproval).OrderBy(row => row.Id).Take(MostLookedAt).ToListAsync(stop);
        // Whoever makes the change will have changed it last.
        IReadOnlyList<string> EditorsThen(DefinitionKey key) => changed.Contains(key.Path) ? [actor.Id] : editors(key);
        var touched = ImmutableArray.CreateBuilder<TouchedRequest>();
        var hidden = 0;
        foreach (var row in rows)
        {
            var (then, votes) = await DecideAsync(db, row, after, EditorsThen, stop);
            if (IsAsBefore(then)) continue;
            var (now, _) = await DecideAsync(db, row, rules.Current, editors, stop);
            if (now.Next.State == then.Next.State && now.Next.Governing.Hash == then.Next.Governing.Hash) continue; // it comes so anyway
            if (row.Items.All(item => Visible.Application(actor, rules.Current.Definitions, item.Application))) touched.Add(Told(row, then, votes));
            else hidden++;
        }
        var waiting = rows.Count < MostLookedAt ? rows.Count : await db.Promotions.CountAsync(row => row.State == PromotionState.AwaitingApproval, stop);
        return new(touched.ToImmutable(), hidden) { NotLookedAt = Math.Max(0, waiting - rows.Count) };
    }

    private async Task<(Decision Decision, int Votes)> DecideAsync(PortalDb db, PromotionRow row, RuleBook book, PolicyEditors editorsThen, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var seen = await PromotionCases.ReadAsync(db, row, book, editorsThen, now, stop);
        return (PromotionDecider.Decide(row.ToDomain(), new PromotionEvent.Tick(), seen.Standing(now)), seen.Votes.Count);
    }

    private static bool IsAsBefore(Decision decision) => decision is { Next.State: PromotionState.AwaitingApproval, VoidsVotes: false };

    private static TouchedRequest Told(PromotionRow row, Decision then, int votes) =>
        new(row.Id, row.Environment, [.. row.Items.Select(item => item.Application).Order(StringComparer.Ordinal)], row.RequestedByName, then.Next.State, votes, Words(then));

    private static string Words(Decision then) => then.Next switch
    {
        { Ending: { } ending } => ending.What,
        { State: PromotionState.AwaitingApproval } => string.Join(' ', then.Notes),
        _ => "It needs no more approvals, and goes on.",
    };
}
