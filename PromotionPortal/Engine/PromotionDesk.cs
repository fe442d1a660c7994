using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Images;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Storage;
using PromotionPortal.Storage.Views;

namespace PromotionPortal.Engine;

/// <summary>The only way to change a promotion: reads, decides, and writes state, audit and outbox in one transaction.</summary>
public sealed class PromotionDesk(IDbContextFactory<PortalDb> database, CurrentDefinitions definitions, TimeProvider time, Changes changes)
{
    private const int MostTries = 5;

    /// <summary>Judges a request and, if its gates are open, begins the promotion.</summary>
    public async Task<RequestOutcome> RequestAsync(RequestPromotion command, Actor actor, CancellationToken stop)
    {
        try
        {
            var outcome = await WithoutRaces(() => TryRequestAsync(command, actor, stop));
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
        if (view is null || !Visible.Is(actor, definitions(), view)) return null;
        if (view.Promotion is not { Ending: not null }) return new RequestOutcome.Refused(view.Row.Environment, new(RefusalKind.AlreadyRequested, "This promotion has not failed.", "Follow it.") { Existing = promotion });
        return await RequestAsync(
            new([.. view.Row.Items.Select(item => new WantedImage(item.Application, Digest.Parse(item.Digest), item.Tag, item.FromEnvironment))], view.Row.Environment) { Reason = view.Row.Reason, RetryOf = promotion },
            actor, stop);
    }

    /// <summary>Tells a promotion what happened to it. False: the worker that tells it no longer holds the step, and nothing was changed.</summary>
    public async Task<bool> TellAsync(long promotion, PromotionEvent happened, EffectLease? done, CancellationToken stop)
    {
        var told = await WithoutRaces(() => TryTellAsync(promotion, happened, done, stop));
        if (told) changes.Announce();
        return told;
    }

    private async Task<RequestOutcome> TryRequestAsync(RequestPromotion command, Actor actor, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        if (await RequestFactsReader.SameRequestAsync(db, command, actor, stop) is { } known) return known;
        var snapshot = definitions();
        var facts = await RequestFactsReader.ReadAsync(db, command, actor, snapshot, stop);
        var (accepted, refused) = RequestGates.Judge(command.Images, command.Environment, facts);
        if (command.DryRun) return accepted is null ? new RequestOutcome.Refused(command.Environment, refused!) : new RequestOutcome.WouldBegin(command.Environment, accepted);
        if (accepted is null)
        {
            await PromotionRecord.WriteRefusalAsync(db, command, refused!, actor, time.GetUtcNow(), stop);
            await db.SaveChangesAsync(stop);
            await transaction.CommitAsync(stop);
            return new RequestOutcome.Refused(command.Environment, refused!);
        }
        var row = await PromotionRecord.BeginAsync(db, command, accepted, actor, snapshot.Commit, time.GetUtcNow(), stop);
        await transaction.CommitAsync(stop);
        return new RequestOutcome.Accepted(command.Environment, row.Id);
    }

    private async Task<bool> TryTellAsync(long promotion, PromotionEvent happened, EffectLease? done, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        if (done is not null && !await Outbox.CompleteAsync(db, done, stop)) return false;
        var row = await db.Promotions.Include(row => row.Items).SingleAsync(row => row.Id == promotion, stop);
        await PromotionRecord.TakeAsync(db, row, PromotionDecider.Decide(row.ToDomain(), happened), time.GetUtcNow(), stop);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        return true;
    }

    // Somebody else wrote between our reading and our writing: read again, decide again.
    private static async Task<T> WithoutRaces<T>(Func<Task<T>> attempt)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await attempt();
            }
            catch (DbUpdateException race) when (tries < MostTries && PortalDb.IsRace(race))
            {
                // Decided on what is no longer so.
            }
        }
    }
}
