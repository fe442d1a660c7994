using System.Globalization;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>Changes of definitions by those who may not make them: put before those who may.</summary>
public sealed class ProposalDesk(IDbContextFactory<PortalDb> database, DefinitionDesk desk, TimeProvider time, Changes changes)
{
    private const int MostOpenOfOne = 50;
    private const int MostAnswerLetters = 1_000;

    /// <summary>Keeps the change until somebody decides. What it would break is told to who decides; it stops nobody from asking.</summary>
    public async Task<SaveOutcome> ProposeAsync(SaveDefinitions command, Actor actor, CancellationToken stop)
    {
        if (Access.Can(actor, Verb.ProposeDefinitions) is { Allowed: false } no) return new SaveOutcome.NotAllowed(no.Reason, MayPropose: false);
        if (desk.Unfit(command, actor) is { } unfit) return unfit;
        var plan = await desk.PlanAsync(command, actor, stop);
        if (plan.Changes.IsEmpty && plan.Merges.IsEmpty) return new SaveOutcome.Unchanged(plan.Tip);
        await using var db = await database.CreateDbContextAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        if (await db.Proposals.CountAsync(row => row.AuthorId == actor.Id && row.State == ProposalState.Open, stop) >= MostOpenOfOne)
            return new SaveOutcome.Unfit($"You have {MostOpenOfOne} open proposals. Withdraw one first.");
        var row = RowOf(command, actor, plan);
        db.Proposals.Add(row);
        await db.SaveChangesAsync(stop);
        await AuditTrail.AppendAsync(db, new(time.GetUtcNow(), actor, "proposal.made", Subject(row.Id), $"{actor.Name} proposed: {row.Message.Split('\n')[0]}", new { row.BaseCommit, Files = row.Files.Select(file => file.Path) }), stop);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        changes.Announce();
        return new SaveOutcome.Proposed(row.Id);
    }

    /// <summary>Commits it. Where others changed the same meanwhile, the one who accepts puts the texts together and hands them in as seen from the tip.</summary>
    public async Task<SaveOutcome> AcceptAsync(long id, SaveDefinitions? merged, Actor actor, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        if (await FindAsync(db, id, actor, stop) is not { } row) return Missing(id);
        if (row.State != ProposalState.Open) return Decided(row);
        var command = merged ?? CommandOf(row);
        // Who accepts may put together what was proposed, not slip in something else.
        if (command.Edits.Any(edit => row.Files.All(file => file.Path != edit.Key.Path))) return new SaveOutcome.Unfit("This holds definitions that the proposal does not.");
        var outcome = await desk.SaveAsync(command with { Message = row.Message }, actor, row, stop);
        if (outcome is SaveOutcome.Unchanged) await EndAsync(id, ProposalState.Accepted, actor, "accepted", "It was so already.", stop);
        changes.Announce();
        return outcome;
    }

    /// <summary>Null when it was done, else why not. Declined by whoever may make the change, withdrawn by its author.</summary>
    public async Task<string?> DeclineAsync(long id, string answer, Actor actor, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        if (await FindAsync(db, id, actor, stop) is not { } row) return Missing(id).What;
        if (KeysOf(row).Select(key => DefinitionAccess.MayChange(actor, desk.Current, key)).FirstOrDefault(verdict => !verdict.Allowed) is { } no) return no.Reason;
        if (answer.Trim().Length is 0 or > MostAnswerLetters) return $"Say why, in at most {MostAnswerLetters} letters: its author reads it.";
        return await EndAsync(id, ProposalState.Declined, actor, "declined", answer.Trim(), stop);
    }

    public async Task<string?> WithdrawAsync(long id, Actor actor, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        if (await FindAsync(db, id, actor, stop) is not { } row) return Missing(id).What;
        if (Access.Can(actor, Verb.ProposeDefinitions) is { Allowed: false } no) return no.Reason;
        return row.AuthorId == actor.Id ? await EndAsync(id, ProposalState.Withdrawn, actor, "withdrew", null, stop) : "Only its author can withdraw a proposal.";
    }

    /// <summary>As it was proposed: to be planned, shown, or saved.</summary>
    public static SaveDefinitions CommandOf(ProposalRow row) =>
        new([.. row.Files.Select(file => new DefinitionEdit(DefinitionKey.OfPath(file.Path)!.Value, file.Text))], row.BaseCommit) { Message = row.Message };

    /// <summary>Whether somebody may see all of what it changes.</summary>
    public static bool IsVisible(Actor actor, DefinitionsSnapshot definitions, ProposalRow row) =>
        row.AuthorId == actor.Id || KeysOf(row).All(key => DefinitionAccess.MaySee(actor, definitions, key));

    internal static string Subject(long id) => string.Create(CultureInfo.InvariantCulture, $"proposal/{id}");

    private ProposalRow RowOf(SaveDefinitions command, Actor actor, DefinitionPlan plan) => new()
    {
        AuthorId = actor.Id,
        AuthorName = actor.Name,
        At = time.GetUtcNow(),
        BaseCommit = command.BaseCommit,
        Message = command.Message.Trim() is { Length: > 0 } said ? said : DefinitionDesk.Summary(plan.Changes, plan.Merges),
        Files = [.. command.Edits.Select(edit => new ProposalFileRow { Path = edit.Key.Path, Text = edit.Text })],
    };

    private async Task<string?> EndAsync(long id, ProposalState state, Actor actor, string verb, string? answer, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var row = await db.Proposals.SingleAsync(row => row.Id == id, stop);
        if (row.State != ProposalState.Open) return Decided(row).What;
        row.Decide(state, actor.Id, actor.Name, time.GetUtcNow());
        row.Answer = answer;
        await AuditTrail.AppendAsync(db, new(time.GetUtcNow(), actor, $"proposal.{state.ToString().ToLowerInvariant()}", Subject(id), $"{actor.Name} {verb} {row.AuthorName}'s proposal {id}. {answer}".TrimEnd()), stop);
        await db.SaveChangesAsync(stop);
        await transaction.CommitAsync(stop);
        changes.Announce();
        return null;
    }

    private async Task<ProposalRow?> FindAsync(PortalDb db, long id, Actor actor, CancellationToken stop) =>
        await db.Proposals.AsNoTracking().Include(row => row.Files).FirstOrDefaultAsync(row => row.Id == id, stop) is { } row && IsVisible(actor, desk.Current, row) ? row : null;

    private static IEnumerable<DefinitionKey> KeysOf(ProposalRow row) => row.Files.Select(file => DefinitionKey.OfPath(file.Path)!.Value);

    private static SaveOutcome.Unfit Missing(long id) => new(string.Create(CultureInfo.InvariantCulture, $"There is no proposal {id}."), IsMissing: true);

    private static SaveOutcome.Unfit Decided(ProposalRow row) => new($"{row.DecidedByName} decided this proposal already: it is {row.State.ToString().ToLowerInvariant()}.");
}
