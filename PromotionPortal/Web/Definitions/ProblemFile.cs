using PromotionPortal.Definitions;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Web.Definitions;

/// <summary>A line of a file, and the spaces and the caret that point into it.</summary>
public sealed record PointedLine(string Text, string Caret);

/// <summary>A file with problems: its text as far as it is a definition, and what is in force meanwhile.</summary>
public sealed record ProblemFile(string Path, DefinitionKey? Key, IReadOnlyList<DefinitionProblem> Problems, int More, string InForce, IReadOnlyList<string> Lines)
{
    private const int MostProblems = 20;
    private const int LettersAround = 80;

    public static ProblemFile Read(DefinitionHistory history, DefinitionsSnapshot snapshot, string path, IReadOnlyList<DefinitionProblem> problems)
    {
        var key = DefinitionKey.OfPath(path);
        var text = key is { } known ? history.TextAt(snapshot.Commit, known) : null;
        return new(path, key, [.. problems.Take(MostProblems)], Math.Max(0, problems.Count - MostProblems), Meanwhile(history, snapshot, key), text?.Split('\n') ?? []);
    }

    /// <summary>Null where there is no such line. Of a long line only what lies around the place.</summary>
    public PointedLine? LineOf(DefinitionProblem problem)
    {
        if (problem.Line < 1 || problem.Line > Lines.Count || string.IsNullOrWhiteSpace(Lines[problem.Line - 1])) return null;
        var line = Lines[problem.Line - 1].TrimEnd('\r');
        var at = Math.Clamp(problem.Column - 1, 0, line.Length);
        var start = at > LettersAround ? at - LettersAround : 0;
        var end = Math.Min(line.Length, at + LettersAround);
        var (before, after) = (HiddenLetters.Shown(line[start..at]).Replace('\t', ' '), HiddenLetters.Shown(line[at..end]));
        var lead = start > 0 ? "…" : "";
        return new(lead + before + after + (end < line.Length ? "…" : ""), new string(' ', lead.Length + before.Length) + "^");
    }

    private static string Meanwhile(DefinitionHistory history, DefinitionsSnapshot snapshot, DefinitionKey? key)
    {
        if (key is not { } known) return "No definition.";
        if (snapshot.Find(known) is null) return "Nothing of it is in force: it was never sound.";
        return history.InForce(known) is { } revision
            ? FormattableString.Invariant($"In force: the version of {KindWords.Short(revision.Commit)}, {revision.At.UtcDateTime:d MMM yyyy}.")
            : "In force: its last sound version.";
    }
}
