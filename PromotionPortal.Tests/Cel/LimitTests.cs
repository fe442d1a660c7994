using System.Text;
using PromotionPortal.Cel;

namespace PromotionPortal.Tests.Cel;

/// <summary>Hostile programs end soon, with a typed error. Each would hang, crash or fill the memory without its limit.</summary>
public sealed class LimitTests
{
    private const int SmallStack = 1024 * 1024;

    private static readonly Dictionary<string, CelValue> s_facts = new(StringComparer.Ordinal)
    {
        ["a"] = CelBool.True,
        ["m"] = CelMap.Empty,
        ["text"] = new CelString(new('a', 100_000)),
        ["list"] = new CelList([.. Enumerable.Range(0, 1_000).Select(number => (CelValue)CelInt.Of(number))]),
    };

    private static readonly CelDeclarations s_declarations = new(s_facts.Keys.Select(name => new CelVariable(name, CelType.Dyn)));

    public static TheoryData<string, string, CelProblemKind> Refused() => new()
    {
        { "a source of 100,000 parentheses", new string('(', 100_000), CelProblemKind.TooLong },
        { "parentheses that fit the source but not the depth", new string('(', 8_000), CelProblemKind.TooDeep },
        { "closed parentheses, one too deep", new string('(', 64) + "a" + new string(')', 64), CelProblemKind.TooDeep },
        { "lists in lists", new string('[', 8_000), CelProblemKind.TooDeep },
        { "maps in maps", string.Concat(Enumerable.Repeat("{1:", 2_000)), CelProblemKind.TooDeep },
        { "calls in calls", string.Concat(Enumerable.Repeat("size(", 1_500)), CelProblemKind.TooDeep },
        { "conditions in conditions", string.Concat(Enumerable.Repeat("a?a:", 2_000)) + "a", CelProblemKind.TooDeep },
        { "indexes in indexes", string.Concat(Enumerable.Repeat("m[", 4_000)), CelProblemKind.TooDeep },
        { "signs before signs", new string('!', 8_000) + "a", CelProblemKind.TooDeep },
        { "minus before minus", new string('-', 8_000) + "a", CelProblemKind.TooDeep },
        { "macros in macros", string.Concat(Enumerable.Repeat("[1].map(x,", 500)), CelProblemKind.TooDeep },
        { "too many parts in a list", $"[{string.Join(',', Enumerable.Repeat("1", 2_001))}]", CelProblemKind.TooManyNodes },
        { "too many parts in a chain", string.Join("+", Enumerable.Repeat("1", 1_100)), CelProblemKind.TooManyNodes },
        { "too many fields", "m" + string.Concat(Enumerable.Repeat(".a", 2_100)), CelProblemKind.TooManyNodes },
        { "a source one byte too long, though not one character", "'" + new string('é', 4_096) + "'", CelProblemKind.TooLong },
        { "a pattern that repeats too much", "'a'.matches('((a{100}){100}){100}')", CelProblemKind.BadPattern },
        { "a pattern that is too long", $"'a'.matches('{new string('a', 1_001)}')", CelProblemKind.BadPattern },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_source_beyond_the_limits_is_refused(string what, string source, CelProblemKind kind)
    {
        var (program, problems) = OnASmallStack(() => CelProgram.Compile(source, s_declarations));
        Assert.True(program is null, what);
        Assert.Equal(kind, Assert.Single(problems).Kind);
    }

    public static TheoryData<string, string> Long() => new()
    {
        { "&&", string.Join("&&", Enumerable.Repeat("a", 1_990)) },
        { "||", string.Join("||", Enumerable.Repeat("!a", 900)) },
        { "+", string.Join("+", Enumerable.Repeat("1", 990)) + "==990" },
        { "==", "a" + string.Concat(Enumerable.Repeat("==a", 990)) },
        { "?.", "m" + string.Concat(Enumerable.Repeat(".?a", 1_900)) + ".hasValue()" },
        { "names", "has(m" + string.Concat(Enumerable.Repeat(".a", 1_200)) + ") || a" },
        { "[?]", "m" + string.Concat(Enumerable.Repeat("[?1]", 950)) + ".hasValue()" },
        { "calls", "'a'" + string.Concat(Enumerable.Repeat(".trim()", 1_100)) + "==''" },
        { "parentheses as deep as may be", new string('(', 63) + "a" + new string(')', 63) },
    };

    [Theory]
    [MemberData(nameof(Long))]
    public void A_long_chain_within_the_limits_runs_on_a_small_stack(string what, string source)
    {
        var program = OnASmallStack(() => CelProgram.Compile(source, s_declarations)).Program;
        Assert.True(program is not null, what);
        Assert.Null(OnASmallStack(() => program.Evaluate(s_facts)).Error);
        Assert.Null(OnASmallStack(() => program.Explain(s_facts)).Outcome.Error);
    }

    public static TheoryData<string, string> Costly() => new()
    {
        { "loops in loops", "list.all(x, list.all(y, list.all(z, x + y + z >= 0)))" },
        { "errors do not make it cheap", "list.exists(x, list.exists(y, list.exists(z, x / 0 == 1)))" },
        { "nor an answer that would absorb the error", "list.all(x, list.all(y, !list.exists(z, z < 0))) || true" },
        { "text that doubles", Doubled("text", 40, "+") },
        { "lists that double", Doubled("list", 40, "+") },
        { "text that is replaced by itself", "text.replace('a', text)" },
        { "text between all characters", "text.replace('', text)" },
        { "joined text", "list.map(x, text).join()" },
        { "formatted text", "'%s%s%s%s%s%s%s%s%s%s'.format([list, text, text, text, text, text, text, text, text, text])" + string.Concat(Enumerable.Repeat(".replace('a', text)", 3)) },
        { "long text compared again and again", "list.all(x, text == text + '')" },
        { "long text searched again and again", "list.all(x, !text.contains('b'))" },
        { "long text matched again and again", "list.all(x, !text.matches('(a|b|ab)*c$'))" },
        { "patterns made anew again and again", "list.map(x, list.map(y, 'a'.matches('(a|' + string(x) + ')*' + string(y))))" },
        { "lists compared again and again", "list.all(x, list.filter(y, true) == list)" },
        { "lists searched again and again", "list.all(x, list.all(y, !(-1 in list)))" },
        { "time zones looked up again and again", "list.all(x, list.all(y, timestamp(0).getHours('No/Such') == 0))" },
    };

    [Theory]
    [MemberData(nameof(Costly))]
    public void A_costly_program_ends_with_a_typed_error(string what, string source)
    {
        var (program, problems) = CelProgram.Compile(source, s_declarations);
        Assert.True(program is not null, $"{what}: {string.Join('\n', problems)}");
        Assert.Equal(CelFault.CostExceeded, program.Evaluate(s_facts).Error?.Fault);
        Assert.Equal(CelFault.CostExceeded, program.Explain(s_facts).Outcome.Error?.Fault);
    }

    [Fact]
    public void What_a_loop_costs_can_be_paid_when_it_is_small()
    {
        var outcome = CelProgram.Compile("list.all(x, x in list)", s_declarations).Program!.Evaluate(s_facts);
        Assert.True(outcome.IsTrue);
        Assert.InRange(outcome.Cost, 1_000, CelLimits.Cost);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(60)]
    public void A_result_whose_parts_are_shared_beyond_measure_is_refused(int times)
    {
        // Two names for one list, again and again: small in memory, beyond measure on paper.
        var nested = Enumerable.Range(0, times).Aggregate("list", (inner, i) => $"optional.of({inner}).optMap(x{i}, [x{i}, x{i}]).value()");
        var program = CelProgram.Compile(nested, s_declarations).Program!;
        Assert.Equal(CelFault.ResultTooLarge, program.Evaluate(s_facts).Error?.Fault);
        Assert.NotEmpty(program.Explain(s_facts).Root.Value.ToString());
    }

    [Fact]
    public void Values_whose_parts_are_shared_beyond_measure_cannot_be_compared()
    {
        var nested = Enumerable.Range(0, 50).Aggregate("list", (inner, i) => $"optional.of({inner}).optMap(x{i}, [x{i}, x{i}]).value()");
        var program = CelProgram.Compile($"{nested} == {nested}", s_declarations).Program!;
        Assert.Equal(CelFault.CostExceeded, program.Evaluate(s_facts).Error?.Fault);
    }

    [Fact]
    public void An_explanation_is_cut_and_says_so()
    {
        var explanation = CelProgram.Compile("list.all(x, x >= 0)", s_declarations).Program!.Explain(s_facts);
        Assert.True(explanation.IsCut);
        Assert.True(explanation.Outcome.IsTrue);
        Assert.InRange(Count(explanation.Root), 1, CelLimits.ExplainedSteps);
        Assert.InRange(explanation.Root.Parts[0].Value.ToString().Length, 1, CelLimits.ShownCharacters + 1);
    }

    [Theory]
    [InlineData("(a+)+$", true)]
    [InlineData("(a|aa)+$", true)]
    [InlineData("(a*)*b", false)]
    public void A_pattern_that_would_explode_with_backtracking_is_matched_at_once(string pattern, bool matches)
    {
        var program = CelProgram.Compile($"text.matches('{pattern}')", s_declarations).Program!;
        Assert.Equal(matches, program.Evaluate(s_facts).IsTrue);
    }

    [Fact]
    public void Noise_never_throws()
    {
        var random = new Random(4);
        const string Pieces = "ab1\"'`()[]{}.,?:!-+*/%<>=&|\\ \nnu0xeré😀";
        for (var i = 0; i < 20_000; i++)
        {
            var source = new StringBuilder();
            for (var length = random.Next(20); length >= 0; length--) source.Append(Pieces[random.Next(Pieces.Length)]);
            CelProgram.Compile(source.ToString(), s_declarations).Program?.Evaluate(s_facts);
        }
    }

    private static string Doubled(string name, int times, string mark) =>
        Enumerable.Range(0, times).Aggregate($"size({{0}})", (outer, i) => outer.Replace("{0}", $"optional.of({{0}}).optMap(x{i}, x{i} {mark} x{i}).value()", StringComparison.Ordinal)).Replace("{0}", name, StringComparison.Ordinal);

    private static int Count(CelExplained part) => 1 + part.Parts.Sum(Count);

    private static T OnASmallStack<T>(Func<T> run)
    {
        T result = default!;
        var thread = new Thread(() => result = run(), SmallStack);
        thread.Start();
        thread.Join();
        return result;
    }
}
