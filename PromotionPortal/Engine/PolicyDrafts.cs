using System.Collections.Immutable;
using PromotionPortal.Definitions;
using PromotionPortal.Definitions.Import;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Engine;

/// <summary>What a change of policies is as a change of definitions. Without a command there is nothing to do, or something keeps it from being one.</summary>
public sealed record PolicyDraft(SaveDefinitions? Command)
{
    public static PolicyDraft Nothing { get; } = new((SaveDefinitions?)null);

    /// <summary>In what was sent, at its place there.</summary>
    public ImmutableArray<DefinitionProblem> Problems { get; init; } = [];

    /// <summary>What of the file sent means nothing here.</summary>
    public ImmutableArray<DefinitionProblem> NotCarried { get; init; } = [];

    /// <summary>Which pairs get another policy.</summary>
    public ImmutableArray<PolicyMove> Moves { get; init; } = [];

    /// <summary>Why it cannot be, in words.</summary>
    public string? Refusal { get; init; }

    public bool IsMissing { get; init; }
}

/// <summary>Puts changes of policies into the files of the definitions; saving, proposing and judging them is the desk's.</summary>
public sealed class PolicyDrafts(DefinitionStore store, DefinitionHistory history)
{
    /// <summary>Of one change; a person reads them before he says yes.</summary>
    public const int MostPairs = 5_000;

    private const int NamedPairs = 3;

    /// <summary>A new policy, and with a file that applies it: both, or neither.</summary>
    public PolicyDraft Create(PolicyInput input, ForeignFile? apply, Actor actor)
    {
        var now = store.Current;
        if (PolicyText.Problems(input).ToImmutableArray() is { IsEmpty: false } problems) return PolicyDraft.Nothing with { Problems = problems };
        var key = new DefinitionKey(DefinitionKind.Policy, input.Name);
        if (history.TextAt(now.Commit, key) is not null) return Refused($"There is a policy '{input.Name}' already. Change it with: portal policy update --name {input.Name}");
        var edit = new DefinitionEdit(key, PolicyText.New(input));
        if (apply is null) return new(new SaveDefinitions([edit], now.Commit) { Message = $"Create policy {input.Name}" });
        var seen = Visible.Definitions(actor, now);
        var draft = Applied([apply], seen with { Policies = seen.Policies.SetItem(input.Name, new(new(input.Name))) }, now.Commit);
        if (draft.Moves.FirstOrDefault(move => move.After != input.Name) is { } other) return Refused($"{apply.Path} applies {other.After ?? "no policy"} to {other.Pair}, not the policy {input.Name} that is created with it.");
        return draft.Command is { } command ? draft with { Command = command with { Edits = [edit, .. command.Edits], Message = $"Create policy {input.Name} and a{command.Message[1..]}" } } : draft;
    }

    /// <summary>Changes what is said, and nothing else.</summary>
    public PolicyDraft Update(PolicyInput input)
    {
        var now = store.Current;
        var key = new DefinitionKey(DefinitionKind.Policy, input.Name);
        if (!Metadata.IsName(input.Name) || history.TextAt(now.Commit, key) is not { } text) return Missing(input.Name);
        if (PolicyText.Problems(input).ToImmutableArray() is { IsEmpty: false } problems) return PolicyDraft.Nothing with { Problems = problems };
        if (DefinitionFields.Root(text) is null) return Refused($"{key.Path} cannot be read as YAML. Mend the file first.");
        return new(new SaveDefinitions([new(key, PolicyText.Changed(text, input))], now.Commit));
    }

    /// <summary>Not while it is applied: its pairs would lose their path without anybody having said so.</summary>
    public PolicyDraft Delete(string name, Actor actor)
    {
        var now = store.Current;
        var key = new DefinitionKey(DefinitionKind.Policy, name);
        if (!Metadata.IsName(name) || history.TextAt(now.Commit, key) is null) return Missing(name);
        var pairs = now.PolicyBindings.Values.Where(binding => binding.Policy == name).SelectMany(binding => binding.Pairs).ToList();
        if (pairs.Count == 0) return new(new SaveDefinitions([new(key, null)], now.Commit) { Message = $"Delete policy {name}" });
        var seen = pairs.Where(pair => Visible.Pair(actor, now, pair)).Select(pair => pair.ToString()).ToList();
        var hidden = pairs.Count - seen.Count;
        return Refused($"The policy {name} is applied to {string.Join(", ", seen.Concat(hidden > 0 ? [$"{hidden} that you may not see"] : []))}. Apply another one there first, or none.");
    }

    /// <summary>As files of the kind artifactPromotionPolicy say.</summary>
    public PolicyDraft Apply(IReadOnlyList<ForeignFile> files, Actor actor) => Applied(files, Visible.Definitions(actor, store.Current), store.Current.Commit);

    /// <summary>This policy, or none, to these pairs, whatever they had.</summary>
    public PolicyDraft Apply(string? policy, IReadOnlyCollection<PolicyPair> pairs, Actor actor)
    {
        var now = store.Current;
        if (policy is not null && !now.Policies.ContainsKey(policy)) return Missing(policy);
        if (pairs.FirstOrDefault(pair => !now.Applications.ContainsKey(pair.Application) || !now.Environments.ContainsKey(pair.Environment) || !Visible.Pair(actor, now, pair)) is { } unknown) return Refused($"There is no {unknown} for you.") with { IsMissing = true };
        return pairs.Count > MostPairs ? Refused($"At most {MostPairs} pairs go at once.") : Draft(now, PolicyBindings.Bind(now, policy, pairs), now.Commit);
    }

    private PolicyDraft Applied(IReadOnlyList<ForeignFile> files, DefinitionsSnapshot seen, string commit)
    {
        var (imported, after) = DevtronImport.Apply(files, seen, key => history.TextAt(commit, key));
        return imported.Errors.IsEmpty ? Draft(seen, after, commit) with { NotCarried = imported.NotCarried } : PolicyDraft.Nothing with { Problems = imported.Errors };
    }

    private PolicyDraft Draft(DefinitionsSnapshot before, DefinitionsSnapshot after, string commit)
    {
        var moves = PolicyBindings.Moves(before, after);
        var edits = PolicyBindings.Changes(before, after, key => history.TextAt(commit, key)).Select(change => new DefinitionEdit(DefinitionKey.OfPath(change.Path)!.Value, change.Text)).ToImmutableArray();
        return edits.IsEmpty ? PolicyDraft.Nothing : new PolicyDraft(new SaveDefinitions(edits, commit) { Message = Words(moves) }) { Moves = moves };
    }

    /// <summary>Such as "Apply to-prod to checkout in prod and 3 more".</summary>
    private static string Words(ImmutableArray<PolicyMove> moves)
    {
        var policies = moves.Select(move => move.After).Distinct(StringComparer.Ordinal).ToList();
        var named = string.Join(", ", moves.Take(NamedPairs).Select(move => move.Pair)) + (moves.Length > NamedPairs ? $" and {moves.Length - NamedPairs} more" : "");
        var subject = policies is [var one] ? $"Apply {one ?? "no policy"} to {named}" : $"Apply policies to {named}";
        var all = $"{subject}\n\n{string.Join('\n', moves)}";
        return moves.Length <= NamedPairs || all.Length > SaveDefinitions.MostMessageLetters ? subject : all;
    }

    private static PolicyDraft Missing(string name) => Refused($"There is no policy '{(name.Length <= Metadata.LongestName ? name : name[..Metadata.LongestName])}'.") with { IsMissing = true };

    private static PolicyDraft Refused(string why) => PolicyDraft.Nothing with { Refusal = why };
}
