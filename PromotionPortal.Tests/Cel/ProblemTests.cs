using PromotionPortal.Cel;
using PromotionPortal.Domain.Policies;

namespace PromotionPortal.Tests.Cel;

/// <summary>What a person reads when an expression is wrong.</summary>
public sealed class ProblemTests
{
    [Theory]
    [InlineData("branchName == 'main'", "1:1: `branchName` is not a variable; did you mean `gitCommitDetails[…].branch`?")]
    [InlineData("containerImageTga == ''", "1:1: `containerImageTga` is not a variable; did you mean `containerImageTag`?")]
    [InlineData("imageLabels.exists(label, lable == 'x')", "1:27: `lable` is not a variable; did you mean `label`?")]
    [InlineData("zzz", "1:1: `zzz` is not a variable.")]
    [InlineData("gitCommitDetails['r'].brnch == ''", "1:23: gitCommit has no field `brnch`; it has repo, branch, commitMessage; did you mean `branch`?")]
    [InlineData("digest.length > 3", "1:8: string has no fields, so it has no `length`; did you mean `size()`?")]
    [InlineData("digest.tag == ''", "1:8: string has no fields, so it has no `tag`.")]
    [InlineData("imageLabels.contains('approved')", "1:1: `contains` cannot be called with (list(string), string): it is string.contains(string) → bool. Whether a list has an element is written `element in list`.")]
    [InlineData("size > 1 and size < 5", "1:10: `and` is not an operator; write `&&`.")]
    [InlineData("size > 1 or size < 5", "1:10: `or` is not an operator; write `||`.")]
    [InlineData("digest.startWith('x')", "1:8: `startWith` is not a function; did you mean `startsWith`?")]
    [InlineData("startsWith(digest, 'x')", "1:1: `startsWith` is written string.startsWith(string) → bool.")]
    [InlineData("math.greatst(1, 2) == 1", "1:6: `math.greatst` is not a function; did you mean `math.greatest`?")]
    [InlineData("digest.startsWith(1)", "1:1: `startsWith` cannot be called with (string, int): it is string.startsWith(string) → bool.")]
    [InlineData("containerImageTag > semver('1.0.0')", "1:1: `>` cannot be applied to string and semver. Write semver(…) around the text.")]
    [InlineData("size == 1.5", "1:1: `==` cannot be applied to int and double. Convert one of them, such as int(…).")]
    [InlineData("now - builtAt > '24h'", "1:1: `>` cannot be applied to duration and string. Write duration(\"…\") around the text.")]
    [InlineData("semver('1.0.0') > containerImageTag", "1:1: `>` cannot be applied to semver and string. Write semver(…) around the text.")]
    [InlineData("builtAt > '2026-01-01T00:00:00Z'", "1:1: `>` cannot be applied to timestamp and string. Write timestamp(\"…\") around the text.")]
    [InlineData("'2026-01-01T00:00:00Z' < builtAt", "1:1: `<` cannot be applied to string and timestamp. Write timestamp(\"…\") around the text.")]
    [InlineData("'24h' < now - builtAt", "1:1: `<` cannot be applied to string and duration. Write duration(\"…\") around the text.")]
    [InlineData("1.5 == size", "1:1: `==` cannot be applied to double and int. Convert one of them, such as double(…).")]
    [InlineData("1u == size", "1:1: `==` cannot be applied to uint and int. Convert one of them, such as uint(…).")]
    [InlineData("size == 1u", "1:1: `==` cannot be applied to int and uint. Convert one of them, such as int(…).")]
    [InlineData("1u == 1.5", "1:1: `==` cannot be applied to uint and double. Convert one of them, such as uint(…).")]
    [InlineData("1.5 == 1u", "1:1: `==` cannot be applied to double and uint. Convert one of them, such as double(…).")]
    [InlineData("digest > 1", "1:1: `>` cannot be applied to string and int.")]
    [InlineData("!digest", "1:2: `!` needs a bool here, not string.")]
    [InlineData("digest || true", "1:1: `||` needs a bool here, not string.")]
    [InlineData("digest ? 1 : 2", "1:1: The condition before `?` needs a bool here, not string.")]
    [InlineData("-digest == 1", "1:1: `-` cannot be applied to string.")]
    [InlineData("imageLabels.all(x, size)", "1:20: The condition needs a bool here, not int.")]
    [InlineData("[?size] == []", "1:3: After `?` stands an optional, not int.")]
    [InlineData("imageLabels.exist(x, true)", "1:13: `exist` is not a function; did you mean `exists`?")]
    [InlineData("imageLabels.exists_on(x, true)", "1:13: `exists_on` is not a function; did you mean `exists_one`?")]
    [InlineData("imageLabels.filtr(x, true)", "1:13: `filtr` is not a function; did you mean `filter`?")]
    [InlineData("digest.contains(1)", "1:1: `contains` cannot be called with (string, int): it is string.contains(string) → bool.")]
    [InlineData("digest && true", "1:1: `&&` needs a bool here, not string.")]
    [InlineData("size > 1 ? 'a' : 2", "1:1: Both sides of `:` must be of one type; here are string and int.")]
    [InlineData("size.all(x, x)", "1:1: Only lists and maps can be walked over, not int.")]
    [InlineData("imageLabels[digest] == ''", "1:1: list(string) cannot be asked for an element by string.")]
    [InlineData("semver('1.2') > semver('1.0.0')", "1:8: \"1.2\" is not a semantic version such as 1.4.0.")]
    [InlineData("digest.matches('(?=a)')", "1:16: This is not a pattern of RE2: it looks ahead, looks back or is otherwise beyond RE2.")]
    [InlineData("true &&\n  && false", "2:3: Expected a value, found `&&`.")]
    [InlineData("true\n  true", "2:3: Expected an operator or the end, found `true`.")]
    [InlineData("size = 1", "1:6: `=` is not an operator; to compare, write `==`.")]
    [InlineData("(1", "1:3: Expected `)`, found the end.")]
    [InlineData("[1, 2", "1:6: Expected `,` or `]`, found the end.")]
    [InlineData("", "1:1: Expected a value, found the end.")]
    [InlineData("'abc", "1:1: The text that begins here has no closing '")]
    [InlineData("'\\q'", "1:1: `\\q` is not an escape.")]
    [InlineData("9223372036854775808 > 1", "1:1: 9223372036854775808 is too large for int.")]
    [InlineData("while > 1", "1:1: `while` is a reserved word and cannot be a name.")]
    [InlineData("imageLabels.all(a.b, true)", "1:17: Argument 1 of all() must be a simple name.")]
    [InlineData("has(digest)", "1:5: has() asks for a field, such as has(a.b).")]
    [InlineData("Message{a: 1}", "1:1: Message types cannot be built here; there are only maps: {\"key\": value}.")]
    public void A_mistake_is_said_with_its_place_and_what_was_probably_meant(string source, string said)
    {
        var (program, problems) = CelProgram.Compile(source, PolicyFacts.Declarations);
        Assert.Null(program);
        Assert.Equal(said, problems[0].ToString());
    }

