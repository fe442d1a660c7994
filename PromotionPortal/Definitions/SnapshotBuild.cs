using System.Collections.Immutable;
using PromotionPortal.Definitions.Kinds;
using PromotionPortal.Definitions.Shapes;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Definitions;

/// <summary>What the files of one commit add up to, with what it takes to go on from there.</summary>
internal sealed record BuiltSnapshot(DefinitionsSnapshot Snapshot)
{
    public static BuiltSnapshot Empty { get; } = new(DefinitionsSnapshot.Empty);

    /// <summary>The version of each object that is in force.</summary>
    public ImmutableDictionary<DefinitionKey, ParsedFile> Live { get; init; } = ImmutableDictionary<DefinitionKey, ParsedFile>.Empty;

    /// <summary>What is wrong in a file, or with what it names, by its path.</summary>
    public ImmutableDictionary<string, ImmutableArray<DefinitionProblem>> Troubles { get; init; } = ImmutableDictionary.Create<string, ImmutableArray<DefinitionProblem>>(StringComparer.Ordinal);

    public ImmutableArray<DefinitionProblem> Conflicts { get; init; } = [];
}

/// <summary>
/// Puts the files of one commit together. A file with a problem keeps its object's last sound version; an object that names
/// something since deleted stays too, since its own file did not become wrong. Goes on from what was built before: only the
/// files that changed, and those that such a change can concern, are looked at.
/// </summary>
internal sealed class SnapshotBuild(BuiltSnapshot before, Func<ParsedFile, IEnumerable<ParsedFile>> olderVersions, Func<DefinitionKey, bool> wasThere)
{
    // What two policies can contradict each other by.
    private static readonly ImmutableArray<DefinitionKind> s_decisive = [DefinitionKind.Policy, DefinitionKind.PolicyBinding, DefinitionKind.Product, DefinitionKind.Environment];

    private readonly ImmutableDictionary<DefinitionKey, ParsedFile>.Builder _live = before.Live.ToBuilder();
    private readonly ImmutableDictionary<string, ImmutableArray<DefinitionProblem>>.Builder _troubles = before.Troubles.ToBuilder();
    private readonly HashSet<DefinitionKey> _cameOrWent = [];

    // A name that was never there is one now, if only of a broken file: who names it may have a last sound version from then on.
    private bool _hasNewName;

    /// <summary>Everything from the beginning.</summary>
    public static BuiltSnapshot Whole(IReadOnlyDictionary<string, ParsedFile> files, Func<ParsedFile, IEnumerable<ParsedFile>> olderVersions, Func<DefinitionKey, bool> wasThere) =>
        new SnapshotBuild(BuiltSnapshot.Empty, olderVersions, wasThere).With(files, files.Keys, isNext: false);

    /// <summary>
    /// The files as they are now, and the paths of those that are not as before. Next: the past is the same but for this one step,
    /// so that a broken file which nothing concerned has no other last sound version than it had.
    /// </summary>
    public BuiltSnapshot With(IReadOnlyDictionary<string, ParsedFile> files, IEnumerable<string> changed, bool isNext)
    {
        var byFolder = changed.ToLookup(FolderOf, StringComparer.Ordinal);
        _hasNewName = KindList.All.Any(kind => byFolder[kind.Id.Folder()].Any(path => files.ContainsKey(path) && !WasKnown(kind.Id, path)));
        var (snapshot, conflicting) = (before.Snapshot, false);
        // Each kind names only kinds before it.
        foreach (var kind in KindList.All)
        {
            var paths = byFolder[kind.Id.Folder()].Concat(Concerned(kind.Id, isNext)).ToHashSet(StringComparer.Ordinal);
            if (paths.Count == 0) continue;
            snapshot = With(snapshot, kind.Id, [.. paths.Select(path => (KeyOf(kind.Id, path).Name, Judge(kind.Id, path, files.GetValueOrDefault(path))))]);
            conflicting |= s_decisive.Contains(kind.Id);
        }
        foreach (var path in byFolder[""]) Note(path, files.TryGetValue(path, out var misplaced) ? misplaced.Problems : []);
        snapshot = snapshot with
        {
            SecretUses = [.. _live.Values.SelectMany(file => file.Secrets).OrderBy(use => use.File, StringComparer.Ordinal).ThenBy(use => use.Line)],
            GroupUses = [.. _live.Values.SelectMany(file => file.Groups).OrderBy(use => use.File, StringComparer.Ordinal).ThenBy(use => use.Line)],
        };
        return new(snapshot)
        {
            Live = _live.ToImmutable(),
            Troubles = _troubles.ToImmutable(),
            Conflicts = conflicting ? [.. PolicyConflicts.Of(snapshot).Select(Located)] : before.Conflicts,
        };
    }

    private static string FolderOf(string path)
    {
        var end = path.LastIndexOf('/');
        var folder = end < 0 ? "" : path[..end];
        return KindList.InFolder(folder) is null ? "" : folder;
    }

