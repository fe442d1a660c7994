using System.Text.Json;
using PromotionPortal.Cel;

namespace PromotionPortal.Tests.Cel;

/// <summary>Values as they are written, compared and exchanged with the host.</summary>
public sealed class ValueTests
{
    [Theory]
    [InlineData("1")]
    [InlineData("-9223372036854775808")]
    [InlineData("18446744073709551615u")]
    [InlineData("1.0")]
    [InlineData("-0.0045")]
    [InlineData("1e+21")]
    [InlineData("1.5e-7")]
    [InlineData("100000000000000000000.0")]
    [InlineData("double(\"NaN\")")]
    [InlineData("double(\"-Infinity\")")]
    [InlineData("\"a\\\"b\\\\c\\n\\x01é😀\"")]
    [InlineData("b\"a\\xff\\\"\"")]
    [InlineData("[1, \"a\", [true, null]]")]
    [InlineData("{\"a\": 1, 2: {}, true: []}")]
    [InlineData("timestamp(\"2024-02-29T23:59:59.123456789Z\")")]
    [InlineData("duration(\"-5400.5s\")")]
    [InlineData("optional.of(optional.none())")]
    [InlineData("semver(\"1.2.3-rc.1\")")]
    [InlineData("google.protobuf.Timestamp")]
    [InlineData("list")]
    public void What_is_written_reads_back_as_itself(string text) => Assert.Equal(text, Value(text).ToString());

    [Theory]
    [InlineData("1 == dyn(1u) && 1 == dyn(1.0) && 1u == dyn(1.0) && 0.0 == -0.0")]
    [InlineData("9007199254740993 > dyn(9007199254740992.0) && 9007199254740993 != dyn(9007199254740992.0)")]
    [InlineData("18446744073709551615u > dyn(18446744073709549568.0) && -1 < dyn(0u) && 1.5 > 1 && -1.5 < -1")]
    [InlineData("double('NaN') != double('NaN') && !(double('NaN') < 1) && !(double('NaN') >= 1)")]
    [InlineData("double('Infinity') > 9223372036854775807 && double('-Infinity') < 0u")]
    [InlineData("'\\uFFFD' < '😀' && 'a' < 'ab' && '' < 'a'")]
    [InlineData("b'a' < b'b' && b'a' < b'ab' && false < true")]
    [InlineData("[1, 2.0, 'x'] == [1.0, 2, 'x'] && {1: 'a'} == dyn({1u: 'a'}) && [1] != dyn([1, 1]) && {'a': 1} != {'b': 1}")]
    [InlineData("dyn('1') != 1 && dyn(null) != false && null == null && dyn([]) != {}")]
    [InlineData("{1: 'a'}[dyn(1u)] == 'a' && {1: 'a'}[dyn(1.0)] == 'a' && !(dyn(1.5) in {1: 'a'}) && !(dyn(null) in {1: 'a'})")]
    [InlineData("timestamp('2024-01-01T00:00:00+01:00') == timestamp('2023-12-31T23:00:00Z')")]
    [InlineData("duration('1h30m') == duration('90m') && duration('1.5s') == duration('1500ms') && duration('-1us') == duration('-1000ns') && duration('.5s') == duration('500ms')")]
    [InlineData("timestamp('9999-12-31T23:59:59Z').getHours('-01:00') == 22 && timestamp('2024-07-01T00:30:00Z').getDate('America/New_York') == 30")]
    [InlineData("timestamp('2024-07-01T04:30:00Z').getHours('America/New_York') == 0 && timestamp('2024-07-01T04:30:00Z').getDate('America/New_York') == 1")]
    [InlineData("'b😀c'.charAt(1) == '😀' && 'b😀c'.size() == 3 && 'b😀c'.indexOf('c') == 2 && 'b😀c'.substring(2) == 'c' && 'b😀c'.reverse() == 'c😀b'")]
    [InlineData("'b😀c'.split('') == ['b', '😀', 'c'] && 'ab'.replace('', '-') == '-a-b-' && 'aaa'.replace('a', 'b', 2) == 'bba' && 'a,b,c'.split(',', 2) == ['a', 'b,c']")]
    [InlineData("optional.of(1).orValue(1 / 0) == 1 && optional.of(1).or(optional.of(1 / 0)).hasValue() && optional.none().orValue(2) == 2")]
    [InlineData("{'a': 1}.?a.optMap(x, x + 1).orValue(0) == 2 && {'a': 1}[?'b'].orValue(7) == 7 && [1][?3].orValue(9) == 9")]
    [InlineData("[1, 2, 3].map(x, x > 1, x * 2) == [4, 6] && {'a': 1}.transformMap(k, v, v + 1) == {'a': 2} && ['a', 'b'].transformList(i, v, i) == [0, 1]")]
    [InlineData("(1 / 0 == 1 || true) && !(1 / 0 == 1 && false) && (true || 1 / 0 == 1) && [1, 0].exists(x, 1 / x == 1) && ![0, 1].all(x, 1 / x == 2)")]
    [InlineData("'%s %d %.2f %x'.format(['a', 1, 1.005, 255]) == 'a 1 1.00 ff' && '%b %o %X %e %%'.format([5, 8, 'k', 1234.5]) == '101 10 6B 1.234500e+03 %'")]
    [InlineData("true // a note\n && true")]
    public void The_language_holds(string source) => Assert.Equal(CelBool.True, Value(source));

