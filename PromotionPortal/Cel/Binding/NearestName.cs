namespace PromotionPortal.Cel.Binding;

/// <summary>Which known name a person probably meant.</summary>
internal static class NearestName
{
    private const int ShortestPart = 4;

    /// <summary>The phrase whose name is nearest; null when none is near.</summary>
    public static string? Of(string written, IEnumerable<(string Name, string Phrase)> known) =>
        known.Select(candidate => (candidate.Phrase, Distance: Distance(written, candidate.Name)))
            .Where(candidate => candidate.Distance is not null)
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Phrase)
            .FirstOrDefault();

    // A part of a name is near too: `branchName` for `branch`, `tag` for `imageTag`.
    private static int? Distance(string written, string name)
    {
        var edits = Edits(written.ToLowerInvariant(), name.ToLowerInvariant());
        if (edits <= Math.Max(1, (Math.Min(written.Length, name.Length) + 1) / 3)) return edits;
        var (shorter, longer) = written.Length < name.Length ? (written, name) : (name, written);
        return shorter.Length >= ShortestPart && longer.Contains(shorter, StringComparison.OrdinalIgnoreCase) ? longer.Length : null;
    }

    private static int Edits(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
