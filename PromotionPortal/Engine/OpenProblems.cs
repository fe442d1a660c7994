using PromotionPortal.Domain.Approvals;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Engine;

/// <summary>All that a person has to mend before the definitions do what they say: problems of the files, secrets that they name and nobody set, and quorums that nobody can fill.</summary>
public sealed class OpenProblems(CurrentDefinitions definitions, SecretStore secrets, Electorates electorates)
{
    private volatile Judged? _judged;

    public IReadOnlyList<DefinitionProblem> Current() => Of(definitions());

    /// <summary>Those of a snapshot, where secrets, groups and rights are as they are now.</summary>
    public IReadOnlyList<DefinitionProblem> Of(DefinitionsSnapshot snapshot)
    {
        List<DefinitionProblem> outside = [.. MissingSecrets(snapshot), .. Quorums(snapshot)];
        return outside.Count == 0 ? snapshot.Problems :
        [
            .. snapshot.Problems.Concat(outside).OrderBy(problem => problem.File, StringComparer.Ordinal).ThenBy(problem => problem.Line).ThenBy(problem => problem.Column),
        ];
    }

    private IEnumerable<DefinitionProblem> MissingSecrets(DefinitionsSnapshot snapshot)
    {
        if (snapshot.SecretUses.IsEmpty) return [];
        var missing = secrets.Missing([.. snapshot.SecretUses.Select(use => use.Name).Distinct(StringComparer.Ordinal)]);
        return snapshot.SecretUses.Where(use => missing.Contains(use.Name)).Select(Missing);
    }

    // Asked on every page, so that it is judged once for each state of both.
    private IReadOnlyList<DefinitionProblem> Quorums(DefinitionsSnapshot snapshot)
    {
        if (electorates.Known is not { } electorate) return [];
        var known = _judged;
        if (known is null || !ReferenceEquals(known.Snapshot, snapshot) || !ReferenceEquals(known.Electorate, electorate))
            _judged = known = new(snapshot, electorate, [.. QuorumProblems.OfGroups(snapshot, electorate), .. QuorumProblems.OfPairs(snapshot, electorate)]);
        return known.Problems;
    }

    private static DefinitionProblem Missing(SecretUse use) =>
        new(use.File, use.Line, use.Column, $"The secret '{use.Name}' is not set.", $"Set it under Secrets, or with: portal secret set {use.Name}");

    private sealed record Judged(DefinitionsSnapshot Snapshot, Electorate Electorate, IReadOnlyList<DefinitionProblem> Problems);
}