    [Theory]
    [InlineData("9223372036854775807 + 1", CelFault.Overflow)]
    [InlineData("-9223372036854775808 - 1", CelFault.Overflow)]
    [InlineData("9223372036854775807 * 2", CelFault.Overflow)]
    [InlineData("-9223372036854775808 / -1", CelFault.Overflow)]
    [InlineData("-9223372036854775808 % -1", CelFault.Overflow)]
    [InlineData("-(-9223372036854775808)", CelFault.Overflow)]
    [InlineData("18446744073709551615u + 1u", CelFault.Overflow)]
    [InlineData("0u - 1u", CelFault.Overflow)]
    [InlineData("18446744073709551615u * 2u", CelFault.Overflow)]
    [InlineData("1u / 0u", CelFault.DivideByZero)]
    [InlineData("1 % 0", CelFault.DivideByZero)]
    [InlineData("int(9223372036854775808.0)", CelFault.InvalidArgument)]
    [InlineData("int(double('NaN'))", CelFault.InvalidArgument)]
    [InlineData("uint(-0.5)", CelFault.InvalidArgument)]
    [InlineData("uint('-1')", CelFault.InvalidArgument)]
    [InlineData("int('')", CelFault.InvalidArgument)]
    [InlineData("bool('F')", CelFault.InvalidArgument)]
    [InlineData("int(' 1')", CelFault.InvalidArgument)]
    [InlineData("double('1,5')", CelFault.InvalidArgument)]
    [InlineData("timestamp('2024-02-30T00:00:00Z')", CelFault.InvalidArgument)]
    [InlineData("timestamp('2024-02-28')", CelFault.InvalidArgument)]
    [InlineData("duration('1 h')", CelFault.InvalidArgument)]
    [InlineData("duration('')", CelFault.InvalidArgument)]
    [InlineData("timestamp(0).getHours('Mars/Base')", CelFault.InvalidArgument)]
    [InlineData("timestamp(0).getHours('../../etc/passwd')", CelFault.InvalidArgument)]
    [InlineData("timestamp('9999-12-31T23:59:59Z') + duration('1s')", CelFault.OutOfRange)]
    [InlineData("[1][1]", CelFault.OutOfRange)]
    [InlineData("[1][-1]", CelFault.OutOfRange)]
    [InlineData("{'a': 1}.b", CelFault.NoSuchKey)]
    [InlineData("{1: 1, 1u: 2}", CelFault.InvalidArgument)]
    [InlineData("{1.5: 1}", CelFault.InvalidArgument)]
    [InlineData("optional.none().value()", CelFault.InvalidArgument)]
    [InlineData("'%d'.format(['a'])", CelFault.InvalidArgument)]
    [InlineData("'%s'.format([])", CelFault.InvalidArgument)]
    [InlineData("'%.999f'.format([1.0])", CelFault.InvalidArgument)]
    [InlineData("string(b'\\xff')", CelFault.InvalidArgument)]
    [InlineData("dyn('a') + 1", CelFault.NoSuchOverload)]
    [InlineData("dyn(1) && true", CelFault.NoSuchOverload)]
    [InlineData("dyn(1) ? 1 : 2", CelFault.NoSuchOverload)]
    [InlineData("!dyn(1)", CelFault.NoSuchOverload)]
    [InlineData("dyn(1).foo", CelFault.NoSuchOverload)]
    [InlineData("dyn(5).all(x, true)", CelFault.NoSuchOverload)]
    [InlineData("[1].filter(x, dyn(1))", CelFault.NoSuchOverload)]
    [InlineData("dyn('a') < 1", CelFault.NoSuchOverload)]
    [InlineData("math.greatest(dyn('a'))", CelFault.NoSuchOverload)]
    public void A_fault_is_typed(string source, CelFault fault) => Assert.Equal(fault, Run(source).Error?.Fault);

