using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Approvals;
using PromotionPortal.Domain.Policies;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>
/// Which waiting requests wait for one person, as a question to the database, so that a long list is counted and paged there. What the definitions
/// and his rights say of an application in an environment is said once for each pair; what the image says is asked of its row. A test holds it to ApproverRules.
/// </summary>
internal sealed class ApprovablePairs
{
    private readonly string _person;
    private readonly string[] _hands, _names, _may, _asRequester, _asBuilder, _asAuthor, _withUnknown;

    /// <param name="hands">The person, and whoever made the link by which he came in: what bars the one bars the other.</param>
    private ApprovablePairs(string person, string[] hands, string[] names, IReadOnlyList<(string Key, ApproverSwitches Switches)> pairs)
    {
        string[] Where(Func<ApproverSwitches, bool> allows) => [.. pairs.Where(pair => allows(pair.Switches)).Select(pair => pair.Key)];
        (_person, _hands, _names, _may) = (person, hands, names, Where(_ => true));
        (_asRequester, _asBuilder) = (Where(switches => switches.RequesterApproves), Where(switches => switches.BuilderApproves));
        (_asAuthor, _withUnknown) = (Where(switches => !switches.SeparateCommitAuthor), Where(switches => !switches.UnknownAuthorBlocks));
    }

    public bool IsNone => _may.Length == 0;

    public static async Task<ApprovablePairs> ReadAsync(PortalDb db, RuleBook rules, PolicyEditors editors, Actor actor, CancellationToken stop)
    {
        // Whoever may approve nothing anywhere is spared the question.
        if (!actor.Grants.Any(grant => Access.Gives(grant, Verb.Approve))) return new(actor.Id, [], [], []);
        var waiting = await db.PromotionItems.AsNoTracking().Where(item => item.Active).Select(item => new { item.Application, item.Environment }).Distinct().ToListAsync(stop);
        string[] hands = [actor.Id, .. actor.OpenedBy.Length > 0 ? new[] { actor.OpenedBy } : []];
        var users = await db.Users.AsNoTracking().Where(user => hands.Contains(user.Id)).ToListAsync(stop);
        var names = users.SelectMany(user => new[] { user.NormalizedUserName, user.EmailConfirmed ? user.NormalizedEmail : null });
        return new(actor.Id, hands, [.. names.OfType<string>()],
            [.. from pair in waiting where IsOpenTo(actor, pair.Application, pair.Environment, rules, editors) select ($"{pair.Environment}/{pair.Application}", rules.For(pair.Application, pair.Environment).Switches)]);
    }

#pragma warning disable MA0011, CA1862 // it is the database that compares, and it knows no cultures
    /// <summary>Those of the requests that this person can decide and has not approved.</summary>
    public IQueryable<PromotionRow> Of(PortalDb db, IQueryable<PromotionRow> requests) => requests.Where(row =>
        !db.Votes.Any(vote => vote.PromotionId == row.Id && vote.PersonId == _person && vote.State == VoteState.Valid)
        && row.Items.Any(item => _may.Contains(item.Environment + "/" + item.Application)
            && (!_hands.Contains(row.RequestedById) || _asRequester.Contains(item.Environment + "/" + item.Application))
            && (_asBuilder.Contains(item.Environment + "/" + item.Application)
                || !db.Builds.Any(build => build.Application == item.Application && build.Digest == item.Digest
                    && (_hands.Contains(build.ReporterId) || _names.Contains(build.BuiltBy!.ToUpper()) || _names.Contains(build.CommitAuthor!.ToUpper()))))
            && (_asAuthor.Contains(item.Environment + "/" + item.Application)
                || !db.Builds.Any(build => build.Application == item.Application && build.Digest == item.Digest && _names.Contains(build.CommitAuthor!.ToUpper())))
            && (_withUnknown.Contains(item.Environment + "/" + item.Application)
                || (db.Builds.Any(build => build.Application == item.Application && build.Digest == item.Digest && !string.IsNullOrEmpty(build.CommitAuthor))
                    && !db.Builds.Any(build => build.Application == item.Application && build.Digest == item.Digest && !string.IsNullOrEmpty(build.CommitAuthor)
                    && !db.Users.Any(user => user.NormalizedUserName == build.CommitAuthor.ToUpper() || (user.EmailConfirmed && user.NormalizedEmail == build.CommitAuthor.ToUpper())))))));
#pragma warning restore MA0011, CA1862

    private static bool IsOpenTo(Actor actor, string application, string environment, RuleBook rules, PolicyEditors editors)
    {
        var definitions = rules.Definitions;
        if (!definitions.Applications.ContainsKey(application) || !definitions.Environments.ContainsKey(environment)) return false;
        if (!Access.Can(actor, Verb.Approve, definitions.PlaceOf(application, environment)).Allowed) return false;
        var pair = rules.For(application, environment);
        var editing = HandsReader.EditorsOf(pair, definitions, editors);
        return HasSeatFor(pair.Quorum, actor.Groups) && !editing.Contains(actor.Id) && !editing.Contains(actor.OpenedBy);
    }

    // Where only people of groups are asked that he is not in, nothing waits for him.
    private static bool HasSeatFor(ApprovalQuorum quorum, ImmutableHashSet<string> groups) => quorum.Anyone > 0 || quorum.Groups.Any(group => groups.Contains(group.Group));
}
