using System.Collections.Immutable;

namespace PromotionPortal.Domain.Definitions;

/// <summary>What a line of a comparison is.</summary>
public enum DiffSide
{
    Same,
    Removed,
    Added,
}

/// <summary>A piece of a line, and whether it is what differs from the line's other side.</summary>
public sealed record DiffPart(string Text, bool Differs);

/// <summary>A line of a comparison: where it stands before and after (from 1, null: not there), and whether a line end follows.</summary>
public sealed record DiffLine(DiffSide Side, int? Before, int? After, ImmutableArray<DiffPart> Parts, bool HasEnd)
{
    public string Text => string.Concat(Parts.Select(part => part.Text));
}

/// <summary>Lines that follow one another: either all far from any change, or not.</summary>
public sealed record DiffStretch(ImmutableArray<DiffLine> Lines, bool IsFar);

/// <summary>How two texts differ, line by line and within a line word by word.</summary>
public static class LineDiff
{
    /// <summary>Longer texts are not compared line by line.</summary>
    public const int MostLines = 5_000;

    public const int Context = 3;

    private const int MostLettersForWords = 500;

    // A fold takes a line itself: less than this is shown.
    private const int FewestToFold = 2;

    /// <summary>Null: one of them is too long. A text that is not there has no lines.</summary>
    public static ImmutableArray<DiffLine>? Of(string? before, string? after)
    {
        if (LinesOf(before) is not { } left || LinesOf(after) is not { } right) return null;
        var lines = ImmutableArray.CreateBuilder<DiffLine>(Math.Max(left.Count, right.Count));
        var (x, y) = (0, 0);
        foreach (var (toX, toY) in Alignment.Of(left, right).Append((left.Count, right.Count)))
        {
            AddChanged(lines, left, right, x..toX, y..toY);
            if (toX < left.Count) lines.Add(Line(DiffSide.Same, toX + 1, toY + 1, left[toX], [new(Shown(left[toX]), Differs: false)]));
            (x, y) = (toX + 1, toY + 1);
        }
        return lines.ToImmutable();
    }

    /// <summary>In stretches: what lies further than the context from every change is apart.</summary>
    public static IReadOnlyList<DiffStretch> Stretches(ImmutableArray<DiffLine> lines)
    {
        var near = new bool[lines.Length];
        for (var at = 0; at < lines.Length; at++)
            if (lines[at].Side != DiffSide.Same)
                near.AsSpan(Math.Max(0, at - Context)..Math.Min(lines.Length, at + Context + 1)).Fill(true);
        var stretches = new List<DiffStretch>();
        for (var at = 0; at < lines.Length;)
        {
            var end = Array.FindIndex(near, at, one => one != near[at]) is >= 0 and var found ? found : lines.Length;
            stretches.Add(new(lines[at..end], !near[at] && end - at >= FewestToFold));
            at = end;
        }
        return stretches;
    }

    private static List<string>? LinesOf(string? text)
    {
        var lines = new List<string>();
        for (var at = 0; at < (text?.Length ?? 0);)
        {
            if (lines.Count == MostLines) return null;
            var end = text!.IndexOf('\n', at) is >= 0 and var found ? found + 1 : text.Length;
            lines.Add(text[at..end]);
            at = end;
        }
        return lines;
    }

    private static void AddChanged(ImmutableArray<DiffLine>.Builder lines, List<string> left, List<string> right, Range removed, Range added)
    {
        var ((x, gone), (y, come)) = (removed.GetOffsetAndLength(left.Count), added.GetOffsetAndLength(right.Count));
        var pairs = Enumerable.Range(0, Math.Min(gone, come)).Select(at => Words(Shown(left[x + at]), Shown(right[y + at]))).ToList();
        for (var at = 0; at < gone; at++) lines.Add(Line(DiffSide.Removed, x + at + 1, null, left[x + at], at < pairs.Count ? pairs[at].Before : Whole(left[x + at])));
        for (var at = 0; at < come; at++) lines.Add(Line(DiffSide.Added, null, y + at + 1, right[y + at], at < pairs.Count ? pairs[at].After : Whole(right[y + at])));
    }

    private static DiffLine Line(DiffSide side, int? before, int? after, string line, ImmutableArray<DiffPart> parts) => new(side, before, after, parts, line.EndsWith('\n'));

    private static ImmutableArray<DiffPart> Whole(string line) => [new(Shown(line), Differs: false)];

    // Where the two have less than half in common, marking words would only be noise.
    private static (ImmutableArray<DiffPart> Before, ImmutableArray<DiffPart> After) Words(string before, string after)
    {
        if (before.Length > MostLettersForWords || after.Length > MostLettersForWords) return (Whole(before), Whole(after));
        var (left, right) = (WordsOf(before), WordsOf(after));
        var same = Alignment.Of(left, right);
        return same.Sum(pair => left[pair.Before].Length) * 4 < before.Length + after.Length
            ? (Whole(before), Whole(after))
            : (Parts(left, [.. same.Select(pair => pair.Before)]), Parts(right, [.. same.Select(pair => pair.After)]));
    }

    private static ImmutableArray<DiffPart> Parts(List<string> words, HashSet<int> same)
    {
        var parts = new List<DiffPart>();
        for (var at = 0; at < words.Count; at++)
        {
            if (parts.Count > 0 && parts[^1].Differs != same.Contains(at)) parts[^1] = parts[^1] with { Text = parts[^1].Text + words[at] };
            else parts.Add(new(words[at], !same.Contains(at)));
        }
        return [.. parts];
    }

    // A word is letters and digits; every other character stands for itself.
    private static List<string> WordsOf(string line)
    {
        var words = new List<string>();
        for (var at = 0; at < line.Length;)
        {
            var end = at;
            while (end < line.Length && char.IsLetterOrDigit(line[end])) end++;
            if (end == at) end += char.IsSurrogatePair(line, at) ? 2 : 1;
            words.Add(line[at..end]);
            at = end;
        }
        return words;
    }

    private static string Shown(string line) => HiddenLetters.Shown(line.EndsWith('\n') ? line[..^1] : line);
}
