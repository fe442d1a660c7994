using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Images;
using PromotionPortal.Engine;
using PromotionPortal.Identity;
using PromotionPortal.Storage;
using PromotionPortal.Storage.Views;

namespace PromotionPortal.Api;

/// <summary>What a person writes about an image.</summary>
public sealed record CommentBody(string Text);

/// <summary>All that is known of an image, as policies see it.</summary>
public sealed record ImageBody(
    string Application, string Digest, IReadOnlyList<string> Tags, long Size, IReadOnlyList<string> Platforms, IReadOnlyDictionary<string, string> Annotations, IReadOnlyList<string> Labels,
    IReadOnlyList<BuildFact> Builds, IReadOnlyDictionary<string, CheckFact> Checks, IReadOnlyDictionary<string, DeployedFact> DeployedIn, IReadOnlyList<string> SignedBy)
{
    public static ImageBody Of(ImageFacts facts) => new(
        facts.Application, facts.Digest.Text, facts.Tags, facts.Size, facts.Platforms, facts.Annotations, facts.Labels, facts.Builds, facts.Checks, facts.DeployedIn, facts.SignedBy);
}

/// <summary>One image of an application, named by a tag or a digest.</summary>
internal static class ImagesApi
{
    public static void MapImages(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/applications/{name}/images/{reference}");
        group.MapGet("/", ShowAsync).Needs(Verb.View);
        group.MapPut("/labels/{label}", (string name, string reference, string label, Said said, CancellationToken stop) => said.LabelAsync(name, reference, label, on: true, stop)).Needs(Verb.LabelImages);
        group.MapDelete("/labels/{label}", (string name, string reference, string label, Said said, CancellationToken stop) => said.LabelAsync(name, reference, label, on: false, stop)).Needs(Verb.LabelImages);
        group.MapPost("/comments", (string name, string reference, CommentBody body, Said said, CancellationToken stop) => said.CommentAsync(name, reference, body.Text, stop)).Needs(Verb.CommentImages);
    }

    private static async Task<Results<Ok<ImageBody>, ProblemHttpResult>> ShowAsync(string name, string reference, Caller caller, IDbContextFactory<PortalDb> database, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        var row = Visible.Application(caller.Actor, caller.Definitions, name) ? await ApplicationView.FindImageAsync(db, name, reference, stop) : null;
        var facts = row is null ? null : await ImageFactsView.ReadAsync(db, name, Digest.Parse(row.Digest), stop);
        return facts is null ? Problems.NotFound($"{name} has no image '{reference}'.") : TypedResults.Ok(ImageBody.Of(facts));
    }

    /// <summary>Who says something, where: the parts that every such request has.</summary>
    internal sealed record Said(HttpContext Context, Caller Caller, ImageFactsDesk Desk, IDbContextFactory<PortalDb> Database)
    {
        public static async ValueTask<Said> BindAsync(HttpContext context)
        {
            var services = context.RequestServices;
            return new(context, await Caller.BindAsync(context), services.GetRequiredService<ImageFactsDesk>(), services.GetRequiredService<IDbContextFactory<PortalDb>>());
        }

        public Task<Results<Ok<ReportAnswer>, ProblemHttpResult>> LabelAsync(string name, string reference, string label, bool on, CancellationToken stop) =>
            AnswerAsync(name, reference, digest => Desk.LabelAsync(name, digest, label, on, Caller.Actor, stop), stop);

        public Task<Results<Ok<ReportAnswer>, ProblemHttpResult>> CommentAsync(string name, string reference, string text, CancellationToken stop) =>
            AnswerAsync(name, reference, digest => Desk.CommentAsync(name, digest, text, Caller.Actor, stop), stop);

        private async Task<Results<Ok<ReportAnswer>, ProblemHttpResult>> AnswerAsync(string name, string reference, Func<Digest, Task<FactOutcome>> act, CancellationToken stop)
        {
            await using var db = await Database.CreateDbContextAsync(stop);
            var row = Visible.Application(Caller.Actor, Caller.Definitions, name) ? await ApplicationView.FindImageAsync(db, name, reference, stop) : null;
            if (row is null) return Problems.NotFound($"{name} has no image '{reference}'.");
            return await act(Digest.Parse(row.Digest)) switch
            {
                FactOutcome.Known known => TypedResults.Ok(new ReportAnswer(known.Application, known.Digest.Text, known.Changed)),
                FactOutcome.Refused refused => FactProblems.Of(refused, Context.Response),
                var other => throw new InvalidOperationException($"Nobody knows how to say {other}."),
            };
        }
    }
}
