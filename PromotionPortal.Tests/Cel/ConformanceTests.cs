using System.Text.Json;

namespace PromotionPortal.Tests.Cel;

/// <summary>The public conformance suite of CEL. What is not run is listed, case by case, in the approved text.</summary>
public sealed class ConformanceTests
{
    private const int FewestCases = 2_000;

    private static readonly Lazy<Task<IReadOnlyList<ConformanceCase>>> s_cases = new(ReadAsync);

    [Fact]
    public async Task Every_case_that_is_not_on_the_approved_list_passes()
    {
        var mistakes = from one in await s_cases.Value where one.SkipReason is null let mistake = one.Run() where mistake is not null select $"{one.Name}: {mistake}";
        Assert.Equal("", string.Join('\n', mistakes));
    }

    [Fact]
    public async Task The_list_of_skipped_cases_is_the_approved_one()
    {
        var skipped = from one in await s_cases.Value where one.SkipReason is not null select $"{one.Name}: {one.SkipReason}\n";
        var approved = Path.Combine(NodeTool.Root(), "PromotionPortal.Tests", "Cel", "ConformanceSkips.approved.txt");
        var received = Path.ChangeExtension(Path.Combine(AppContext.BaseDirectory, Path.GetFileName(approved)), ".received.txt");
        await File.WriteAllTextAsync(received, string.Concat(skipped));
        Assert.True(await File.ReadAllTextAsync(approved) == await File.ReadAllTextAsync(received), $"Compare, and approve with: cp {received} {approved}");
    }

    [Fact]
    public async Task The_suite_is_there_and_most_of_it_is_run()
    {
        var cases = await s_cases.Value;
        Assert.InRange(cases.Count, FewestCases, int.MaxValue);
        Assert.InRange(cases.Count(one => one.SkipReason is null), cases.Count / 2, cases.Count);
    }

    private static async Task<IReadOnlyList<ConformanceCase>> ReadAsync()
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        using var suite = JsonDocument.Parse(await NodeTool.RunAsync("conformance.mjs"));
        return [.. suite.RootElement.Clone().EnumerateArray().Select(one => new ConformanceCase(Unique($"{one.GetProperty("file")}/{one.GetProperty("section")}/{one.GetProperty("case").GetProperty("name")}", seen), one.GetProperty("case")))];
    }

    // Some sections have two cases of one name.
    private static string Unique(string name, Dictionary<string, int> seen) =>
        (seen[name] = seen.GetValueOrDefault(name) + 1) is var count and > 1 ? $"{name} ({count})" : name;
}
