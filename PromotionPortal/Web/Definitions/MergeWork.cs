using System.Collections.Immutable;
using PromotionPortal.Definitions;
using PromotionPortal.Engine;

namespace PromotionPortal.Web.Definitions;

/// <summary>Putting together what two people made of the same definitions: every conflict waits for a choice.</summary>
public sealed class MergeWork(IReadOnlyList<DefinitionMerge> merges)
{
    /// <summary>Stands for the whole text where its fields cannot be merged.</summary>
    public const string Whole = "";

    private readonly Dictionary<(DefinitionMerge Merge, string Field), bool> _theirs = [];

    public IReadOnlyList<DefinitionMerge> Merges => merges;

    /// <summary>What has to be chosen, in the words of the fields; one for the whole where one side deleted it or both made it anew.</summary>
    public static ImmutableArray<FieldConflict> ConflictsOf(DefinitionMerge merge) =>
        merge.Merged is { } merged ? merged.Conflicts : [new(Whole, merge.Base, merge.Ours, merge.Theirs)];

    public int Open => merges.Sum(merge => ConflictsOf(merge).Count(conflict => Chosen(merge, conflict.Field) is null));

    /// <summary>True: theirs. Null: not chosen yet.</summary>
    public bool? Chosen(DefinitionMerge merge, string field) => _theirs.TryGetValue((merge, field), out var theirs) ? theirs : null;

    public void Choose(DefinitionMerge merge, string field, bool theirs) => _theirs[(merge, field)] = theirs;

    /// <summary>The text as chosen so far; ours where it is still open. Null: it is deleted.</summary>
    public string? ResultOf(DefinitionMerge merge)
    {
        if (merge.Merged is null) return Chosen(merge, Whole) == true ? merge.Theirs : merge.Ours;
        var theirs = merge.Merged.Conflicts.Select(conflict => conflict.Field).Where(field => Chosen(merge, field) == true).ToHashSet(StringComparer.Ordinal);
        return DefinitionText.Merge(merge.Base!, merge.Ours!, merge.Theirs!, theirs)!.Text;
    }

    /// <summary>All of it as one change, seen from that commit, together with what was in no conflict.</summary>
    public SaveDefinitions Command(string tip, IEnumerable<DefinitionEdit> rest) =>
        new([.. merges.Select(merge => new DefinitionEdit(merge.Key, ResultOf(merge))), .. rest.Where(edit => merges.All(merge => merge.Key != edit.Key))], tip);
}
