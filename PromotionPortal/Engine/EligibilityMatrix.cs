using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Images;
using PromotionPortal.Domain.Policies;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Storage;
using PromotionPortal.Storage.Views;

namespace PromotionPortal.Engine;

/// <summary>One image of an application: for each environment whether it could be promoted there from CI, and why not.</summary>
public sealed record MatrixRow(string Digest, string? Tag, ImmutableArray<Eligible> Cells);

/// <summary>Why, and why not, for the images of an application and the environments that somebody may see.</summary>
public sealed record EligibilityMatrix(string Application, string DefinitionsCommit, ImmutableArray<string> Environments, Page<MatrixRow> Images);

/// <summary>Reads matrices: as many queries for a page of images as for one, then judging alone.</summary>
public sealed class EligibilityReader(IDbContextFactory<PortalDb> database, Rules rules, TimeProvider time)
{
    // The reason is asked when somebody promotes; a matrix is not told that it is missing.
    private const string SomeReason = "asked when it is promoted";

    /// <summary>Null: there is no such application that this person may see.</summary>
    public async Task<EligibilityMatrix?> ReadAsync(string application, string? search, int page, Actor actor, CancellationToken stop)
    {
        var book = rules.Current;
        if (!book.Definitions.Applications.ContainsKey(application) || !Visible.Application(actor, book.Definitions, application)) return null;
        ImmutableArray<string> environments = [.. book.Definitions.InOrder.Select(environment => environment.Name).Where(name => Access.Can(actor, Verb.View, book.Definitions.PlaceOf(application, name)).Allowed)];
        await using var db = await database.CreateDbContextAsync(stop);
        var images = await ApplicationView.ImagesAsync(db, application, from: null, search, page, stop);
        var digests = images.Rows.Select(image => image.Digest).ToArray();
        var facts = await ImageFactsView.ReadAsync(db, [.. digests.Select(digest => new ImageKey(application, Digest.Parse(digest)))], stop);
        var available = (await db.Available.AsNoTracking().Where(row => row.Application == application && digests.Contains(row.Digest)).ToListAsync(stop)).ToLookup(row => row.Digest, row => row.Environment, StringComparer.Ordinal);
        var active = (await db.PromotionItems.AsNoTracking().Where(row => row.Active && row.Application == application && digests.Contains(row.Digest)).ToListAsync(stop)).ToLookup(row => row.Digest, StringComparer.Ordinal);
        var sight = new MatrixSight(application, environments, book, name => Access.Can(actor, Verb.Promote, book.Definitions.PlaceOf(application, name)), time.GetUtcNow());
        var rows = images.Rows.Select(image => new MatrixRow(image.Digest, image.Tag,
            sight.Judge(facts[new(application, Digest.Parse(image.Digest))], image.Tag, [.. available[image.Digest]], active[image.Digest].ToImmutableDictionary(row => row.Environment, row => row.PromotionId, StringComparer.Ordinal))));
        return new(application, book.Definitions.Commit, environments, new([.. rows], images.Number, images.Size, images.Total));
    }

    /// <summary>What is the same for all images of a matrix.</summary>
    internal sealed record MatrixSight(string Application, ImmutableArray<string> Environments, RuleBook Rules, Func<string, AccessVerdict> MayPromoteTo, DateTimeOffset Now)
    {
        private readonly ImmutableDictionary<string, AccessVerdict> _may = Environments.ToImmutableDictionary(name => name, MayPromoteTo, StringComparer.Ordinal);

        /// <summary>Pure judging: nothing is read any more.</summary>
        public ImmutableArray<Eligible> Judge(ImageFacts image, string? tag, ImmutableHashSet<string> available, ImmutableDictionary<string, long> underWay)
        {
            var wanted = new WantedImage(Application, image.Digest, tag, From: null);
            var facts = new RequestFacts(Rules, _ => AccessVerdict.Yes, Now)
            {
                Images = ImmutableDictionary<string, ImageFacts>.Empty.Add(Application, image),
                Reason = SomeReason,
                Available = [],
                UnderWay = ImmutableDictionary<string, long>.Empty,
                PassedSource = ImmutableDictionary<string, Domain.Definitions.ImagePlace>.Empty,
            };
            var eligibility = new Eligibility(wanted, facts);
            return [.. Environments.Select(name => eligibility.For(name, facts with
            {
                RequesterMay = _ => _may[name],
                Available = available.Contains(name) ? [Application] : [],
                UnderWay = underWay.TryGetValue(name, out var promotion) ? facts.UnderWay.Add(Application, promotion) : facts.UnderWay,
            }))];
        }
    }
}
