using System.Collections.Immutable;
using PromotionPortal.Definitions.Kinds;
using PromotionPortal.Definitions.Shapes;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Definitions;

/// <summary>
/// Puts the files of one commit together. A file with a problem keeps its object's last sound version; an object that names
/// something since deleted stays too, since its own file did not become wrong.
/// </summary>
internal sealed class SnapshotBuild(Func<ParsedFile, IEnumerable<ParsedFile>> olderVersions, Func<DefinitionKey, bool> wasThere)
{
    private readonly Dictionary<DefinitionKey, ParsedFile> _live = [];
    private readonly List<DefinitionProblem> _problems = [];

    public DefinitionsSnapshot Of(string commit, IEnumerable<ParsedFile> files, IEnumerable<DefinitionProblem> more)
    {
        var byFolder = files.ToLookup(FolderOf, StringComparer.Ordinal);
        var snapshot = new DefinitionsSnapshot(commit);
        // Each kind names only kinds before it.
        foreach (var kind in KindList.All) snapshot = With(snapshot, kind.Id, [.. byFolder[kind.Id.Folder()].Select(Live).OfType<Definition>()]);
        _problems.AddRange(byFolder[""].SelectMany(file => file.Problems));
        _problems.AddRange(more);
        _problems.AddRange(PolicyConflicts.Of(snapshot).Select(Located));
        return snapshot with
        {
            SecretUses = [.. _live.Values.SelectMany(file => file.Secrets).OrderBy(use => use.File, StringComparer.Ordinal).ThenBy(use => use.Line)],
            Problems = [.. _problems.OrderBy(problem => problem.File, StringComparer.Ordinal).ThenBy(problem => problem.Line).ThenBy(problem => problem.Column)],
        };
    }

    private static string FolderOf(ParsedFile file)
    {
        var folder = Path.GetDirectoryName(file.Path)!;
        return KindList.InFolder(folder) is null ? "" : folder;
    }

    private Definition? Live(ParsedFile file)
    {
        _problems.AddRange(file.Problems);
        var dangling = file.References.Where(IsDangling).ToList();
        foreach (var reference in dangling) _problems.Add(Dangling(reference));
        var live = file.IsSound && dangling.Count == 0 ? file : LastSound(file);
        if (live is null) return null;
        _live.Add(new(live.Definition!.Kind, live.Definition.Name), live);
        return live.Definition;
    }

    private ParsedFile? LastSound(ParsedFile file) =>
        olderVersions(file).Prepend(file).FirstOrDefault(version => version.IsSound && version.References.All(reference => !IsDangling(reference) || wasThere(reference.Target)));

    private bool IsDangling(Reference reference) => !_live.ContainsKey(reference.Target);

    private DefinitionProblem Dangling(Reference reference)
    {
        var near = Nearest.To(reference.Target.Name, _live.Keys.Where(key => key.Kind == reference.Target.Kind).Select(key => key.Name));
        var help = near is null ? $"Define it in {reference.Target.Path}, or name another." : $"Did you mean '{near}'?";
        return new(reference.File, reference.Line, reference.Column, $"There is no {reference.Target}.", help);
    }

    private DefinitionProblem Located(PolicyConflict conflict)
    {
        var (line, column) = _live[conflict.Definition].PlaceOf(conflict.Mark);
        return new(conflict.Definition.Path, line, column, conflict.What, conflict.Help);
    }

    private static DefinitionsSnapshot With(DefinitionsSnapshot snapshot, DefinitionKind kind, IReadOnlyList<Definition> live) => kind switch
    {
        DefinitionKind.Registry => snapshot with { Registries = ByName<RegistryDefinition>(live) },
        DefinitionKind.Environment => snapshot with { Environments = ByName<EnvironmentDefinition>(live) },
        DefinitionKind.Product => snapshot with { Products = ByName<ProductDefinition>(live) },
        DefinitionKind.GitRepository => snapshot with { GitRepositories = ByName<GitRepositoryDefinition>(live) },
        DefinitionKind.Flow => snapshot with { Flows = ByName<FlowDefinition>(live) },
        DefinitionKind.Policy => snapshot with { Policies = ByName<PolicyDefinition>(live) },
        DefinitionKind.PolicyBinding => snapshot with { PolicyBindings = ByName<PolicyBindingDefinition>(live) },
        DefinitionKind.Application => snapshot with { Applications = ByName<ApplicationDefinition>(live) },
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static ImmutableSortedDictionary<string, T> ByName<T>(IReadOnlyList<Definition> live) where T : Definition =>
        live.Cast<T>().ToImmutableSortedDictionary(definition => definition.Name, definition => definition, StringComparer.Ordinal);
}
