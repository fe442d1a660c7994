using System.Text.RegularExpressions;

namespace PromotionPortal.Tests;

/// <summary>The sources keep to a size that a person can read in one go.</summary>
public sealed partial class TidyTests
{
    private const int MostLinesOfAFile = 400;
    private const int MostLinesOfAMethod = 60;

    private static readonly string s_root = Root();

    public static TheoryData<string> Sources() => [.. SourceFiles().Select(file => Path.GetRelativePath(s_root, file))];

    [Theory]
    [MemberData(nameof(Sources))]
    public void A_file_is_short(string file) =>
        Assert.InRange(File.ReadAllLines(Path.Combine(s_root, file)).Length, 0, MostLinesOfAFile);

    [Theory]
    [MemberData(nameof(Sources))]
    public void A_method_is_short(string file) =>
        Assert.Equal("", string.Join('\n', Methods(File.ReadAllLines(Path.Combine(s_root, file))).Where(method => method.Lines > MostLinesOfAMethod)));

    [Fact]
    public void A_long_method_is_seen()
    {
        string[] source = ["class C", "{", "    void M()", "    {", .. Enumerable.Repeat("        x();", 61), "    }", "}"];
        Assert.Equal([new Method("void M()", 64)], Methods(source));
    }

    private sealed record Method(string Name, int Lines);

    // A member starts at a line of four (or eight, in a nested type) spaces that opens a parameter list and ends at the brace below it.
    private static IEnumerable<Method> Methods(string[] lines)
    {
        for (var start = 0; start < lines.Length; start++)
        {
            var head = MethodHead().Match(lines[start]);
            if (!head.Success) continue;
            var indent = head.Groups["indent"].Value;
            var end = Array.FindIndex(lines, start + 1, line => line == indent + "}" || line.Length == 0);
            while (end >= 0 && lines[end].Length == 0) end = Array.FindIndex(lines, end + 1, line => line == indent + "}" || IsNextMember(line, indent));
            if (end >= 0 && lines[end] == indent + "}") yield return new(lines[start].Trim(), end - start + 1);
        }
    }

    private static bool IsNextMember(string line, string indent) => line.StartsWith(indent, StringComparison.Ordinal) && line.Length > indent.Length && line[indent.Length] is not (' ' or '{' or '}');

    private static IEnumerable<string> SourceFiles() =>
        new[] { "*.cs", "*.razor", "*.ts", "*.tsx", "*.css" }
            .SelectMany(pattern => Directory.EnumerateFiles(s_root, pattern, SearchOption.AllDirectories))
            .Where(file => !NotOurs().IsMatch(Path.GetRelativePath(s_root, file)));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PromotionPortal.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex(@"^(?<indent> {4}| {8})(?:public|private|internal|protected|static|async|void|Task).*\(.*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MethodHead();

    [GeneratedRegex(@"(^|/)(bin|obj|node_modules|Migrations|data)/", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NotOurs();
}
