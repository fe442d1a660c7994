using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Approvals;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Images;
using PromotionPortal.Domain.Policies;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Identity;
using PromotionPortal.Storage;
using PromotionPortal.Storage.Views;

namespace PromotionPortal.Engine;

/// <summary>Reads what a promotion is decided by: the same facts, rules and people for a page, for an approval and right before the copy.</summary>
internal static class PromotionCases
{
    // Compiled, because every decision reads them.
    private static readonly Compiled<Func<PortalDb, long, CancellationToken, Task<PromotionRow?>>> s_row =
        new(() => EF.CompileAsyncQuery((PortalDb db, long promotion, CancellationToken _) => db.Promotions.Include(row => row.Items).FirstOrDefault(row => row.Id == promotion)));

    private static readonly Compiled<Func<PortalDb, long, IAsyncEnumerable<VoteRow>>> s_votes =
        new(() => EF.CompileAsyncQuery((PortalDb db, long promotion) => db.Votes.Where(vote => vote.PromotionId == promotion && vote.State == VoteState.Valid).OrderBy(vote => vote.Id).AsQueryable()));

    /// <summary>To be changed. Null: there is no such promotion.</summary>
    public static Task<PromotionRow?> RowAsync(PortalDb db, long promotion, CancellationToken stop) => s_row.For(db)(db, promotion, stop);

    /// <param name="alsoId">Whoever asks: read with everybody else, so that what was taken from him a moment ago is gone.</param>
    public static async Task<PromotionCase> ReadAsync(PortalDb db, PromotionRow row, RuleBook rules, PolicyEditors editors, DateTimeOffset now, CancellationToken stop, string? alsoId = null)
    {
        var votes = await s_votes.For(db)(db, row.Id).ToListAsync(stop);
        string[] ids = [.. votes.Select(vote => vote.PersonId).Append(row.RequestedById).Append(alsoId).OfType<string>().Distinct(StringComparer.Ordinal)];
        var people = (await Actors.PeopleAsync(db, ids, now, stop)).ToImmutableDictionary(person => person.Id, StringComparer.Ordinal);
        var images = await ImageFactsView.ReadAsync(db, [.. row.Items.Select(item => new ImageKey(item.Application, Digest.Parse(item.Digest)))], stop);
        var requester = people.GetValueOrDefault(row.RequestedById) ?? Actor.Anonymous;
        var facts = new RequestFacts(rules, application => Access.Can(requester, Verb.Promote, rules.Definitions.PlaceOf(application, row.Environment)), now)
        {
            Images = images.Values.ToImmutableDictionary(image => image.Application, StringComparer.Ordinal),
            Reason = row.Reason,
            Available = [],
            UnderWay = ImmutableDictionary<string, long>.Empty,
            PassedSource = row.Items.Where(item => item.FromEnvironment is not null).ToImmutableDictionary(item => item.Application, item => new ImagePlace(item.SourceRegistry, item.SourceRepository)),
        };
        return Judge(row, facts, await HandsReader.OfAsync(db, row, facts.Images, rules, editors, stop), people, votes);
    }

    /// <summary>Of a request that has just been accepted, on what it was accepted by.</summary>
    public static async Task<PromotionCase> OfNewAsync(PortalDb db, PromotionRow row, RequestFacts facts, Actor requester, PolicyEditors editors, CancellationToken stop) =>
        Judge(row, facts, await HandsReader.OfAsync(db, row, facts.Images, facts.Rules, editors, stop), ImmutableDictionary<string, Actor>.Empty.Add(requester.Id, requester), []);

    public static PromotionCase Judge(PromotionRow row, RequestFacts facts, ImmutableDictionary<string, Hands> hands, ImmutableDictionary<string, Actor> people, IReadOnlyList<VoteRow> votes)
    {
        var hash = row.ToDomain().Governing.Hash;
        var voters = votes.Where(vote => vote.GoverningHash == hash).Select(vote => people.GetValueOrDefault(vote.PersonId)).OfType<Actor>().ToList();
        var items = row.Items.OrderBy(item => item.Id).Select(item => Item(item, row, facts, hands[item.Application], voters)).ToImmutableArray();
        return new(row, facts, items, votes) { People = people };
    }

    private static ItemCase Item(PromotionItemRow item, PromotionRow row, RequestFacts facts, Hands hands, List<Actor> voters)
    {
        var image = new WantedImage(item.Application, Digest.Parse(item.Digest), item.Tag, item.FromEnvironment);
        var definitions = facts.Definitions;
        if (!definitions.Applications.TryGetValue(item.Application, out var application) || !definitions.Environments.TryGetValue(row.Environment, out var environment))
            return new(image, Governed: null, PromotionGates.Of(image, row.Environment, facts), Count: null, hands);
        var rules = facts.Rules.For(item.Application, row.Environment);
        var governed = new GovernedImage(item.Digest, new(item.SourceRegistry, item.SourceRepository), environment.Images?.For(item.Application) ?? new(item.SourceRegistry, item.SourceRepository), application, environment, rules.Policy);
        var one = new ItemCase(image, governed, [], Count: null, hands) { Rules = rules };
        var counted = voters.Where(voter => one.BarOf(voter, definitions, row.Environment) is null).Select(Voter.Of).ToList();
        var count = QuorumMatching.Count(rules.Quorum, counted);
        return one with { Count = count, Agreed = counted, Gates = PromotionGates.Of(image, row.Environment, facts with { Approvals = facts.Approvals.SetItem(item.Application, count) }) };
    }
}
