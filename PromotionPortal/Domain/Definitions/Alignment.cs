namespace PromotionPortal.Domain.Definitions;

/// <summary>What two rows of words have in common, in order.</summary>
internal static class Alignment
{
    // What differs more than that is shown as replaced as a whole; it bounds the work and the memory (4 MB).
    private const int MostEdits = 1_000;

    /// <summary>The places that stand for each other, ascending on both sides.</summary>
    public static List<(int Before, int After)> Of(List<string> before, List<string> after)
    {
        var (left, right) = Numbered(before, after);
        var shorter = Math.Min(left.Length, right.Length);
        var head = left.AsSpan().CommonPrefixLength(right);
        var tail = 0;
        while (tail < shorter - head && left[^(tail + 1)] == right[^(tail + 1)]) tail++;
        var pairs = Enumerable.Range(0, head).Select(at => (at, at)).ToList();
        pairs.AddRange(Shortest(left[head..^tail], right[head..^tail]).Select(pair => (pair.Before + head, pair.After + head)));
        pairs.AddRange(Enumerable.Range(1, tail).Select(back => (left.Length - tail + back - 1, right.Length - tail + back - 1)));
        return pairs;
    }

    // Equal words get equal numbers, which are quick to compare.
    private static (int[] Left, int[] Right) Numbered(List<string> before, List<string> after)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        int Number(string word) => numbers.TryGetValue(word, out var known) ? known : numbers[word] = numbers.Count;
        return ([.. before.Select(Number)], [.. after.Select(Number)]);
    }

    // Myers: for each number of edits, the furthest point reached on each diagonal; the way back is kept.
    private static List<(int Before, int After)> Shortest(int[] left, int[] right)
    {
        var most = Math.Min(left.Length + right.Length, MostEdits);
        var furthest = new int[(2 * most) + 3];
        var middle = most + 1;
        var way = new List<int[]>();
        for (var edits = 0; edits <= most; edits++)
        {
            way.Add(furthest[(middle - edits)..(middle + edits + 1)]);
            for (var diagonal = -edits; diagonal <= edits; diagonal += 2)
            {
                var x = diagonal == -edits || (diagonal != edits && furthest[middle + diagonal - 1] < furthest[middle + diagonal + 1]) ? furthest[middle + diagonal + 1] : furthest[middle + diagonal - 1] + 1;
                while (x < left.Length && x - diagonal < right.Length && left[x] == right[x - diagonal]) x++;
                furthest[middle + diagonal] = x;
                if (x >= left.Length && x - diagonal >= right.Length) return Back(way, left.Length, right.Length);
            }
        }
        return [];
    }

    private static List<(int Before, int After)> Back(List<int[]> way, int x, int y)
    {
        var pairs = new List<(int, int)>();
        for (var edits = way.Count - 1; edits >= 0; edits--)
        {
            var (reached, diagonal) = (way[edits], x - y);
            var from = edits == 0 ? 0 : diagonal == -edits || (diagonal != edits && reached[diagonal - 1 + edits] < reached[diagonal + 1 + edits]) ? diagonal + 1 : diagonal - 1;
            var (startX, startY) = edits == 0 ? (0, 0) : (reached[from + edits], reached[from + edits] - from);
            while (x > startX && y > startY) pairs.Add((--x, --y));
            (x, y) = (startX, startY);
        }
        pairs.Reverse();
        return pairs;
    }
}
