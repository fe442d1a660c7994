using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace PromotionPortal.Cli;

/// <summary>What something costs, beside a peer that was measured in the same run. A ratio is ours over the peer's.</summary>
public sealed record BenchRow(string Area, string Name, string Unit, double Ours, double Peer, double Ratio, string Goal, bool Met);

/// <summary>`bench`: measures, and says whether the goal is met. Nothing else depends on a timing.</summary>
internal static class BenchVerb
{
    private static readonly Dictionary<string, Func<bool, CancellationToken, Task<IReadOnlyList<BenchRow>>>> s_areas = new(StringComparer.Ordinal)
    {
        ["copy"] = CopyBench.RunAsync,
        ["promotions"] = PromotionsBench.RunAsync,
        ["cel"] = (_, stop) => CelBench.RunAsync(stop),
        ["pages"] = PagesBench.RunAsync,
        ["editor"] = EditorBench.RunAsync,
        ["definitions"] = (_, stop) => DefinitionsBench.RunAsync(stop),
    };

    public static Command Create()
    {
        var area = new Argument<string?>("area") { Description = $"One of {string.Join(", ", s_areas.Keys)}; else all", Arity = ArgumentArity.ZeroOrOne };
        area.AcceptOnlyFromAmong([.. s_areas.Keys]);
        var output = VerbOutput.Format;
        var quick = new Option<bool>("--quick") { Description = "smaller and fewer, to see that it runs; the figures say little" };
        var command = new Command("bench", "Measures what the portal does, side by side with a peer.") { area, output, quick };
        command.SetAction(async (parsed, stop) =>
        {
            var rows = new List<BenchRow>();
            foreach (var (name, run) in s_areas)
                if (parsed.GetValue(area) is null || parsed.GetValue(area) == name) rows.AddRange(await run(parsed.GetValue(quick), stop));
            await PrintAsync(parsed.InvocationConfiguration.Output, rows, parsed.GetValue(output) == "json");
        });
        return command;
    }

    private static async Task PrintAsync(TextWriter output, List<BenchRow> rows, bool json)
    {
        if (json)
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(rows, JsonSerializerOptions.Web));
            return;
        }
        await output.WriteLineAsync($"{"area",-12} {"name",-56} {"unit",-12} {"ours",10} {"peer",10} {"ratio",7}  {"goal",-8} met");
        foreach (var row in rows)
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{row.Area,-12} {row.Name,-56} {row.Unit,-12} {row.Ours,10:0.##} {row.Peer,10:0.##} {row.Ratio,7:0.00}  {row.Goal,-8} {(row.Met ? "yes" : "no")}"));
    }
}
