using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Engine;

/// <summary>All that a person has to mend before the definitions do what they say: problems of the files, and secrets that they name and nobody set.</summary>
public sealed class OpenProblems(CurrentDefinitions definitions, SecretStore secrets)
{
    public IReadOnlyList<DefinitionProblem> Current() => Of(definitions());

    /// <summary>Those of a snapshot, where the secrets are as they are now.</summary>
    public IReadOnlyList<DefinitionProblem> Of(DefinitionsSnapshot snapshot)
    {
        if (snapshot.SecretUses.IsEmpty) return snapshot.Problems;
        var missing = secrets.Missing([.. snapshot.SecretUses.Select(use => use.Name).Distinct(StringComparer.Ordinal)]);
        return missing.Count == 0 ? snapshot.Problems :
        [
            .. snapshot.Problems.Concat(snapshot.SecretUses.Where(use => missing.Contains(use.Name)).Select(Missing))
                .OrderBy(problem => problem.File, StringComparer.Ordinal).ThenBy(problem => problem.Line).ThenBy(problem => problem.Column),
        ];
    }

    private static DefinitionProblem Missing(SecretUse use) =>
        new(use.File, use.Line, use.Column, $"The secret '{use.Name}' is not set.", $"Set it under Secrets, or with: portal secret set {use.Name}");
}
