using System.Globalization;
using System.Text;
using System.Text.Json;
using PromotionPortal.Cel;

namespace PromotionPortal.Tests.Cel;

/// <summary>The same expressions and facts in another implementation, and the same results. A long run: CEL_FUZZ=200000 CEL_FUZZ_SEED=7 ./portal test --filter Fuzz</summary>
public sealed class FuzzTests
{
    private const int OrdinaryCount = 3_000;
    private const int MostShown = 40;

    private static readonly Dictionary<string, CelValue> s_facts = new(StringComparer.Ordinal)
    {
        ["b"] = CelBool.True,
        ["i"] = CelInt.Of(5),
        ["u"] = new CelUint(7),
        ["d"] = new CelDouble(2.5),
        ["s"] = new CelString("naïve 😀 text"),
        ["l"] = new CelList([CelInt.Of(3), CelInt.Of(-1), CelInt.Of(40)]),
        ["ls"] = CelValue.List(["a", "bc", ""]),
        ["m"] = CelMap.Of([KeyValuePair.Create("a", CelValue.Of(1)), KeyValuePair.Create("b", CelValue.Of(2))]),
        ["n"] = CelValue.Null,
    };

    private static readonly CelDeclarations s_unchecked = new(s_facts.Keys.Select(name => new CelVariable(name, CelType.Dyn))) { AreChecked = false };

    private static readonly CelDeclarations s_typed = new(
    [
        new("b", CelType.Bool), new("i", CelType.Int), new("u", CelType.Uint), new("d", CelType.Double), new("s", CelType.String),
        new("l", CelType.List(CelType.Int)), new("ls", CelType.List(CelType.String)), new("m", CelType.Map(CelType.String, CelType.Int)), new("n", CelType.Null),
    ]);

    [Fact]
    public async Task Another_implementation_gives_the_same_results()
    {
        var generator = new ExpressionGenerator(Setting("CEL_FUZZ_SEED", 20_261));
        var expressions = Enumerable.Range(0, Setting("CEL_FUZZ", OrdinaryCount)).Select(_ => generator.Next()).Distinct(StringComparer.Ordinal).ToArray();
        var theirs = JsonSerializer.Deserialize<string[]>(await NodeTool.RunAsync("fuzz.mjs", JsonSerializer.Serialize(expressions)))!;
        var differences = expressions.Zip(theirs).Select(pair => Difference(pair.First, pair.Second)).OfType<string>().ToArray();
        Assert.True(differences.Length == 0, $"{differences.Length} differences\n{string.Join('\n', differences.OrderBy(text => text.Length).Take(MostShown))}");
        Assert.InRange(theirs.Count(result => result != "error"), expressions.Length / 4, expressions.Length);
    }

    private static string? Difference(string expression, string theirs)
    {
        var program = CelProgram.Compile(expression, s_unchecked).Program;
        var ours = program is null ? "error" : Result(program);
        var verified = CelProgram.Compile(expression, s_typed).Program;
        // What the type checker lets through must come to the same.
        if (verified is not null && Result(verified) != ours) return $"{expression}\n   checked {Result(verified)}, unchecked {ours}";
        // What it refuses the other implementation, which has no types before the evaluation, sometimes takes as JavaScript would.
        return ours == theirs || (verified is null && ours == "error") ? null : $"{expression}\n   ours {ours}, theirs {theirs}";
    }

    private static string Result(CelProgram program) => program.Evaluate(s_facts).Value is { } value ? Canonical(value) : "error";

    private static string Canonical(CelValue value) => value switch
    {
        CelInt number => $"i{number.Value}",
        CelUint number => $"u{number.Value}",
        CelDouble number => double.IsNaN(number.Value) ? "dNaN" : $"d{BitConverter.DoubleToUInt64Bits(number.Value):x}",
        CelString text => $"s{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text.Text))}",
        CelBytes bytes => $"b{Convert.ToHexStringLower(bytes.Content.AsSpan())}",
        CelList list => $"[{string.Join(',', list.Items.Select(Canonical))}]",
        CelMap map => $"{{{string.Join(',', map.Entries.Select(entry => $"{Canonical(entry.Key)}:{Canonical(entry.Value)}").Order(StringComparer.Ordinal))}}}",
        CelTypeValue type => $"t{type.Name}",
        CelTimestamp moment => $"ts{moment.Seconds}.{moment.Nanoseconds}",
        CelDuration length => $"du{length.Nanoseconds}",
        _ => value.ToString(),
    };

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var set) ? set : otherwise;
}
