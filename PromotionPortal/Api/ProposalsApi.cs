using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Engine;
using PromotionPortal.Identity;
using PromotionPortal.Storage;

namespace PromotionPortal.Api;

/// <summary>Changes of definitions that wait for somebody who may make them.</summary>
internal static class ProposalsApi
{
    private const int MostListed = 200;

    public static void MapProposals(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/proposals").WithTags("Proposals");
        group.MapGet("/", ListAsync).Needs(Verb.View).WithSummary("Proposals, newest first; of one state, such as Open, if it is given.");
        group.MapGet("/{id:long}", ShowAsync).Needs(Verb.View).WithSummary("One proposal, and what accepting it would do now.");
        group.MapPost("/{id:long}/accept", AcceptAsync).Needs(Verb.EditDefinitions).AnswersSaves().WithSummary("Saves what is proposed. Where others changed the same meanwhile, with the texts put together and the commit they build on.");
        group.MapPost("/{id:long}/decline", DeclineAsync).Needs(Verb.EditDefinitions).WithSummary("Declines it, with the reason for its author.");
        group.MapPost("/{id:long}/withdraw", WithdrawAsync).Needs(Verb.ProposeDefinitions).WithSummary("Takes one's own proposal back.");
    }

    private static async Task<Ok<ProposalList>> ListAsync(ProposalState? state, Caller caller, IDbContextFactory<PortalDb> database, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var rows = await db.Proposals.AsNoTracking().Include(row => row.Files).Where(row => state == null || row.State == state).OrderByDescending(row => row.Id).Take(MostListed).ToListAsync(stop);
        return TypedResults.Ok(new ProposalList([.. rows.Where(row => ProposalDesk.IsVisible(caller.Actor, caller.Definitions, row)).Select(ProposalLine.Of)]));
    }

    private static async Task<Results<Ok<ProposalDetail>, ProblemHttpResult>> ShowAsync(long id, Caller caller, DefinitionDesk desk, IDbContextFactory<PortalDb> database, CancellationToken stop)
    {
        if (await FindAsync(id, caller, database, stop) is not { } row) return Problems.NotFound($"There is no proposal {id}.");
        if (row.State != ProposalState.Open) return TypedResults.Ok(new ProposalDetail(ProposalLine.Of(row), Plan: null));
        var command = ProposalDesk.CommandOf(row);
        var plan = desk.Unfit(command, caller.Actor) is null ? PlanAnswer.Of(await desk.PlanAsync(command, caller.Actor, stop), problem => problem) : null;
        return TypedResults.Ok(new ProposalDetail(ProposalLine.Of(row), plan));
    }

    private static async Task<IResult> AcceptAsync(long id, AcceptBody? body, Caller caller, DefinitionDoor door, ProposalDesk proposals, CancellationToken stop)
    {
        if (body?.Files is not { } files) return DefinitionAnswers.Of(await proposals.AcceptAsync(id, merged: null, caller.Actor, stop));
        if (DefinitionDoor.HasGap(files)) return DefinitionAnswers.Unfit("'files' holds nothing in one place.");
        var (edits, split) = DefinitionDoor.Edits(files);
        if (!split.Problems.IsEmpty) return DefinitionAnswers.Unsound(split.Problems);
        return DefinitionAnswers.Of(await proposals.AcceptAsync(id, door.Command(edits, body.Base, message: null), caller.Actor, stop), split.InSource);
    }

    private static async Task<Results<Ok<ProposalLine>, ProblemHttpResult>> DeclineAsync(long id, DeclineBody body, Caller caller, ProposalDesk proposals, IDbContextFactory<PortalDb> database, CancellationToken stop) =>
        await AfterAsync(id, await proposals.DeclineAsync(id, body.Answer, caller.Actor, stop), caller, database, stop);

    private static async Task<Results<Ok<ProposalLine>, ProblemHttpResult>> WithdrawAsync(long id, Caller caller, ProposalDesk proposals, IDbContextFactory<PortalDb> database, CancellationToken stop) =>
        await AfterAsync(id, await proposals.WithdrawAsync(id, caller.Actor, stop), caller, database, stop);

    private static async Task<Results<Ok<ProposalLine>, ProblemHttpResult>> AfterAsync(long id, string? why, Caller caller, IDbContextFactory<PortalDb> database, CancellationToken stop)
    {
        if (await FindAsync(id, caller, database, stop) is not { } row) return Problems.NotFound($"There is no proposal {id}.");
        return why is null ? TypedResults.Ok(ProposalLine.Of(row)) : TypedResults.Problem(why, statusCode: StatusCodes.Status422UnprocessableEntity, title: "Refused");
    }

    private static async Task<ProposalRow?> FindAsync(long id, Caller caller, IDbContextFactory<PortalDb> database, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        return await db.Proposals.AsNoTracking().Include(row => row.Files).FirstOrDefaultAsync(row => row.Id == id, stop) is { } row && ProposalDesk.IsVisible(caller.Actor, caller.Definitions, row) ? row : null;
    }
}
