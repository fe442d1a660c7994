using System.Globalization;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Tests.Domain;

public sealed class LineDiffTests
{
    // Each line as its sign and text; [ ] around the words that differ.
    [Theory]
    [InlineData("", "", "")]
    [InlineData(null, "a\nb\n", "+a +b")]
    [InlineData("a\nb\n", null, "-a -b")]
    [InlineData("a\nb\nc\n", "a\nb\nc\n", " a  b  c")]
    [InlineData("a\nb\nc\n", "a\nc\n", " a -b  c")]
    [InlineData("a\nc\n", "a\nb\nc\n", " a +b  c")]
    [InlineData("a\nb\nc\na\nb\nb\na\n", "c\nb\na\nb\na\nc\n", "-a -b  c +b  a  b -b  a +c")]
    [InlineData("approvals: 1\n", "approvals: 2\n", "-approvals: [1] +approvals: [2]")]
    [InlineData("name: prod\nx\n", "name: prod # live\nx\n", "-name: prod +name: prod[ # live]  x")]
    [InlineData("one thing\n", "quite another\n", "-one thing +quite another")]
    [InlineData("a\n", "a", "-a +a(no end)")]
    [InlineData("kind: Environment\r\nb\n", "kind: Environment\nb\n", "-kind: Environment[⟨][U][+][000D][⟩] +kind: Environment  b")]
    [InlineData("ok: \u202etrue\n", "ok: true\n", "-ok: [⟨][U][+][202E][⟩]true +ok: true")]
    public void Two_texts_differ_in(string? before, string? after, string expected) => Assert.Equal(Joined(expected), Joined(Words(before, after)));

    [Fact]
    public void Every_line_says_where_it_stands()
    {
        var lines = LineDiff.Of("a\nb\nc\n", "a\nx\nc\n")!.Value;
        Assert.Equal([(1, 1), (2, null), (null, 2), (3, 3)], lines.Select(line => (line.Before, line.After)));
    }

    [Fact]
    public void The_lines_of_any_comparison_give_back_both_texts()
    {
        var random = new Random(20261120);
        for (var round = 0; round < 300; round++)
        {
            var (before, after) = (RandomText(random), RandomText(random));
            var lines = LineDiff.Of(before, after)!.Value;
            Assert.Equal(before, string.Concat(lines.Where(line => line.Side != DiffSide.Added).Select(line => line.Text + "\n")));
            Assert.Equal(after, string.Concat(lines.Where(line => line.Side != DiffSide.Removed).Select(line => line.Text + "\n")));
            Assert.Equal(Longest(before, after), lines.Count(line => line.Side == DiffSide.Same));
        }
    }

    [Theory]
    [InlineData(LineDiff.MostLines, true)]
    [InlineData(LineDiff.MostLines + 1, false)]
    public void Only_so_many_lines_are_compared(int lines, bool compared) =>
        Assert.Equal(compared, LineDiff.Of(string.Concat(Enumerable.Repeat("x\n", lines)), "y\n") is not null);

    [Fact]
    public void What_differs_all_over_is_replaced_as_a_whole_and_still_gives_back_both()
    {
        var before = string.Concat(Enumerable.Range(0, LineDiff.MostLines).Select(at => string.Create(CultureInfo.InvariantCulture, $"{at}\n")));
        var after = string.Concat(Enumerable.Range(0, LineDiff.MostLines).Reverse().Select(at => string.Create(CultureInfo.InvariantCulture, $"{at}\n")));
        var lines = LineDiff.Of(before, after)!.Value;
        Assert.Equal(before, string.Concat(lines.Where(line => line.Side != DiffSide.Added).Select(line => line.Text + "\n")));
        Assert.Equal(after, string.Concat(lines.Where(line => line.Side != DiffSide.Removed).Select(line => line.Text + "\n")));
    }

    // Lengths of the stretches; in brackets what is folded.
    [Theory]
    [InlineData(20, 10, "[6] 7 [7]")]
    [InlineData(20, 1, "4 [16]")]
    [InlineData(20, 20, "[16] 4")]
    [InlineData(20, 5, "1 7 [12]")]
    [InlineData(3, 2, "3")]
    public void What_is_far_from_a_change_is_folded(int count, int changed, string expected)
    {
        var before = Enumerable.Range(1, count).Select(at => string.Create(CultureInfo.InvariantCulture, $"line {at}")).ToList();
        var after = before.ToList();
        after.RemoveAt(changed - 1);
        var stretches = LineDiff.Stretches(LineDiff.Of(string.Join('\n', before) + "\n", string.Concat(after.Select(line => line + "\n")))!.Value);
        Assert.Equal(expected, string.Join(' ', stretches.Select(stretch => stretch.IsFar ? $"[{stretch.Lines.Length}]" : $"{stretch.Lines.Length}")));
        Assert.Equal(count, stretches.Sum(stretch => stretch.Lines.Length));
    }

    private static string Joined(string words) => string.Join(' ', words.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Replace("][", "", StringComparison.Ordinal);

    private static string Words(string? before, string? after) => string.Join(' ', LineDiff.Of(before, after)!.Value.Select(line =>
        (line.Side switch { DiffSide.Added => "+", DiffSide.Removed => "-", _ => " " })
        + string.Concat(line.Parts.Select(part => part.Differs ? $"[{part.Text}]" : part.Text))
        + (line.HasEnd ? "" : "(no end)")));

    private static string RandomText(Random random) => string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => (char)('a' + random.Next(3)) + "\n"));

    // By brute force: the longest common subsequence.
    private static int Longest(string before, string after)
    {
        var (left, right) = (before.Split('\n')[..^1], after.Split('\n')[..^1]);
        var table = new int[left.Length + 1, right.Length + 1];
        for (var x = 1; x <= left.Length; x++)
            for (var y = 1; y <= right.Length; y++)
                table[x, y] = left[x - 1] == right[y - 1] ? table[x - 1, y - 1] + 1 : Math.Max(table[x - 1, y], table[x, y - 1]);
        return table[left.Length, right.Length];
    }
}
