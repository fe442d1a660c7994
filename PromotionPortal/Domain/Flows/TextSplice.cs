namespace PromotionPortal.Domain.Flows;

/// <summary>The one place in which two texts differ: there and back.</summary>
public sealed record TextSplice(int Start, string Removed, string Added)
{
    /// <summary>Null where the texts are the same.</summary>
    public static TextSplice? Of(string before, string after)
    {
        if (before == after) return null;
        var most = Math.Min(before.Length, after.Length);
        var start = before.AsSpan().CommonPrefixLength(after);
        // Half a character is no text that could be kept.
        if (start > 0 && char.IsHighSurrogate(before[start - 1])) start--;
        var same = 0;
        while (same < most - start && before[^(same + 1)] == after[^(same + 1)]) same++;
        if (same > 0 && char.IsLowSurrogate(before[^same])) same--;
        return new(start, before[start..^same], after[start..^same]);
    }

    public string Do(string text) => Put(text, Removed, Added);

    public string Undo(string text) => Put(text, Added, Removed);

    private string Put(string text, string old, string now)
    {
        if (!text.AsSpan(Start).StartsWith(old)) throw new InvalidOperationException("The text is not the one that this was made from.");
        return string.Concat(text.AsSpan(0, Start), now, text.AsSpan(Start + old.Length));
    }
}
