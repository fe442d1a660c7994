using System.Collections.Immutable;
using PromotionPortal.Cel.Functions;

namespace PromotionPortal.Cel;

/// <summary>A thing that can be written, for completion, hover and the help page.</summary>
public sealed record CelWord(string Name, string Form, string Description);

/// <summary>The words of the language itself, as data.</summary>
public static class CelVocabulary
{
    public static ImmutableArray<CelWord> Functions { get; } =
        [.. Library.All.Select(function => new CelWord(function.Name, function.Signature, function.Description)).DistinctBy(word => word.Form)];

    public static ImmutableArray<CelWord> Macros { get; } =
        [.. Syntax.Macros.Forms.Select(macro => new CelWord(NameOf(macro.Form), macro.Form, macro.Description))];

    public static ImmutableArray<CelWord> Operators { get; } =
    [
        new("==", "a == b", "Whether two values are the same; also !="),
        new("<", "a < b", "The order of numbers, texts, moments, lengths of time and versions; also <= > >="),
        new("in", "a in list", "Whether the list has the element, or the map the key."),
        new("&&", "a && b", "Both. If one is false the other does not matter, even if it fails."),
        new("||", "a || b", "At least one. If one is true the other does not matter, even if it fails."),
        new("!", "!a", "Not."),
        new("?:", "a ? b : c", "b if a is true, else c."),
        new("+", "a + b", "The sum; texts and lists one after another; also - * / %"),
        new("[]", "a[b]", "The element at a place (from 0), or the value of a key."),
        new("?.", "a.?b", "The field as an optional, which holds nothing where there is none; also a[?b]"),
    ];

    private static string NameOf(string form)
    {
        var end = form.IndexOf('(', StringComparison.Ordinal);
        return form[(form.LastIndexOf('.', end) + 1)..end];
    }
}
