using Microsoft.EntityFrameworkCore;

namespace PromotionPortal.Storage.Views;

/// <summary>A commit as it tells of its author.</summary>
public sealed record CommitAuthorship(string Commit, string AuthorName, string AuthorEmail, string? ChangeId);

/// <summary>Who made a commit of the definitions. What the portal knows for certain comes first: a commit can be written by whoever may push.</summary>
public sealed record CommitMaker(string Name, string? AcceptedBy, long? Proposal, bool WithGit)
{
    public static async Task<IReadOnlyDictionary<string, CommitMaker>> ReadAsync(PortalDb db, IReadOnlyCollection<CommitAuthorship> commits, CancellationToken stop)
    {
        var ids = commits.Select(commit => commit.Commit).ToList();
        var changes = commits.Select(commit => commit.ChangeId).OfType<string>().ToList();
        // A change whose commit is not told yet is still the portal's own: nobody else knows its id.
        var rows = await db.DefinitionChanges.AsNoTracking().Where(row => row.Commit == null ? changes.Contains(row.Id) : ids.Contains(row.Commit)).ToListAsync(stop);
        var own = commits.DistinctBy(commit => commit.Commit).Select(commit => (commit.Commit, Row: rows.Find(row => row.Commit == commit.Commit || (row.Commit is null && row.Id == commit.ChangeId))))
            .Where(pair => pair.Row is not null).ToDictionary(pair => pair.Commit, pair => pair.Row!);
        var proposalIds = own.Values.Select(row => row.ProposalId).OfType<long>().ToList();
        var authors = await db.Proposals.AsNoTracking().Where(row => proposalIds.Contains(row.Id)).ToDictionaryAsync(row => row.Id, row => row.AuthorName, stop);
        var people = await PeopleAsync(db, [.. commits.Where(commit => !own.ContainsKey(commit.Commit)).Select(commit => commit.AuthorEmail.ToUpperInvariant()).Distinct(StringComparer.Ordinal)], stop);
        return commits.DistinctBy(commit => commit.Commit).ToDictionary(commit => commit.Commit, commit => own.TryGetValue(commit.Commit, out var row)
            ? Own(row, authors)
            : new CommitMaker(people.GetValueOrDefault(commit.AuthorEmail.ToUpperInvariant()) ?? commit.AuthorName, null, null, WithGit: true));
    }

    private static CommitMaker Own(DefinitionChangeRow row, Dictionary<long, string> authors) =>
        row.ProposalId is { } id && authors.TryGetValue(id, out var author) ? new(author, row.ActorName, id, WithGit: false) : new(row.ActorName, null, null, WithGit: false);

    private static async Task<Dictionary<string, string>> PeopleAsync(PortalDb db, List<string> emails, CancellationToken stop)
    {
        var users = await db.Users.AsNoTracking().Where(row => row.NormalizedEmail != null && emails.Contains(row.NormalizedEmail) && row.EmailConfirmed).ToListAsync(stop);
        return users.GroupBy(user => user.NormalizedEmail!, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First() is var user && user.DisplayName.Length > 0 ? user.DisplayName : user.UserName!, StringComparer.Ordinal);
    }
}