    [Fact]
    public void Facts_in_JSON_become_values_of_their_declared_types()
    {
        var declarations = new CelDeclarations(
        [
            new("when", CelType.Map(CelType.String, CelType.Object("presence", new CelField("since", CelType.Timestamp, "")))),
            new("wait", CelType.Duration), new("count", CelType.Uint), new("ratio", CelType.Double), new("list", CelType.List(CelType.Timestamp)),
        ]);
        using var json = JsonDocument.Parse("""{"when": {"prod": {"since": "2024-01-01T00:00:00Z"}}, "wait": "90s", "count": 3, "ratio": 1, "list": ["2024-01-01T00:00:00Z"], "more": [1, 1.5, null, true]}""");
        var facts = CelJson.ReadFacts(json.RootElement, declarations);
        Assert.Equal("{\"prod\": {\"since\": timestamp(\"2024-01-01T00:00:00Z\")}} duration(\"90s\") 3u 1.0 [timestamp(\"2024-01-01T00:00:00Z\")] [1, 1.5, null, true]", string.Join(' ', facts.Values));
    }

    [Fact]
    public void Results_are_written_as_JSON()
    {
        var json = CelJson.Write(Value("{'a': [1, 2u, 1.5, 'x', b'x', null, true], 'b': duration('90s'), 'c': optional.of(1), 'd': optional.none(), 'e': double('NaN'), 'f': int}"));
        Assert.Equal("""{"a":[1,2,1.5,"x","eA==",null,true],"b":"90s","c":1,"d":null,"e":"NaN","f":"int"}""", json!.ToJsonString());
    }

    [Fact]
    public void Values_of_the_host_come_in_whole()
    {
        Assert.Equal("timestamp(\"2024-02-29T12:00:00.1234567Z\")", CelValue.Of(new DateTimeOffset(2024, 2, 29, 14, 0, 0, TimeSpan.FromHours(2)).AddTicks(1234567)).ToString());
        Assert.Equal("duration(\"-1.5s\")", CelValue.Of(TimeSpan.FromSeconds(-1.5)).ToString());
        Assert.Equal(new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.Zero).AddTicks(7), CelTimestamp.TryParse("2024-02-29T12:00:00.0000007Z")!.ToDateTimeOffset());
    }

    [Fact]
    public void A_program_runs_on_many_threads_at_once()
    {
        var program = CelProgram.Compile("list.map(x, x * n).exists(y, y == 10 * n)", new([new CelVariable("list", CelType.List(CelType.Int)), new CelVariable("n", CelType.Int)])).Program!;
        var list = new CelList([.. Enumerable.Range(0, 20).Select(number => (CelValue)CelInt.Of(number))]);
        var results = Enumerable.Range(1, 500).AsParallel().WithDegreeOfParallelism(4)
            .Select(n => program.Evaluate(new Dictionary<string, CelValue>(StringComparer.Ordinal) { ["list"] = list, ["n"] = CelValue.Of(n) }).IsTrue);
        Assert.All(results, Assert.True);
    }

    private static CelValue Value(string source)
    {
        var outcome = Run(source);
        Assert.True(outcome.Value is not null, $"{source}: {outcome.Error?.Message}");
        return outcome.Value;
    }

    private static CelOutcome Run(string source)
    {
        var (program, problems) = CelProgram.Compile(source, CelDeclarations.None);
        Assert.True(program is not null, $"{source}: {string.Join('\n', problems)}");
        return program.Evaluate(new Dictionary<string, CelValue>(StringComparer.Ordinal));
    }
}
