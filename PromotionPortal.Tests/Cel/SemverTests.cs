using PromotionPortal.Cel;

namespace PromotionPortal.Tests.Cel;

public sealed class SemverTests
{
    private static readonly string[] s_inOrder =
    [
        "0.0.1", "0.1.0", "1.0.0-0", "1.0.0-9", "1.0.0-10", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
        "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0-a", "2.0.0", "10.0.0",
    ];

    [Fact]
    public void Versions_have_the_order_of_the_specification()
    {
        for (var i = 0; i < s_inOrder.Length; i++)
        {
            for (var j = 0; j < s_inOrder.Length; j++)
            {
                Assert.Equal(i < j, IsTrue($"semver('{s_inOrder[i]}') < semver('{s_inOrder[j]}')"));
                Assert.Equal(i >= j, IsTrue($"semver('{s_inOrder[i]}') >= semver('{s_inOrder[j]}')"));
                Assert.Equal(i == j, IsTrue($"semver('{s_inOrder[i]}') == semver('{s_inOrder[j]}')"));
            }
        }
    }

    [Theory]
    [InlineData("semver('1.2.3+build.7') == semver('1.2.3')")]
    [InlineData("semver('v1.2.3') == semver('1.2.3')")]
    [InlineData("semver('1.2.3-rc.1').major() == 1 && semver('1.2.3-rc.1').minor() == 2 && semver('1.2.3-rc.1').patch() == 3")]
    [InlineData("semver('1.2.3-rc.1').prerelease() == 'rc.1' && semver('1.2.3').prerelease() == ''")]
    [InlineData("string(semver('v1.2.3')) == 'v1.2.3' && type(semver('1.2.3')) != string")]
    [InlineData("isSemver('1.2.3') && !isSemver('latest') && !isSemver('')")]
    [InlineData("['1.10.0', '1.9.0'].exists(v, semver(v) > semver('1.9.9'))")]
    public void What_one_can_ask_of_a_version(string source) => Assert.True(IsTrue(source));

    [Theory]
    [InlineData("1.2")]
    [InlineData("01.2.3")]
    [InlineData("1.2.3-")]
    [InlineData("1.2.3-01")]
    [InlineData("1.2.3-a..b")]
    [InlineData("1.2.3+")]
    [InlineData("1.2.3\n")]
    [InlineData("99999999999999999999.0.0")]
    [InlineData("latest")]
    public void What_is_no_version_is_an_error(string text)
    {
        var program = CelProgram.Compile("semver(text)", new([new CelVariable("text", CelType.String)])).Program!;
        Assert.Equal(CelFault.InvalidArgument, program.Evaluate(new Dictionary<string, CelValue>(StringComparer.Ordinal) { ["text"] = CelValue.Of(text) }).Error?.Fault);
    }

    private static bool IsTrue(string source) => CelProgram.Compile(source, CelDeclarations.None).Program!.Evaluate(new Dictionary<string, CelValue>(StringComparer.Ordinal)).IsTrue;
}
