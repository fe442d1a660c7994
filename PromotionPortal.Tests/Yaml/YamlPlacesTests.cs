using PromotionPortal.Yaml;

namespace PromotionPortal.Tests.Yaml;

public sealed class YamlPlacesTests
{
    /// <summary>In each text the value's character that comes from the place of the ^ is the first X of the value.</summary>
    public static TheoryData<string> Written() =>
    [
        "key: one X",
        "key: X",
        "{ key: one X, other: 1 }",
        "key: one\n  two\n\n   X three",
        "key: 'one X'",
        "key: 'it''s ''X'''",
        "key: 'one\n\n\n  two X'",
        "key: \"one X\"",
        "key: \"a\\tb\\\\c\\\"d\\x41\\u00e9\\U0001F600 X\"",
        "key: \"one   \n   two \\\n   three X\"",
        "key: |\n  one\n    two\n\n  X\n",
        "key: |-\n  X",
        "key: |2\n    one\n  X\n",
        "deeper:\n  key: |+ # why\n\n     one\n     X\n\n\nnext: 1",
        "key: >\n  one\n  two\n\n  three\n    four\n\n    five\n  six\n\n\n  X seven\n",
        "key: >-\n   one X",
        "key: >1-\n    one\n  two\n X\n",
        "key: |\r\n  one\r\n  two X\r\n",
        "key: 'größe 😀 X'",
        "key: \"one\r\n\r\n  X\"",
    ];

    [Theory]
    [MemberData(nameof(Written))]
    public void Where_a_character_of_a_value_is_written_is_known(string text)
    {
        var scalar = Scalar(YamlReader.Read(text).Root!);
        var at = text.IndexOf('X', StringComparison.Ordinal);
        var lines = text[..at].ReplaceLineEndings("\n").Split('\n');
        Assert.Equal((lines.Length, lines[^1].Length + 1), YamlPlaces.Of(text, scalar, scalar.Text.IndexOf('X', StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("key: one", 8, 1, 9)]
    [InlineData("key: 'one'", 8, 1, 10)]
    [InlineData("key: |\n  one\n", 8, 2, 6)]
    [InlineData("key: |+\n  one\n\n\n", 8, 2, 6)]
    public void The_end_of_a_value_is_behind_its_last_character(string text, int offset, int line, int column)
    {
        var scalar = Scalar(YamlReader.Read(text).Root!);
        Assert.Equal((line, column), YamlPlaces.Of(text, scalar, Math.Min(offset, scalar.Text.Length)));
    }

    [Theory]
    [InlineData("key: &a one")]
    [InlineData("key: !x 'one'")]
    [InlineData("key: one\u2028  two")]
    public void Where_it_cannot_be_told_nothing_is_said(string text) => Assert.Null(YamlPlaces.Of(text, Scalar(YamlReader.Read(text).Root!), 1));

    [Fact]
    public void A_value_that_was_made_has_no_place() => Assert.Null(YamlPlaces.Of("key: one", YamlScalar.Of("one"), 0));

    private static YamlScalar Scalar(YamlNode node) => node as YamlScalar ?? Scalar(((YamlMapping)node).Entries[0].Value);
}
