using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using PromotionPortal.Definitions.Import;
using PromotionPortal.Domain.Access;
using PromotionPortal.Engine;
using PromotionPortal.Identity;

namespace PromotionPortal.Api;

/// <summary>Policies in their own words: made, changed, applied and tried. Each change becomes one commit of the definitions.</summary>
internal static class PoliciesApi
{
    private const long MostBodyBytes = 16 * 1024 * 1024;
    private const int MostFiles = 100;

    public static void MapPolicies(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/policies").WithTags("Policies").WithMetadata(new RequestSizeLimitAttribute(MostBodyBytes));
        group.MapGet("/", List).Needs(Verb.View).WithSummary("All policies, with the pairs they are applied to.");
        group.MapGet("/{name}", Show).Needs(Verb.View).WithSummary("One policy, with the pairs it is applied to.");
        group.MapPost("/", CreateAsync).Needs(Verb.ProposeDefinitions).AnswersSaves().WithSummary("Creates a policy, and applies it in the same commit where a file says so.");
        group.MapPatch("/{name}", UpdateAsync).Needs(Verb.ProposeDefinitions).AnswersSaves().WithSummary("Changes the fields that are given, and nothing else of its file.");
        group.MapDelete("/{name}", DeleteAsync).Needs(Verb.ProposeDefinitions).AnswersSaves().WithSummary("Deletes a policy that is applied nowhere.");
        group.MapPost("/apply", ApplyAsync).Needs(Verb.ProposeDefinitions).AnswersSaves().WithSummary("Applies policies to pairs of application and environment, all or none; with dryRun it says what would become of requests that wait.");
        group.MapPost("/test", TestAsync).Needs(Verb.View).Produces<TrialAnswer>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .WithSummary("Judges the newest images of an application by conditions, by a policy, or by what governs an environment, and explains each verdict.");
    }

    private static Ok<PolicyList> List(Caller caller) =>
        TypedResults.Ok(new PolicyList(caller.Definitions.Commit, [.. caller.Definitions.Policies.Values.Select(policy => PolicyLine.Of(policy, caller.Actor, caller.Definitions))]));

    private static Results<Ok<PolicyLine>, ProblemHttpResult> Show(string name, Caller caller) =>
        caller.Definitions.Policies.TryGetValue(name, out var policy) ? TypedResults.Ok(PolicyLine.Of(policy, caller.Actor, caller.Definitions)) : Problems.NotFound("There is no such policy.");

    private static Task<IResult> CreateAsync(NewPolicyBody body, PolicyDrafts drafts, DefinitionDoor door, Caller caller, CancellationToken stop) =>
        EnterAsync(drafts.Create(body.ToInput(body.Name), body.Apply is { } file ? new(file.Path, file.Text) : null, caller.Actor), body.Message, new(body.DryRun, body.Propose), door, caller, stop);

    private static Task<IResult> UpdateAsync(string name, PolicyBody body, PolicyDrafts drafts, DefinitionDoor door, Caller caller, CancellationToken stop) =>
        EnterAsync(drafts.Update(body.ToInput(name)), body.Message, new(body.DryRun, body.Propose), door, caller, stop);

    private static Task<IResult> DeleteAsync(string name, string? message, bool? dryRun, bool? propose, PolicyDrafts drafts, DefinitionDoor door, Caller caller, CancellationToken stop) =>
        EnterAsync(drafts.Delete(name, caller.Actor), message ?? "", new(dryRun ?? false, propose ?? false), door, caller, stop);

    private static async Task<IResult> ApplyAsync(ApplyPolicyBody body, PolicyDrafts drafts, DefinitionDoor door, Caller caller, CancellationToken stop)
    {
        if (body.Files.Count is 0 or > MostFiles || DefinitionDoor.HasGap(body.Files)) return DefinitionAnswers.Unfit($"1 to {MostFiles} files are applied at once.");
        var files = body.Files.Select(file => new ForeignFile(file.Path, file.Text)).ToList();
        return await EnterAsync(drafts.Apply(files, caller.Actor), body.Message, new(body.DryRun, body.Propose), door, caller, stop);
    }

    private static async Task<IResult> TestAsync(TryPolicyBody body, PolicyTrial trial, Caller caller, CancellationToken stop)
    {
        var command = new TryPolicy(body.Application) { Policy = body.Policy, Pass = body.PassCondition, Fail = body.FailCondition, Environment = body.Environment, Images = body.Images };
        return await trial.RunAsync(command, caller.Actor, stop) switch
        {
            TrialOutcome.Judged judged => TypedResults.Ok(new TrialAnswer(judged.Images, judged.LeftOut)),
            TrialOutcome.Unsound unsound => DefinitionAnswers.Unsound(unsound.Problems),
            TrialOutcome.NotFound missing => Problems.NotFound(missing.What),
            TrialOutcome.Unfit unfit => DefinitionAnswers.Unfit(unfit.What),
            var other => throw new InvalidOperationException($"Nobody knows how to say {other}."),
        };
    }

    private static async Task<IResult> EnterAsync(PolicyDraft draft, string message, SaveMode mode, DefinitionDoor door, Caller caller, CancellationToken stop)
    {
        if (draft.Refusal is { } why) return draft.IsMissing ? Problems.NotFound(why) : Problems.Unprocessable(why);
        if (!draft.Problems.IsEmpty) return DefinitionAnswers.Unsound(draft.Problems);
        if (draft.Command is not { } command) return DefinitionAnswers.Of(new SaveOutcome.Unchanged(caller.Definitions.Commit), notCarried: draft.NotCarried);
        return await door.EnterAsync(message.Trim().Length > 0 ? command with { Message = message } : command, mode, caller.Actor, stop, notCarried: draft.NotCarried);
    }
}
