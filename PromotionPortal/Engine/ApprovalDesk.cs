using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Approvals;
using PromotionPortal.Domain.Notices;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>What people decide about promotions. Rights and separation of duties are judged in the transaction that writes the decision.</summary>
public sealed class ApprovalDesk(IDbContextFactory<PortalDb> database, PromotionDesk desk, Rules rules, PolicyEditors editors, TimeProvider time, Changes changes)
{
    /// <summary>Whoever asked may remind again after this.</summary>
    public static readonly TimeSpan RemindEvery = TimeSpan.FromHours(1);

    public Task<ApprovalOutcome> ApproveAsync(Decide command, Actor actor, CancellationToken stop) => WriteAsync(command, actor, ApproveAsync, stop);

    /// <summary>Until the copy starts.</summary>
    public Task<ApprovalOutcome> TakeBackAsync(Decide command, Actor actor, CancellationToken stop) => WriteAsync(command, actor, TakeBackAsync, stop);

    /// <summary>One rejection by somebody whose approval would count ends the request.</summary>
    public Task<ApprovalOutcome> RejectAsync(Decide command, Actor actor, CancellationToken stop) => WriteAsync(command, actor, RejectAsync, stop);

    /// <summary>By the requester, while it waits.</summary>
    public Task<ApprovalOutcome> WithdrawAsync(Decide command, Actor actor, CancellationToken stop) => WriteAsync(command, actor, WithdrawAsync, stop);

    /// <summary>By the requester or somebody who may promote there too, until the tags begin to move.</summary>
    public Task<ApprovalOutcome> CancelAsync(Decide command, Actor actor, CancellationToken stop) => WriteAsync(command, actor, CancelAsync, stop);

    /// <summary>Asks somebody by name. It gives him no right.</summary>
    public Task<ApprovalOutcome> HandOverAsync(Decide command, string personId, Actor actor, CancellationToken stop) =>
        WriteAsync(command, actor, (db, seen, _, who, now, end) => HandOverAsync(db, seen, personId, who, now, end), stop);

    public Task<ApprovalOutcome> RemindAsync(Decide command, Actor actor, CancellationToken stop) => WriteAsync(command, actor, RemindAsync, stop);

    private delegate Task<ApprovalOutcome> Step(PortalDb db, PromotionCase seen, Decide command, Actor actor, DateTimeOffset now, CancellationToken stop);

    private async Task<ApprovalOutcome> WriteAsync(Decide command, Actor actor, Step step, CancellationToken stop)
    {
        if (command.Words.Length > Decide.MostWordsLetters) return new(command.Promotion, ApprovalResult.Unfit, $"At most {Decide.MostWordsLetters} letters, please.");
        try
        {
            var outcome = await Races.WithoutAsync(() => TryAsync(command, actor, step, stop));
            if (outcome.IsDone) changes.Announce();
            return outcome;
        }
        catch (Exception busy) when (PortalDb.IsBusy(busy))
        {
            return new(command.Promotion, ApprovalResult.PortalBusy, "The portal's database did not answer in time. Nothing was decided. Try again in a moment.");
        }
    }

    private async Task<ApprovalOutcome> TryAsync(Decide command, Actor actor, Step step, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var row = await PromotionCases.RowAsync(db, command.Promotion, stop);
        if (row is null || !row.Items.All(item => Visible.Application(actor, rules.Current.Definitions, item.Application))) return new(command.Promotion, ApprovalResult.NotFound, $"There is no promotion {command.Promotion}.");
        var now = time.GetUtcNow();
        var seen = await PromotionCases.ReadAsync(db, row, rules.Current, editors, now, stop, alsoId: actor.Id);
        if (!seen.People.TryGetValue(actor.Id, out var fresh)) return new(command.Promotion, ApprovalResult.NotAllowed, "Sign in first.") { Bar = ApproverBar.Role };
        actor = fresh with { Credential = actor.Credential, Scopes = actor.Scopes };
        var isAhead = IsAheadOf(seen, command, now);
        if (isAhead) seen = await CaughtUpAsync(db, seen, actor, now, stop);
        var outcome = await step(db, seen, command, actor, now, stop);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        if (isAhead) changes.Announce(); // it has moved, whatever became of the decision
        return outcome;
    }

