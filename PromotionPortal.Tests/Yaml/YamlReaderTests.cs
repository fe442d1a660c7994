using System.Text;
using PromotionPortal.Yaml;

namespace PromotionPortal.Tests.Yaml;

public sealed class YamlReaderTests
{
    [Fact]
    public void Every_node_knows_exactly_where_it_stands()
    {
        const string text = """
            # head
            spec:
              plain: a b   # comment
              "quoted": "x \" y"
              single: 'it''s'
              empty:
              flow: { a: 1, b: [ 2, three ] }
              list:
                - one
                - two: 2

                  more: ü𝄞x
              folded: >-
                some
                text
              last: end

            """;
        var spec = (YamlMapping)((YamlMapping)YamlReader.Read(text).Root!)["spec"]!;
        string Raw(YamlNode node) => text[node.Span.Start..node.Span.End];

        Assert.Equal("a b", Raw(spec["plain"]!));
        Assert.Equal("\"quoted\"", Raw(spec.Entry("quoted")!.Key));
        Assert.Equal("\"x \\\" y\"", Raw(spec["quoted"]!));
        Assert.Equal("'it''s'", Raw(spec["single"]!));
        Assert.Equal("", Raw(spec["empty"]!));
        Assert.Equal("{ a: 1, b: [ 2, three ] }", Raw(spec["flow"]!));
        Assert.Equal("[ 2, three ]", Raw(((YamlMapping)spec["flow"]!)["b"]!));
        Assert.Equal("- one\n    - two: 2\n\n      more: ü𝄞x", Raw(spec["list"]!));
        Assert.Equal("end", Raw(spec["last"]!));
        Assert.EndsWith("last: end", Raw(spec), StringComparison.Ordinal);
        Assert.Equal((3, 10), (spec["plain"]!.Span.Line, spec["plain"]!.Span.Column));
    }

    [Fact]
    public void A_text_with_carriage_returns_has_the_same_spans()
    {
        const string text = "a: one\r\nb:\r\n  c: 'two'\r\n";
        var root = (YamlMapping)YamlReader.Read(text).Root!;
        var two = ((YamlMapping)root["b"]!)["c"]!.Span;
        Assert.Equal("'two'", text[two.Start..two.End]);
        Assert.Equal((3, 6), (two.Line, two.Column));
    }

    [Theory]
    [InlineData("a: 1\nb: [ 1, 2\n", 3, "not YAML")]
    [InlineData("a: 1\na: 2\n", 2, "a second time")]
    [InlineData("a: &x 1\n", 1, "anchor &x")]
    [InlineData("a: &x 1\nb: *x\n", 2, "alias *x")]
    [InlineData("a: !!binary aGk=\n", 1, "tag")]
    [InlineData("a: 1\n---\nb: 2\n", 2, "second document")]
    [InlineData("", 1, "empty")]
    [InlineData("# only a comment\n", 1, "empty")]
    [InlineData("? [ a, b ]\n: 1\n", 1, "key must be a word")]
    [InlineData("a: \"\\UFFFFFFFF\"\n", 1, "not YAML")]
    [InlineData("a:\n\t- b\n", 1, "not YAML")]
    public void What_is_not_allowed_is_said_with_its_line(string text, int line, string what)
    {
        var problems = YamlReader.Read(text).Problems;
        Assert.Contains(problems, problem => problem.Line == line && problem.What.Contains(what, StringComparison.Ordinal) && problem.Help.Length > 0);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    public void Ten_thousand_levels_are_refused_and_kill_nothing(string opening)
    {
        var document = YamlReader.Read(string.Concat(Enumerable.Repeat(opening, 10_000)));
        Assert.Null(document.Root);
        Assert.Contains("nested deeper than 64", Assert.Single(document.Problems).What, StringComparison.Ordinal);
    }

    [Fact]
    public void Size_and_number_are_bounded()
    {
        Assert.Contains("larger than", YamlReader.Read(new byte[YamlReader.MostBytes + 1]).Problems[0].What, StringComparison.Ordinal);
        Assert.Contains("more than", YamlReader.Read("[" + string.Join(',', Enumerable.Repeat("1", YamlReader.MostNodes)) + "]").Problems[0].What, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_said_to_be()
    {
        var problem = Assert.Single(YamlReader.Read([(byte)'a', (byte)'\n', 0xC3, 0x28]).Problems);
        Assert.Equal(2, problem.Line);
        Assert.Contains("UTF-8", problem.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true", YamlScalarKind.Bool)]
    [InlineData("'true'", YamlScalarKind.Text)]
    [InlineData("1.10", YamlScalarKind.Number)]
    [InlineData("\"1\"", YamlScalarKind.Text)]
    [InlineData("~", YamlScalarKind.Null)]
    [InlineData("yes", YamlScalarKind.Text)]
    [InlineData("1h", YamlScalarKind.Text)]
    public void A_scalar_is_what_the_core_schema_says(string written, YamlScalarKind kind) =>
        Assert.Equal(kind, Assert.IsType<YamlScalar>(((YamlMapping)YamlReader.Read($"a: {written}").Root!)["a"]).Kind);

    // Not random bytes, which are refused at once, but sound texts with a few characters changed.
    [Fact]
    public void No_mutilated_text_throws()
    {
        const string seed = "a: { b: [ 'c', \"d\\u00e9\" ], e: |\n  text\nf:\n  - g: >-\n      h\n  - ? i\n    : j\n# k\nl: !m &n o\np: *n\n%q\n---\n";
        const string characters = "{}[],:&*!|>'\"%@`#-?\\ \t\n\rux0~\0\uFEFF\u2028\uD800";
        var random = new Random(20261120);
        for (var round = 0; round < 20_000; round++)
        {
            var text = new StringBuilder(seed);
            for (var change = random.Next(1, 8); change > 0; change--)
            {
                var at = random.Next(text.Length);
                if (random.Next(3) == 0) text.Remove(at, Math.Min(random.Next(1, 9), text.Length - at));
                else text.Insert(at, characters[random.Next(characters.Length)]);
                if (text.Length == 0) break;
            }
            var document = YamlReader.Read(text.ToString());
            Assert.True(document.Root is not null || document.Problems.Count > 0);
        }
    }
}
