using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Images;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Storage;
using PromotionPortal.Storage.Views;

namespace PromotionPortal.Engine;

/// <summary>Begins promotions and tells them what happened: reads, decides, and writes state, audit, proof and outbox in one transaction.</summary>
public sealed class PromotionDesk(IDbContextFactory<PortalDb> database, Rules rules, PolicyEditors editors, TimeProvider time, Changes changes)
{
    /// <summary>Judges a request and, if its gates are open, begins the promotion.</summary>
    public async Task<RequestOutcome> RequestAsync(RequestPromotion command, Actor actor, CancellationToken stop)
    {
        try
        {
            var outcome = await Races.WithoutAsync(() => TryRequestAsync(command, actor, stop));
            if (outcome is RequestOutcome.Accepted) changes.Announce();
            return outcome;
        }
        catch (Exception busy) when (PortalDb.IsBusy(busy))
        {
            return new RequestOutcome.Refused(command.Environment, new(RefusalKind.PortalBusy, "The portal's database did not answer in time. Nothing was begun.", "Try again in a moment."));
        }
    }

    /// <summary>Begins anew what did not end well. Null: there is no such promotion for this actor.</summary>
    public async Task<RequestOutcome?> RetryAsync(long promotion, Actor actor, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var view = await PromotionView.ReadAsync(db, promotion, stop);
        if (view is null || !Visible.Is(actor, rules.Current.Definitions, view)) return null;
        if (view.Promotion is not { Ending: not null }) return new RequestOutcome.Refused(view.Row.Environment, new(RefusalKind.AlreadyRequested, "This promotion has not failed.", "Follow it.") { Existing = promotion });
        return await RequestAsync(
            new([.. view.Row.Items.Select(item => new WantedImage(item.Application, Digest.Parse(item.Digest), item.Tag, item.FromEnvironment))], view.Row.Environment) { Reason = view.Row.Reason, RetryOf = promotion },
            actor, stop);
    }

    /// <summary>Why, and why not: every gate between this image and that environment for this actor, from the very code that enforces.</summary>
    public async Task<IReadOnlyList<Gate>> WhyAsync(WantedImage image, string environment, string reason, Actor actor, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var facts = await RequestFactsReader.ReadAsync(db, new([image], environment) { Reason = reason }, actor, rules.Current, time.GetUtcNow(), stop);
        return PromotionGates.Of(image, environment, facts);
    }

    /// <summary>Tells a promotion what happened to it. False: the worker that tells it no longer holds the step, and nothing was changed.</summary>
    public async Task<bool> TellAsync(long promotion, PromotionEvent happened, EffectLease? done, CancellationToken stop)
    {
        var told = await Races.WithoutAsync(() => TryTellAsync(promotion, happened, done, stop));
        if (told) changes.Announce();
        return told;
    }

    /// <summary>Looks again at the gates of requests that wait for people, together in one transaction. To be given few of them.</summary>
    internal Task LookAsync(IReadOnlyCollection<long> promotions, CancellationToken stop) => Races.WithoutAsync(async () =>
    {
        await using var db = await database.CreateDbContextAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var rows = await db.Promotions.Include(row => row.Items).Where(row => promotions.Contains(row.Id) && row.State == PromotionState.AwaitingApproval).OrderBy(row => row.Id).ToListAsync(stop);
        foreach (var row in rows) await TakeAsync(db, row, new PromotionEvent.Tick(), stop);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return rows.Count;
    });

    private async Task<RequestOutcome> TryRequestAsync(RequestPromotion command, Actor actor, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        // Who only looks neither waits for a writer nor is one.
        await using var transaction = command.DryRun ? null : await db.Database.BeginTransactionAsync(stop);
        var (book, now) = (rules.Current, time.GetUtcNow());
        if (await RequestFactsReader.SameRequestAsync(db, command, actor, book, stop) is { } known) return known;
        var facts = await RequestFactsReader.ReadAsync(db, command, actor, book, now, stop);
        var (accepted, refused) = RequestGates.Judge(command.Images, command.Environment, facts);
        refused ??= HotfixGate.Closed(command, actor, book.Definitions);
        if (refused is null) accepted = accepted! with { IsHotfix = command.IsHotfix, Governing = RequestGates.Governing(accepted, facts) };
        var asks = refused is null && RequestFactsReader.Asks(command, book);
        if (command.DryRun) return refused is null ? new RequestOutcome.WouldBegin(command.Environment, accepted!, asks) : new RequestOutcome.Refused(command.Environment, refused);
        if (refused is not null)
        {
            await PromotionRecord.WriteRefusalAsync(db, command, refused, actor, now, stop);
            await db.SaveChangesAsync(stop);
            await transaction!.CommitAsync(stop);
            return new RequestOutcome.Refused(command.Environment, refused);
        }
        var row = await PromotionRecord.BeginAsync(db, command, accepted!, actor, book.Definitions.Commit, now, stop);
        db.Evaluations.Add(PromotionProof.Of(await PromotionCases.OfNewAsync(db, row, facts, actor, editors, stop), EvaluationMoment.Request, now));
        await db.SaveChangesAsync(stop);
        await transaction!.CommitAsync(stop);
        return new RequestOutcome.Accepted(command.Environment, row.Id, asks);
    }

