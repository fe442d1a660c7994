using PromotionPortal.Cel;
using PromotionPortal.Domain.Policies;

namespace PromotionPortal.Tests.Cel;

/// <summary>A screen can say why.</summary>
public sealed class ExplainTests
{
    private static readonly Dictionary<string, CelValue> s_facts = new(StringComparer.Ordinal)
    {
        ["containerImageTag"] = CelValue.Of("1.9.4"),
        ["imageLabels"] = CelValue.List(["fast", "approved"]),
        ["appLabels"] = CelValue.Map([KeyValuePair.Create("team", "shop")]),
        ["size"] = CelValue.Of(7),
        ["signedBy"] = CelList.Empty,
    };

    [Theory]
    [InlineData("semver(containerImageTag) >= semver('2.0.0')", "`semver(containerImageTag) >= semver('2.0.0')` is false because `containerImageTag` is \"1.9.4\".")]
    [InlineData("size > 1 && 'x' in imageLabels && size > 100", "`'x' in imageLabels` is false because `imageLabels` is [\"fast\", \"approved\"].")]
    [InlineData("size > 100 || 'k' in signedBy", "`size > 100` is false because `size` is 7; `'k' in signedBy` is false because `signedBy` is [].")]
    [InlineData("!(size > 1)", "`!(size > 1)` is false because `size` is 7.")]
    [InlineData("size > 1 ? size < 2 : true", "`size < 2` is false because `size` is 7.")]
    [InlineData("imageLabels.all(l, l.startsWith('f'))", "`l.startsWith('f')` is false because `l` is \"approved\".")]
    [InlineData("imageLabels.exists(l, l == 'x')", "`imageLabels.exists(l, l == 'x')` is false because `imageLabels` is [\"fast\", \"approved\"].")]
    [InlineData("appLabels['team'] == 'core' && true", "`appLabels['team'] == 'core'` is false because `appLabels['team']` is \"shop\".")]
    [InlineData("1 > 2", "`1 > 2` is false.")]
    [InlineData("appLabels.zone == 'eu'", "`appLabels.zone` failed: There is no `zone` in the map.")]
    [InlineData("size > 1", "")]
    public void A_sentence_says_what_decided(string source, string why) => Assert.Equal(why, Explain(source).Why);

    [Fact]
    public void Each_part_that_was_evaluated_has_its_text_and_its_value()
    {
        var root = Explain("size > 100 && size / 0 == 1").Root;
        Assert.Equal("size > 100 && size / 0 == 1 → false", Shown(root));
        Assert.Equal(["size > 100 → false"], root.Parts.Select(Shown));
        Assert.Equal(["size → 7", "100 → 100"], root.Parts[0].Parts.Select(Shown));
        Assert.Equal(new CelSpan(0, 10), root.Parts[0].Span);
    }

    [Fact]
    public void An_explanation_comes_to_what_the_evaluation_comes_to()
    {
        var program = CelProgram.Compile("imageLabels.map(l, size(l)).exists(n, n / (n - 4) == 2)", PolicyFacts.Declarations).Program!;
        Assert.Equal(program.Evaluate(s_facts).IsTrue, program.Explain(s_facts).Outcome.IsTrue);
        Assert.True(program.Evaluate(s_facts).IsTrue);
    }

    private static CelExplanation Explain(string source) => CelProgram.Compile(source, PolicyFacts.Declarations).Program!.Explain(s_facts);

    private static string Shown(CelExplained part) => $"{part.Text} → {part.Value}";
}
