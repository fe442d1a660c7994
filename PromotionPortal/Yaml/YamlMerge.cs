namespace PromotionPortal.Yaml;

/// <summary>A field that both sides changed, each to something else; null where it is not there.</summary>
public sealed record YamlConflict(string Path, YamlNode? Base, YamlNode? Ours, YamlNode? Theirs);

/// <summary>What two changes of one text add up to. Where they conflict, ours is taken.</summary>
public sealed record YamlMerged(YamlNode Node, IReadOnlyList<YamlConflict> Conflicts);

/// <summary>Merges field by field: what only one side changed is taken from it.</summary>
public static class YamlMerge
{
    /// <summary>Theirs is the one that is carried on: what neither changed stays as it is written there.</summary>
    public static YamlMerged Merge(YamlNode @base, YamlNode ours, YamlNode theirs, IReadOnlySet<string>? takeTheirs = null)
    {
        var merge = new MergeRun(takeTheirs ?? new HashSet<string>(StringComparer.Ordinal));
        var node = merge.Node("", @base, ours, theirs);
        return new(node ?? theirs, merge.Conflicts);
    }
}

/// <summary>One merge, with the conflicts met so far.</summary>
internal sealed class MergeRun(IReadOnlySet<string> takeTheirs)
{
    public List<YamlConflict> Conflicts { get; } = [];

    public YamlNode? Node(string path, YamlNode? @base, YamlNode? ours, YamlNode? theirs)
    {
        if (Same(@base, ours) || Same(ours, theirs)) return theirs;
        if (ours is YamlMapping ourMapping && theirs is YamlMapping theirMapping) return Mapping(path, @base as YamlMapping, ourMapping, theirMapping);
        if (Same(@base, theirs)) return ours is YamlSequence list && theirs is YamlSequence spelt ? Sequence(path, (YamlSequence)@base!, list, spelt) : ours;
        if (@base is YamlSequence baseList && ours is YamlSequence ourList && theirs is YamlSequence theirList) return Sequence(path, baseList, ourList, theirList);
        return Conflict(path, @base, ours, theirs);
    }

    private YamlMapping Mapping(string path, YamlMapping? @base, YamlMapping ours, YamlMapping theirs)
    {
        var entries = new List<YamlEntry>();
        foreach (var entry in theirs.Entries)
        {
            var key = entry.Key.Text;
            if (Node($"{path}/{key}", @base?[key], ours[key], entry.Value) is { } merged) entries.Add(entry with { Value = merged });
        }
        foreach (var entry in ours.Entries.Where(entry => theirs[entry.Key.Text] is null))
        {
            var key = entry.Key.Text;
            if (Node($"{path}/{key}", @base?[key], entry.Value, null) is { } merged) entries.Insert(PlaceOf(ours, key, entries), entry with { Value = merged });
        }
        return new(entries, theirs.IsFlow, theirs.Span);
    }

    // After the nearest key before it that is there too.
    private static int PlaceOf(YamlMapping ours, string key, List<YamlEntry> entries)
    {
        var before = ours.Entries.TakeWhile(entry => entry.Key.Text != key).Select(entry => entry.Key.Text).Reverse();
        return 1 + before.Select(earlier => entries.FindIndex(entry => entry.Key.Text == earlier)).FirstOrDefault(at => at >= 0, -1);
    }

    private YamlNode? Sequence(string path, YamlSequence @base, YamlSequence ours, YamlSequence theirs)
    {
        if (Keys(@base) is { } baseKeys && Keys(ours) is { } ourKeys && Keys(theirs) is { } theirKeys)
            return Keyed(path, (@base, baseKeys), (ours, ourKeys), (theirs, theirKeys));
        if (theirs.Items.Count == @base.Items.Count) return Aligned(path, @base, ours, theirs, carriesTheirs: true);
        if (ours.Items.Count == @base.Items.Count) return Aligned(path, @base, theirs, ours, carriesTheirs: false);
        return Conflict(path, @base, ours, theirs);
    }