    // The rules have changed, and whoever decides has read the new ones before the promotion was told of them.
    private static bool IsAheadOf(PromotionCase seen, Decide command, DateTimeOffset now) =>
        seen.Row.State == PromotionState.AwaitingApproval && command.Seen is { } read && read != seen.Row.ToDomain().Governing.Hash && read == seen.Standing(now).Governing.Hash;

    private async Task<PromotionCase> CaughtUpAsync(PortalDb db, PromotionCase seen, Actor actor, DateTimeOffset now, CancellationToken stop)
    {
        await desk.TakeAsync(db, seen.Row, new PromotionEvent.Tick(), seen, stop);
        await db.SaveChangesAsync(stop);
        return await PromotionCases.ReadAsync(db, seen.Row, seen.Facts.Rules, editors, now, stop, alsoId: actor.Id);
    }

    private async Task<ApprovalOutcome> ApproveAsync(PortalDb db, PromotionCase seen, Decide command, Actor actor, DateTimeOffset now, CancellationToken stop)
    {
        // Of what ended without arriving it is no comfort to have approved it.
        if (seen.Row.State <= PromotionState.Promoted && seen.Votes.Any(vote => vote.PersonId == actor.Id && vote.GoverningHash == seen.Row.ToDomain().Governing.Hash)) return Of(command, ApprovalResult.AlreadyApproved, "You have approved it already.");
        if (NotOpen(seen, command, now) is { } closed) return closed;
        if (Barred(seen, command, actor) is { } barred) return barred;
        if (!seen.IsHelpedBy(actor)) return Of(command, ApprovalResult.NotNeeded, PromotionCase.NoSeat);
        var vote = new VoteRow { PromotionId = seen.Row.Id, PersonId = actor.Id, PersonName = actor.Name, Credential = actor.Credential, At = now, Comment = command.Words.Trim(), GoverningHash = seen.Row.ToDomain().Governing.Hash };
        db.Votes.Add(vote);
        await AuditAsync(db, seen, actor, "promotion.approval", $"{actor.Name} approved {What(seen)}.{Said(command)}", now, stop);
        await desk.TakeAsync(db, seen.Row, new PromotionEvent.VotesChanged(), seen.After([.. seen.Votes, vote]), stop);
        // Once it waits no more, nobody has anything left to do about it.
        if (seen.Row.State == PromotionState.AwaitingApproval) await NoticeRecord.SettleAsync(db, seen.Row.Id, actor.Id, now, stop);
        return Of(command, ApprovalResult.Approved, seen.Row.State == PromotionState.AwaitingApproval ? "Approved. It waits for others." : $"Approved. It goes to {seen.Row.Environment}.");
    }

    private async Task<ApprovalOutcome> TakeBackAsync(PortalDb db, PromotionCase seen, Decide command, Actor actor, DateTimeOffset now, CancellationToken stop)
    {
        if (seen.Votes.FirstOrDefault(vote => vote.PersonId == actor.Id) is not { } vote) return Of(command, ApprovalResult.NotAllowed, "You have not approved it.");
        if (seen.Row.State is not (PromotionState.AwaitingApproval or PromotionState.Queued)) return Of(command, ApprovalResult.NoLongerValid, TooLate(seen));
        (vote.State, vote.EndedAt) = (VoteState.TakenBack, now);
        await AuditAsync(db, seen, actor, "promotion.approval-taken-back", $"{actor.Name} took back the approval of {What(seen)}.{Said(command)}", now, stop);
        await desk.TakeAsync(db, seen.Row, new PromotionEvent.VotesChanged(), seen.After([.. seen.Votes.Where(other => other != vote)]), stop);
        return Of(command, ApprovalResult.TakenBack, "Your approval is taken back.");
    }

