using PromotionPortal.Cel;

namespace PromotionPortal.Tests.Cel;

/// <summary>What is evaluated while compiling cannot be told from what is not, but by the time it takes. An explanation folds nothing.</summary>
public sealed class FoldingTests
{
    private static readonly Dictionary<string, CelValue> s_facts = new(StringComparer.Ordinal) { ["a"] = CelValue.Of("a"), ["two"] = CelValue.Of(2) };

    private static readonly CelDeclarations s_declarations = new([new("a", CelType.String), new("two", CelType.Int)]);

    [Theory]
    [InlineData("duration('720h') + duration('1s')", "duration(\"2592001s\")")]
    [InlineData("500 * 1024 * 1024 + two", "524288002")]
    [InlineData("a in ['b', 'a' + '']", "true")]
    [InlineData("'a,b'.split(',') == [a, 'b']", "true")]
    [InlineData("[1, 2 + 3, -(4)][two]", "-4")]
    [InlineData("[?optional.none(), two]", "[2]")]
    [InlineData("semver('1.2.3') < semver('1.10.0')", "true")]
    [InlineData("'abc'.matches('b' + 'c')", "true")]
    [InlineData("1 / 0 == 1 || two == 2", "true")]
    [InlineData("!false && -5 < two", "true")]
    public void The_value_and_the_cost_are_the_same(string source, string value)
    {
        var program = CelProgram.Compile(source, s_declarations).Program!;
        var (folded, plain) = (program.Evaluate(s_facts), program.Explain(s_facts).Outcome);
        Assert.Equal((value, plain.Cost), (folded.Value?.ToString(), folded.Cost));
        Assert.Equal(value, plain.Value?.ToString());
        Assert.Equal(folded.Cost, program.Evaluate(s_facts).Cost);
    }

    [Theory]
    [InlineData("two == 2 && [1, 2][1 + 1] == 1", 12, 25, CelFault.OutOfRange)]
    [InlineData("two + 1 / 0", 6, 11, CelFault.DivideByZero)]
    [InlineData("two + int('x')", 6, 14, CelFault.InvalidArgument)]
    public void An_error_is_no_value_and_stays_where_it_arose(string source, int start, int end, CelFault fault)
    {
        var error = CelProgram.Compile(source, s_declarations).Program!.Evaluate(s_facts).Error!;
        Assert.Equal((fault, new CelSpan(start, end)), (error.Fault, error.Span));
    }

    [Fact]
    public void What_costs_much_is_not_done_while_compiling()
    {
        var source = "'" + new string('a', 4_000) + "'" + string.Concat(Enumerable.Repeat(".replace('a', 'aaaaaaaa')", 50));
        var (program, problems) = CelProgram.Compile(source, s_declarations);
        Assert.Empty(problems);
        Assert.Equal(CelFault.CostExceeded, program!.Evaluate(s_facts).Error?.Fault);
    }

    [Fact]
    public void Folded_parts_are_paid_for_in_every_round()
    {
        var program = CelProgram.Compile("[1, 2, 3, 4].all(x, 'abcdefghijklmnop' + 'qrstuvwxyz' != a)", s_declarations).Program!;
        Assert.Equal(program.Explain(s_facts).Outcome.Cost, program.Evaluate(s_facts).Cost);
    }
}
