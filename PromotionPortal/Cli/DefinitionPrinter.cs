using System.CommandLine;
using System.Text.Json;

namespace PromotionPortal.Cli;

/// <summary>How the verbs of definitions speak: in lines for people, or the portal's JSON for scripts.</summary>
internal sealed class DefinitionPrinter(ParseResult parsed)
{
    private const int ShortCommit = 10;

    public bool IsJson => parsed.IsJson();

    public Task PrintAsync(string line) => parsed.InvocationConfiguration.Output.WriteLineAsync(line);

    public async Task TellAsync(JsonElement answer, Func<Task> inWords)
    {
        if (IsJson) await PrintAsync(answer.ToString());
        else await inWords();
    }

    /// <summary>A plan has no result, and no result has a plan; of a dry run where nothing is left to do both are the same.</summary>
    public Task AnswerAsync(JsonElement answer, bool isDryRun) => isDryRun && answer.TryGetProperty("canBeSaved", out _) ? PlanAsync(answer, withTexts: false) : ResultAsync(answer);

    /// <summary>What was saved, proposed, or so already.</summary>
    public Task ResultAsync(JsonElement answer) => TellAsync(answer, async () =>
    {
        foreach (var change in answer.GetProperty("changes").EnumerateArray()) await PrintAsync(Line(change));
        await NotCarriedAsync(answer);
        await PrintAsync(answer.GetProperty("result").GetString() switch
        {
            "saved" => $"Saved as {Short(answer.GetProperty("commit").GetString()!)}.",
            "proposed" => $"Proposal {answer.GetProperty("proposal")} waits for somebody who may accept it.",
            _ => "Nothing to do: it is so already.",
        });
    });

    /// <summary>What would be done. Ends with the code of a refusal where it could not be.</summary>
    public async Task PlanAsync(JsonElement plan, bool withTexts)
    {
        await TellAsync(plan, () => PlanInWordsAsync(plan, withTexts));
        if (plan.GetProperty("problems").EnumerateArray().Select(Problem).ToList() is { Count: > 0 } problems) throw new CliException(ExitCode.Refused, string.Join('\n', problems));
        if (plan.GetProperty("merges").GetArrayLength() > 0) throw new CliException(ExitCode.Refused, "Somebody else changed the same meanwhile.");
    }

    /// <summary>Such as "~ environments/prod  position 40 → 41".</summary>
    public static string Line(JsonElement change)
    {
        var path = change.GetProperty("path").GetString()!;
        var fields = string.Join(", ", change.GetProperty("fields").EnumerateArray().Select(Field));
        return change.GetProperty("act").GetString() switch
        {
            "Create" => $"+ {Named(path)}",
            "Delete" => $"- {Named(path)}",
            _ => $"~ {Named(path)}  {(fields.Length == 0 ? "only its spelling" : fields)}",
        };
    }

    public static string Problem(JsonElement problem) =>
        $"{problem.GetProperty("file").GetString()}:{problem.GetProperty("line")}:{problem.GetProperty("column")}: {problem.GetProperty("what").GetString()} {problem.GetProperty("help").GetString()}".TrimEnd();

    public static string Short(string commit) => commit[..Math.Min(commit.Length, ShortCommit)];

    private async Task PlanInWordsAsync(JsonElement plan, bool withTexts)
    {
        foreach (var change in plan.GetProperty("changes").EnumerateArray())
        {
            await PrintAsync(Line(change));
            if (withTexts) foreach (var line in LineDiff.Of(Text(change, "before"), Text(change, "after"))) await PrintAsync($"    {line}");
        }
        await NotCarriedAsync(plan);
        await WaitingAsync(plan);
        if (plan.GetProperty("changes").GetArrayLength() == 0) await PrintAsync("Nothing to do: it is so already.");
        if (plan.GetProperty("denied").GetString() is { } denied) await PrintAsync($"You may not save this: {denied}");
    }

    private async Task WaitingAsync(JsonElement plan)
    {
        foreach (var request in plan.GetProperty("waiting").EnumerateArray())
        {
            var applications = string.Join(", ", request.GetProperty("applications").EnumerateArray().Select(one => one.GetString()));
            await PrintAsync($"! request {request.GetProperty("promotion")} ({applications} to {request.GetProperty("environment").GetString()}, by {request.GetProperty("requestedBy").GetString()}): {request.GetProperty("what").GetString()}");
        }
        if (plan.GetProperty("waitingHidden").GetInt32() is > 0 and var hidden) await PrintAsync($"! {hidden} more waiting requests, which you may not see");
    }

    private async Task NotCarriedAsync(JsonElement answer)
    {
        foreach (var lost in answer.GetProperty("notCarried").EnumerateArray()) await PrintAsync($"! {Problem(lost)}");
    }

    private static string Text(JsonElement change, string name) => change.GetProperty(name).GetString() ?? "";

    private static string Named(string path) => Path.ChangeExtension(path, null);

    private static string Field(JsonElement field)
    {
        var (name, before, after) = (field.GetProperty("field").GetString(), field.GetProperty("before").GetString(), field.GetProperty("after").GetString());
        return before is null ? $"{name} {after}" : $"{name} {before} → {after ?? "none"}";
    }

}

/// <summary>The lines by which two texts differ: "- gone" and "+ new", with a line around them.</summary>
internal static class LineDiff
{
    private const int MostCompared = 2_000;

    public static IEnumerable<string> Of(string before, string after)
    {
        var (from, to) = (Lines(before), Lines(after));
        List<(char Mark, string Line)> marked = from.Length > MostCompared || to.Length > MostCompared ? [.. from.Select(line => ('-', line)), .. to.Select(line => ('+', line))] : Marked(from, to);
        for (var at = 0; at < marked.Count; at++)
            if (marked[at].Mark != ' ' || IsChanged(at - 1) || IsChanged(at + 1)) yield return $"{marked[at].Mark} {marked[at].Line}";
        bool IsChanged(int at) => at >= 0 && at < marked.Count && marked[at].Mark != ' ';
    }

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n');

    private static List<(char Mark, string Line)> Marked(string[] from, string[] to)
    {
        var same = Longest(from, to);
        var marked = new List<(char, string)>();
        var (i, j) = (0, 0);
        while (i < from.Length || j < to.Length)
        {
            if (i < from.Length && j < to.Length && from[i] == to[j])
            {
                marked.Add((' ', from[i++]));
                j++;
            }
            else if (j == to.Length || (i < from.Length && same[i + 1, j] >= same[i, j + 1]))
            {
                marked.Add(('-', from[i++]));
            }
            else
            {
                marked.Add(('+', to[j++]));
            }
        }
        return marked;
    }

    // The length of the longest common part of the rests that begin at each pair of lines.
    private static int[,] Longest(string[] from, string[] to)
    {
        var lengths = new int[from.Length + 1, to.Length + 1];
        for (var i = from.Length - 1; i >= 0; i--)
            for (var j = to.Length - 1; j >= 0; j--)
                lengths[i, j] = from[i] == to[j] ? 1 + lengths[i + 1, j + 1] : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
        return lengths;
    }
}