    private async Task<ApprovalOutcome> RejectAsync(PortalDb db, PromotionCase seen, Decide command, Actor actor, DateTimeOffset now, CancellationToken stop)
    {
        if (NotOpen(seen, command, now) is { } closed) return closed;
        if (Barred(seen, command, actor) is { } barred) return barred;
        if (command.Words.Trim().Length == 0) return Of(command, ApprovalResult.Unfit, "Say why: the requester reads it.");
        await AuditAsync(db, seen, actor, "promotion.rejection", $"{actor.Name} rejected {What(seen)}.{Said(command)}", now, stop);
        await desk.TakeAsync(db, seen.Row, new PromotionEvent.Rejected(actor.Name, command.Words.Trim()), seen, stop);
        return Of(command, ApprovalResult.Rejected, "Rejected.");
    }

    private async Task<ApprovalOutcome> WithdrawAsync(PortalDb db, PromotionCase seen, Decide command, Actor actor, DateTimeOffset now, CancellationToken stop)
    {
        if (seen.Row.RequestedById != actor.Id) return Of(command, ApprovalResult.NotAllowed, "Only who requested it can withdraw it.") with { Bar = ApproverBar.Role };
        if (seen.Row.State is not (PromotionState.Requested or PromotionState.AwaitingApproval)) return Of(command, ApprovalResult.NoLongerValid, WaitsNot(seen));
        await AuditAsync(db, seen, actor, "promotion.withdrawal", $"{actor.Name} withdrew {What(seen)}.{Said(command)}", now, stop);
        await desk.TakeAsync(db, seen.Row, new PromotionEvent.Withdrawn(actor.Name), seen, stop);
        return Of(command, ApprovalResult.Withdrawn, "Withdrawn.");
    }

    private async Task<ApprovalOutcome> CancelAsync(PortalDb db, PromotionCase seen, Decide command, Actor actor, DateTimeOffset now, CancellationToken stop)
    {
        if (NoPromoter(seen, command, actor) is { } no) return no;
        var before = seen.Row.ToDomain();
        if (before.HasEnded || PromotionDecider.IsTagging(before)) return Of(command, ApprovalResult.NoLongerValid, TooLate(seen));
        await AuditAsync(db, seen, actor, "promotion.cancellation", $"{actor.Name} cancelled {What(seen)}.{Said(command)}", now, stop);
        await desk.TakeAsync(db, seen.Row, new PromotionEvent.Cancelled(actor.Name), seen, stop);
        return Of(command, ApprovalResult.Cancelled, "Cancelled.");
    }

    private static async Task<ApprovalOutcome> HandOverAsync(PortalDb db, PromotionCase seen, string personId, Actor actor, DateTimeOffset now, CancellationToken stop)
    {
        var command = new Decide(seen.Row.Id);
        if (seen.Row.State != PromotionState.AwaitingApproval) return Of(command, ApprovalResult.NoLongerValid, WaitsNot(seen));
        if ((seen.Row.RequestedById == actor.Id ? NoPromoter(seen, command, actor) : Barred(seen, command, actor)) is { } barred) return barred;
        // The same words for whoever is not there: nobody learns here who has an account.
        if ((await Identity.Actors.PeopleAsync(db, [personId], now, stop)).FirstOrDefault(seen.IsHelpedBy) is not { } other) return Of(command, ApprovalResult.Unfit, "Choose somebody whose approval is still needed here.");
        var handed = Of(command, ApprovalResult.HandedOver, $"{other.Name} finds it first in the inbox.");
        if (seen.Row.HandedToId == other.Id) return handed;
        if (seen.Row.RequestedById == actor.Id)
        {
            if (seen.Row.HandedToId is not null && now - seen.Row.RemindedAt < RemindEvery) return Of(command, ApprovalResult.Unfit, "You have asked somebody within the last hour.");
            seen.Row.RemindedAt = now;
        }
        seen.Row.HandedToId = other.Id;
        await NoticeRecord.TellAsync(db, seen.Row, NoticeKind.HandedOver, [other.Id], actor.Name, now, stop);
        await AuditAsync(db, seen, actor, "promotion.handed-over", $"{actor.Name} asked {other.Name} to decide about {What(seen)}.", now, stop);
        return handed;
    }