    private async Task<bool> TryTellAsync(long promotion, PromotionEvent happened, EffectLease? done, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        if (done is not null && !await Outbox.CompleteAsync(db, done, stop)) return false;
        var row = await PromotionCases.RowAsync(db, promotion, stop) ?? throw new InvalidOperationException($"There is no promotion {promotion}.");
        await TakeAsync(db, row, happened, stop);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return true;
    }

    /// <summary>Within a writing transaction: decides on what is so in it, and writes what follows.</summary>
    internal async Task TakeAsync(PortalDb db, PromotionRow row, PromotionEvent happened, CancellationToken stop)
    {
        // Once it copies, its gates lie behind it.
        var seen = row.State.IsBeforeCopy() ? await PromotionCases.ReadAsync(db, row, rules.Current, editors, time.GetUtcNow(), stop) : null;
        await TakeAsync(db, row, happened, seen, stop);
    }

    /// <summary>The same for whoever has read all that is so already.</summary>
    internal async Task TakeAsync(PortalDb db, PromotionRow row, PromotionEvent happened, PromotionCase? seen, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var before = row.ToDomain();
        var standing = seen?.Standing(now) ?? new Standing(now, Closed: null, before.Governing, NeedsApproval: false, IsApproved: true);
        var decision = PromotionDecider.Decide(before, happened, standing);
        string[] voided = decision.VoidsVotes ? [.. seen!.Votes.Select(vote => vote.PersonId)] : [];
        await PromotionRecord.TakeAsync(db, row, decision, now, stop);
        await NoticeRecord.AfterAsync(db, row, before.State, voided, () => WrittenAsync(db, row, now, stop), now, stop);
        if (seen is not null && MomentOf(before.State, decision.Next.State) is { } moment) db.Evaluations.Add(PromotionProof.Of(seen, moment, now));
        // Where nobody has to agree any more, that is what it goes on by.
        if (seen is not null && decision is { VoidsVotes: true, Next.State: PromotionState.Copying }) db.Evaluations.Add(PromotionProof.Of(seen, EvaluationMoment.Approval, now));
        if (seen is not null && row.State == PromotionState.AwaitingApproval) (row.LookAt, row.LookedCommit) = (seen.NextLook(now), seen.Facts.Definitions.Commit);
        if (decision.Next.State == PromotionState.Promoted && before.State != PromotionState.Promoted) await SupersedeAsync(db, row, stop);
    }

    // With the votes of this transaction, which the database is not told of until then.
    private async Task<PromotionCase> WrittenAsync(PortalDb db, PromotionRow row, DateTimeOffset now, CancellationToken stop)
    {
        await db.SaveChangesAsync(stop);
        return await PromotionCases.ReadAsync(db, row, rules.Current, editors, now, stop);
    }

    private static EvaluationMoment? MomentOf(PromotionState before, PromotionState next) => (before, next) switch
    {
        (PromotionState.Requested or PromotionState.AwaitingApproval, PromotionState.Queued or PromotionState.Promoted) => EvaluationMoment.Approval,
        (PromotionState.Queued, PromotionState.Copying) => EvaluationMoment.Execution,
        (not PromotionState.Stale, PromotionState.Stale) => before == PromotionState.Queued ? EvaluationMoment.Execution : EvaluationMoment.Approval,
        _ => null,
    };

    // Who asked earlier for another image of the same, and still waits for people, would bring an older choice after a newer one. It ends whatever its gates say.
    private async Task SupersedeAsync(PortalDb db, PromotionRow promoted, CancellationToken stop)
    {
        var applications = promoted.Items.Select(item => item.Application).ToList();
        var older = await db.Promotions.Include(row => row.Items)
            .Where(row => row.Id < promoted.Id && row.State == PromotionState.AwaitingApproval && row.Environment == promoted.Environment && row.Items.All(item => applications.Contains(item.Application)))
            .ToListAsync(stop);
        foreach (var row in older) await TakeAsync(db, row, new PromotionEvent.Superseded(promoted.Id), seen: null, stop);
    }
}
