using Microsoft.AspNetCore.Mvc;
using PromotionPortal.Domain.Access;
using PromotionPortal.Engine;
using PromotionPortal.Identity;

namespace PromotionPortal.Api;

/// <summary>The draft that a person has of a flow: what the canvas reads and writes.</summary>
internal static class FlowDraftsApi
{
    private const long MostBodyBytes = 4 * 1024 * 1024;

    public static void MapFlowDrafts(this IEndpointRouteBuilder app)
    {
        var draft = app.MapGroup("/api/flows/{name}/draft").WithTags("Flow drafts").WithMetadata(new RequestSizeLimitAttribute(MostBodyBytes));
        draft.MapGet("/", ReadAsync).Needs(Verb.View).Produces<FlowState>().ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Your draft of a flow, or what is saved where you have none. revision: a past commit instead, for reading only; compare: how it differs from that commit; product: what its policies ask for at each stage.");
        draft.MapPost("/steps", TakeAsync).Needs(Verb.ProposeDefinitions).Produces<FlowState>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .WithSummary("Takes steps in order. Each has an id of your making; one that is known is passed over, and one that cannot be done is named in 'refused'.");
        draft.MapDelete("/", DiscardAsync).Needs(Verb.ProposeDefinitions).Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound).WithSummary("Discards your draft.");
    }

    private static async Task<IResult> ReadAsync(string name, string? revision, string? compare, string? product, FlowDraftDesk desk, Caller caller, CancellationToken stop) =>
        Of(await desk.ReadAsync(name, new(revision, compare, product), caller.Actor, stop));

    private static async Task<IResult> TakeAsync(string name, FlowStepsBody body, FlowDraftDesk desk, Caller caller, CancellationToken stop) =>
        body.Unfit is { } unfit ? Problems.Unprocessable(unfit) : Of(await desk.TakeAsync(name, body.Command, caller.Actor, stop));

    private static async Task<IResult> DiscardAsync(string name, FlowDraftDesk desk, Caller caller, CancellationToken stop) =>
        await desk.DiscardAsync(name, caller.Actor, stop) is { } no ? Of(no) : TypedResults.NoContent();

    private static IResult Of(FlowDraftAnswer answer) => answer switch
    {
        FlowDraftAnswer.Found found => TypedResults.Ok(found.Reading.State),
        FlowDraftAnswer.Missing missing => Problems.NotFound(missing.What),
        FlowDraftAnswer.NotAllowed no => Problems.Forbidden(no.Why),
        FlowDraftAnswer.Unfit unfit => Problems.Unprocessable(unfit.What),
        _ => throw new ArgumentOutOfRangeException(nameof(answer)),
    };
}