    private static async Task<ApprovalOutcome> RemindAsync(PortalDb db, PromotionCase seen, Decide command, Actor actor, DateTimeOffset now, CancellationToken stop)
    {
        if (seen.Row.RequestedById != actor.Id) return Of(command, ApprovalResult.NotAllowed, "Only who requested it can remind.");
        if (seen.Row.State != PromotionState.AwaitingApproval) return Of(command, ApprovalResult.NoLongerValid, WaitsNot(seen));
        if (now - seen.Row.RemindedAt < RemindEvery) return Of(command, ApprovalResult.Unfit, "You have reminded within the last hour.");
        seen.Row.RemindedAt = now;
        await NoticeRecord.RemindAsync(db, seen, actor.Name, now, stop);
        await AuditAsync(db, seen, actor, "promotion.reminded", $"{actor.Name} reminded of {What(seen)}.", now, stop);
        return Of(command, ApprovalResult.Reminded, "Whoever may approve it finds it marked.");
    }

    private static ApprovalOutcome? NotOpen(PromotionCase seen, Decide command, DateTimeOffset now)
    {
        if (seen.Row.State != PromotionState.AwaitingApproval) return Of(command, ApprovalResult.NoLongerValid, WaitsNot(seen));
        var governing = seen.Standing(now).Governing;
        return (command.Seen is null || command.Seen == governing.Hash) && governing.Hash == seen.Row.ToDomain().Governing.Hash
            ? null
            : Of(command, ApprovalResult.NoLongerValid, "What it is about has changed since you looked. Look again.");
    }

    // One approval is for the whole set; it has to count for some of it.
    private static ApprovalOutcome? Barred(PromotionCase seen, Decide command, Actor actor)
    {
        var bars = seen.Items.Select(item => item.BarOf(actor, seen.Facts.Definitions, seen.Row.Environment)).ToList();
        return bars.Exists(bar => bar is null) ? null : Of(command, ApprovalResult.NotAllowed, bars[0]!.Value.Words) with { Bar = bars[0]!.Value.Bar };
    }

    private static ApprovalOutcome? NoPromoter(PromotionCase seen, Decide command, Actor actor) =>
        seen.Items.Select(item => Access.Can(actor, Verb.Promote, seen.Facts.Definitions.PlaceOf(item.Image.Application, seen.Row.Environment))).FirstOrDefault(may => !may.Allowed) is { } no
            ? Of(command, ApprovalResult.NotAllowed, no.Reason) with { Bar = ApproverBar.Role }
            : null;

    private static Task AuditAsync(PortalDb db, PromotionCase seen, Actor actor, string action, string text, DateTimeOffset now, CancellationToken stop) =>
        AuditTrail.AppendAsync(db, new(now, actor, action, PromotionRecord.Subject(seen.Row.Id), text, new { GoverningHash = seen.Row.ToDomain().Governing.Hash }), stop);

    private static string What(PromotionCase seen) => $"the promotion of {PromotionRecord.Images(seen.Row.ToDomain())} to {seen.Row.Environment}";

    private static string Said(Decide command) => command.Words.Trim() is { Length: > 0 } said ? $" “{said}”" : "";

    private static string WaitsNot(PromotionCase seen) =>
        seen.Row.State == PromotionState.Requested ? "It does not wait for approval yet: its images are being looked for." : $"It does not wait any more: it {Word(seen)}.";

    private static string TooLate(PromotionCase seen) => $"It is too late: it {Word(seen)}.";

    private static string Word(PromotionCase seen) => seen.Row.State switch
    {
        PromotionState.Failed => "has failed",
        PromotionState.Expired => "has expired",
        var state => $"is {state.ToString().ToLowerInvariant()}",
    };

    private static ApprovalOutcome Of(Decide command, ApprovalResult result, string words) => new(command.Promotion, result, words);
}