    [Fact]
    public void Half_a_character_is_a_mistake() =>
        Assert.Equal("1:2: Half of a character stands here.", Assert.Single(CelProgram.Compile("'\uD83D'", CelDeclarations.None).Problems).ToString());

    [Fact]
    public void Every_mistake_is_said_at_once()
    {
        var problems = CelProgram.Compile("digset == '' &&\n  imageLabls == [] &&\n  size == 'x'", PolicyFacts.Declarations).Problems;
        Assert.Equal([(1, 1, "digest"), (2, 3, "imageLabels"), (3, 3, null)], problems.Select(problem => (problem.Line, problem.Column, problem.Suggestion)));
    }

    [Fact]
    public void There_are_not_more_problems_than_a_person_reads() =>
        Assert.Equal(CelLimits.Problems, CelProgram.Compile(string.Join(" || ", Enumerable.Repeat("x", 100)), CelDeclarations.None).Problems.Length);

    [Theory]
    [InlineData("size", false)]
    [InlineData("size > 1", true)]
    [InlineData("dyn(size)", true)]
    public void A_condition_must_give_a_bool(string source, bool isGood) =>
        Assert.Equal(isGood, CelProgram.Compile(source, PolicyFacts.Declarations, CelType.Bool).Program is not null);

    [Theory]
    [InlineData("digest.size() / 0", CelFault.DivideByZero, 1, 18)]
    [InlineData("1 + imageLabels[7].size()", CelFault.OutOfRange, 5, 19)]
    [InlineData("true && checks['x'].passed", CelFault.NoSuchKey, 9, 20)]
    [InlineData("9223372036854775807 + size", CelFault.Overflow, 1, 27)]
    [InlineData("semver(digest) > semver('1.0.0')", CelFault.InvalidArgument, 1, 15)]
    [InlineData("platforms == []", CelFault.NoSuchVariable, 1, 10)]
    [InlineData("digest.matches(digest + '(')", CelFault.BadPattern, 1, 29)]
    [InlineData("now - builtAt < duration('1h')", CelFault.NoSuchOverload, 1, 14)]
    public void An_error_while_evaluating_has_its_place(string source, CelFault fault, int start, int end)
    {
        var facts = new Dictionary<string, CelValue>(StringComparer.Ordinal)
        {
            ["digest"] = CelValue.Of("sha256:ab"),
            ["imageLabels"] = CelList.Empty,
            ["checks"] = CelMap.Empty,
            ["size"] = CelValue.Of(1),
            ["builtAt"] = CelValue.Null,
            ["now"] = CelValue.Of(DateTimeOffset.UnixEpoch),
        };
        var error = CelProgram.Compile(source, PolicyFacts.Declarations).Program!.Evaluate(facts).Error!;
        Assert.Equal((fault, new CelSpan(start - 1, end - 1)), (error.Fault, error.Span));
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
    }
}
