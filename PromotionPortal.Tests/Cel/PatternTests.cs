using PromotionPortal.Cel;

namespace PromotionPortal.Tests.Cel;

/// <summary>Patterns have the syntax and the meaning of RE2, though .NET matches them.</summary>
public sealed class PatternTests
{
    [Theory]
    [InlineData(@"^a.c$", "abc", true)]
    [InlineData(@"^a.c$", "a😀c", true)]
    [InlineData(@"^a.c$", "a\nc", false)]
    [InlineData(@"(?s)^a.c$", "a\nc", true)]
    [InlineData(@"^.$", "😀", true)]
    [InlineData(@"^[😀-😂]+$", "😁😂", true)]
    [InlineData(@"^[^😀]$", "😁", true)]
    [InlineData(@"^[^😀]$", "😀", false)]
    [InlineData(@"^[^a]$", "😀", true)]
    [InlineData(@"^[^a]$", "\n", true)]
    [InlineData(@"(a|😀){2}", "x😀😀", true)]
    [InlineData(@"😀+$", "😀😀", true)]
    [InlineData(@"a$", "a\n", false)]
    [InlineData(@"(?m)a$", "a\nb", true)]
    [InlineData(@"(?m)^b$", "a\nb", true)]
    [InlineData(@"^b", "a\nb", false)]
    [InlineData(@"\Aa\z", "a", true)]
    [InlineData(@"^\d+$", "١٢", false)]
    [InlineData(@"^\d+$", "12", true)]
    [InlineData(@"^\w+$", "é", false)]
    [InlineData(@"^\W$", "😀", true)]
    [InlineData(@"^\s$", "\u00A0", false)]
    [InlineData(@"^\s$", "\v", false)]
    [InlineData(@"^[[:space:]]$", "\v", true)]
    [InlineData(@"^[[:^digit:]x]+$", "abcx", true)]
    [InlineData(@"^[\d\-x]+$", "1-x", true)]
    [InlineData(@"^[]a]+$", "a]", true)]
    [InlineData(@"^[a-]+$", "a-", true)]
    [InlineData(@"^[a-z-[aeiou]]+$", "x]", true)]
    [InlineData(@"^\p{Lu}\pL+$", "Éa", true)]
    [InlineData(@"^\p{Lu}$", "é", false)]
    [InlineData(@"^\P{L}$", "1", true)]
    [InlineData(@"^\p{^L}$", "1", true)]
    [InlineData(@"^\p{L}$", "𝒜", true)]
    [InlineData(@"^\x41\x{1F600}\101\t$", "A😀A\t", true)]
    [InlineData(@"^\Qa.b\E+$", "a.bb", true)]
    [InlineData(@"^\Qa.b\E$", "axb", false)]
    [InlineData(@"(?P<year>\d{4})-(?<month>\d\d)", "on 2024-05", true)]
    [InlineData(@"(?i)ABC", "xabcx", true)]
    [InlineData(@"(?i:a)b", "Ab", true)]
    [InlineData(@"(?i:a)b", "AB", false)]
    [InlineData(@"(?U)a+", "aa", true)]
    [InlineData(@"((?s).)\n", "\n\n", true)]
    [InlineData(@"((?s).).", "\n\n", false)]
    [InlineData(@"^a{2,3}$", "aa", true)]
    [InlineData(@"^a{2,3}$", "aaaa", false)]
    [InlineData(@"^a{2,}$", "aaaa", true)]
    [InlineData(@"^a{,2}$", "a{,2}", true)]
    [InlineData(@"^a{2$", "a{2", true)]
    [InlineData(@"\bcat\b", "a cat.", true)]
    [InlineData(@"\bcat\b", "concat", false)]
    [InlineData(@"", "x", true)]
    [InlineData(@"a||b", "z", true)]
    public void A_pattern_means_what_it_means_in_RE2(string pattern, string text, bool matches)
    {
        var facts = new Dictionary<string, CelValue>(StringComparer.Ordinal) { ["text"] = CelValue.Of(text), ["pattern"] = CelValue.Of(pattern) };
        var declarations = new CelDeclarations([new CelVariable("text", CelType.String), new CelVariable("pattern", CelType.String)]);
        Assert.Equal(CelBool.Of(matches), CelProgram.Compile("text.matches(pattern)", declarations).Program!.Evaluate(facts).Value);
        Assert.Equal(CelBool.Of(matches), CelProgram.Compile($"matches(text, {CelText.Quoted(pattern)})", declarations).Program!.Evaluate(facts).Value);
    }

    [Theory]
    [InlineData(@"(?=a)")]
    [InlineData(@"(?!a)")]
    [InlineData(@"(?<=a)b")]
    [InlineData(@"(?>a)")]
    [InlineData(@"(?#note)a")]
    [InlineData(@"(a)\1")]
    [InlineData(@"\k<a>")]
    [InlineData(@"\Z")]
    [InlineData(@"\G")]
    [InlineData(@"\C")]
    [InlineData(@"\p{Greek}")]
    [InlineData(@"\p{Xx}")]
    [InlineData(@"[[:nope:]]")]
    [InlineData(@"[z-a]")]
    [InlineData(@"[a")]
    [InlineData(@"(a")]
    [InlineData(@"a)")]
    [InlineData(@"*a")]
    [InlineData(@"a**")]
    [InlineData(@"a{3,2}")]
    [InlineData(@"a{1001}")]
    [InlineData(@"(a{100}){100}")]
    [InlineData(@"a\")]
    [InlineData(@"\x{110000}")]
    [InlineData(@"\x{D800}")]
    [InlineData(@"(?x)a b")]
    public void What_RE2_does_not_have_is_refused(string pattern)
    {
        var problem = Assert.Single(CelProgram.Compile($"'a'.matches({CelText.Quoted(pattern)})", CelDeclarations.None).Problems);
        Assert.Equal(CelProblemKind.BadPattern, problem.Kind);
    }
}