    // The still side kept the length of the list, so its items are those of the base at the same places.
    private YamlSequence Aligned(string path, YamlSequence @base, YamlSequence moved, YamlSequence still, bool carriesTheirs)
    {
        var items = new List<YamlNode>();
        foreach (var (from, to) in YamlAlignment.Of(@base.Items, moved.Items))
        {
            if (to is not { } at) continue;
            if (from is not { } old)
            {
                items.Add(moved.Items[at]);
                continue;
            }
            var (ours, theirs) = carriesTheirs ? (moved.Items[at], still.Items[old]) : (still.Items[old], moved.Items[at]);
            if (Node($"{path}/{old}", @base.Items[old], ours, theirs) is { } merged) items.Add(merged);
        }
        return new(items, still.IsFlow, still.Span);
    }

    private YamlSequence Keyed(string path, (YamlSequence List, List<string> Keys) @base, (YamlSequence List, List<string> Keys) ours, (YamlSequence List, List<string> Keys) theirs)
    {
        var items = Order(@base.Keys, ours.Keys, theirs.Keys).Distinct().Select(key => Node($"{path}/{key}", Item(@base, key), Item(ours, key), Item(theirs, key)));
        return new([.. items.OfType<YamlNode>()], theirs.List.IsFlow, theirs.List.Span);
    }

    // Where one side kept the order of what was there, the other's counts; what only one has added is carried along.
    private static IEnumerable<string> Order(List<string> @base, List<string> ours, List<string> theirs)
    {
        if (@base.SequenceEqual(theirs)) return ours;
        var kept = @base.Where(ours.Contains).SequenceEqual(ours.Where(@base.Contains));
        return kept ? theirs.Concat(ours) : ours.Concat(theirs);
    }

    private static YamlNode? Item((YamlSequence List, List<string> Keys) of, string key)
    {
        var at = of.Keys.IndexOf(key);
        return at < 0 ? null : of.List.Items[at];
    }

    // By what each item is known, where all of them are known by something and none twice.
    private static List<string>? Keys(YamlSequence sequence)
    {
        var keys = sequence.Items.Select(YamlAlignment.KeyOf).OfType<string>().ToList();
        return keys.Count == sequence.Items.Count && keys.Distinct().Count() == keys.Count ? keys : null;
    }

    private YamlNode? Conflict(string path, YamlNode? @base, YamlNode? ours, YamlNode? theirs)
    {
        Conflicts.Add(new(path, @base, ours, theirs));
        return takeTheirs.Contains(path) ? theirs : ours;
    }

    private static bool Same(YamlNode? one, YamlNode? other) => one is null ? other is null : one.SameAs(other);
}

/// <summary>Which item of one list is which of another.</summary>
internal static class YamlAlignment
{
    private const int MostCompared = 2_000;
    private static readonly string[] s_identity = ["id", "name", "application", "environment", "flow", "group"];

    /// <summary>Pairs of places in order; one side is null for an item that was removed or added.</summary>
    public static IEnumerable<(int? From, int? To)> Of(IReadOnlyList<YamlNode> from, IReadOnlyList<YamlNode> to)
    {
        var same = Longest(from, to);
        var (i, j) = (0, 0);
        while (i < from.Count || j < to.Count)
        {
            if (i < from.Count && j < to.Count && Alike(from[i], to[j])) yield return (i++, j++);
            else if (j == to.Count || (i < from.Count && same[i + 1, j] >= same[i, j + 1])) yield return (i++, null);
            else yield return (null, j++);
        }
    }

    /// <summary>By what an item is known, such as its id. Null where by nothing.</summary>
    public static string? KeyOf(YamlNode node) =>
        node is YamlMapping mapping && s_identity.Where(key => mapping[key] is YamlScalar).Select(key => $"{mapping[key]}").ToList() is { Count: > 0 } parts ? string.Join(',', parts) : null;

    private static bool Alike(YamlNode one, YamlNode other) => one.SameAs(other) || (KeyOf(one) is { } key && key == KeyOf(other));

    // The length of the longest common subsequence of the rests that begin at each pair of places.
    private static int[,] Longest(IReadOnlyList<YamlNode> from, IReadOnlyList<YamlNode> to)
    {
        var lengths = new int[from.Count + 1, to.Count + 1];
        if (from.Count > MostCompared || to.Count > MostCompared) return lengths;
        for (var i = from.Count - 1; i >= 0; i--)
            for (var j = to.Count - 1; j >= 0; j--)
                lengths[i, j] = Alike(from[i], to[j]) ? 1 + lengths[i + 1, j + 1] : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
        return lengths;
    }
}