    // A file that does not end as it should is no object's; with the wrong ending it keeps a name that none can have.
    private static DefinitionKey KeyOf(DefinitionKind kind, string path)
    {
        var file = path[(path.LastIndexOf('/') + 1)..];
        return new(kind, file.EndsWith(DefinitionKey.Extension, StringComparison.Ordinal) ? file[..^DefinitionKey.Extension.Length] : file);
    }

    // Files that are as they were, but that name something which came or went, or did not go well before.
    private IEnumerable<string> Concerned(DefinitionKind kind, bool isNext)
    {
        if (before.Live.IsEmpty && before.Troubles.IsEmpty) return [];
        var troubled = isNext && _cameOrWent.Count == 0 && !_hasNewName ? [] : before.Troubles.Keys.Where(path => FolderOf(path) == kind.Folder());
        var naming = _cameOrWent.Count == 0 ? [] : before.Live.Where(live => live.Key.Kind == kind && live.Value.References.Any(reference => _cameOrWent.Contains(reference.Target))).Select(live => live.Key.Path);
        return troubled.Concat(naming);
    }

    private bool WasKnown(DefinitionKind kind, string path) => before.Troubles.ContainsKey(path) || before.Live.ContainsKey(KeyOf(kind, path));

    private Definition? Judge(DefinitionKind kind, string path, ParsedFile? file)
    {
        var live = file is null ? null : Live(file);
        var key = KeyOf(kind, path);
        if (file is null) Note(path, []);
        if (live is not null == _live.ContainsKey(key))
        {
            if (live is not null) _live[key] = live;
            return live?.Definition;
        }
        _cameOrWent.Add(key);
        if (live is null) _live.Remove(key);
        else _live.Add(key, live);
        return live?.Definition;
    }

    private ParsedFile? Live(ParsedFile file)
    {
        var dangling = file.References.IsEmpty ? [] : file.References.Where(IsDangling).ToList();
        Note(file.Path, dangling.Count == 0 ? file.Problems : [.. file.Problems, .. dangling.Select(Dangling)]);
        return file.IsSound && dangling.Count == 0 ? file : LastSound(file);
    }

    private void Note(string path, ImmutableArray<DefinitionProblem> problems)
    {
        if (problems.IsEmpty) _troubles.Remove(path);
        else _troubles[path] = problems;
    }

    private ParsedFile? LastSound(ParsedFile file) =>
        olderVersions(file).Prepend(file).FirstOrDefault(version => version.IsSound && version.References.All(reference => !IsDangling(reference) || wasThere(reference.Target)));

    private bool IsDangling(Reference reference) => !_live.ContainsKey(reference.Target);

    private DefinitionProblem Dangling(Reference reference)
    {
        var near = Nearest.To(reference.Target.Name, _live.Keys.Where(key => key.Kind == reference.Target.Kind).Select(key => key.Name).Order(StringComparer.Ordinal));
        var help = near is null ? $"Define it in {reference.Target.Path}, or name another." : $"Did you mean '{near}'?";
        return new(reference.File, reference.Line, reference.Column, $"There is no {reference.Target}.", help);
    }

    private DefinitionProblem Located(PolicyConflict conflict)
    {
        var (line, column) = _live[conflict.Definition].PlaceOf(conflict.Mark);
        return new(conflict.Definition.Path, line, column, conflict.What, conflict.Help);
    }

    private static DefinitionsSnapshot With(DefinitionsSnapshot snapshot, DefinitionKind kind, IReadOnlyList<(string Name, Definition? Live)> judged) => kind switch
    {
        DefinitionKind.Registry => snapshot with { Registries = Put(snapshot.Registries, judged) },
        DefinitionKind.Environment => snapshot with { Environments = Put(snapshot.Environments, judged) },
        DefinitionKind.Product => snapshot with { Products = Put(snapshot.Products, judged) },
        DefinitionKind.GitRepository => snapshot with { GitRepositories = Put(snapshot.GitRepositories, judged) },
        DefinitionKind.Flow => snapshot with { Flows = Put(snapshot.Flows, judged) },
        DefinitionKind.Policy => snapshot with { Policies = Put(snapshot.Policies, judged) },
        DefinitionKind.PolicyBinding => snapshot with { PolicyBindings = Put(snapshot.PolicyBindings, judged) },
        DefinitionKind.Application => snapshot with { Applications = Put(snapshot.Applications, judged) },
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    // Into an empty one at once, which is many times faster than one by one.
    private static ImmutableSortedDictionary<string, T> Put<T>(ImmutableSortedDictionary<string, T> there, IReadOnlyList<(string Name, Definition? Live)> judged)
        where T : Definition
    {
        if (there.IsEmpty) return judged.Where(one => one.Live is not null).ToImmutableSortedDictionary(one => one.Name, one => (T)one.Live!, StringComparer.Ordinal);
        var builder = there.ToBuilder();
        foreach (var (name, live) in judged)
        {
            if (live is null) builder.Remove(name);
            else builder[name] = (T)live;
        }
        return builder.ToImmutable();
    }
}
