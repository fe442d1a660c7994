using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PromotionPortal.Cel;
using PromotionPortal.Domain.Policies;

namespace PromotionPortal.Cli;

/// <summary>The language of the policies on the command line: try an expression, or read what there is to write.</summary>
public static class CelVerb
{
    private const int LongestOutput = CelLimits.ResultSize * 8;

    // An object around the deepest value.
    private const int DeepestOutput = CelLimits.ValueDepth + 8;

    private static readonly JsonElement s_noFacts = JsonDocument.Parse("{}").RootElement;
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = DeepestOutput };

    /// <summary>The input is where a batch comes from; without one, the standard input.</summary>
    public static Command Create(TextReader? input = null) =>
        new("cel", "Evaluates CEL, the language of the policies' conditions.") { Eval(input), Help() };

    private static Command Eval(TextReader? input)
    {
        var expression = new Argument<string?>("EXPR") { Description = "The expression, such as: semver(containerImageTag) >= semver(\"2.0.0\")", Arity = ArgumentArity.ZeroOrOne };
        var facts = new Option<string?>("--facts") { Description = "The variables: a JSON object, or the path of a file that holds one." };
        var explain = new Option<bool>("--explain") { Description = "Shows the value of every part, and why the whole is false." };
        var batch = new Option<bool>("--batch") { Description = "Reads JSON lines {\"expr\": …, \"facts\": {…}} and writes {\"value\": …} or {\"error\": …}." };
        var flow = new Option<bool>("--flow") { Description = "The expression is the `when` of a flow's node and sees the run, not a policy's condition." };
        var command = new Command("eval", "Prints the value of an expression.") { expression, facts, explain, batch, flow };
        command.SetAction(parsed =>
        {
            var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var known = parsed.GetValue(flow) ? FlowFacts.All : PolicyFacts.All;
            if (parsed.GetValue(batch)) return Batch(input ?? Console.In, known, output);
            if (parsed.GetValue(expression) is { } source) return One(source, parsed.GetValue(facts), known, parsed.GetValue(explain), output, errors);
            errors.WriteLine("Give an expression, or --batch.");
            return 1;
        });
        return command;
    }

    private static Command Help()
    {
        var command = new Command("help", "Lists variables, operators, macros and functions.");
        command.SetAction(parsed => WriteVocabulary(parsed.InvocationConfiguration.Output));
        return command;
    }

    private static int One(string source, string? facts, ImmutableArray<CelVariable> known, bool explain, TextWriter output, TextWriter errors)
    {
        if (ReadFacts(facts, out var problem) is not { } json)
        {
            errors.WriteLine(problem);
            return 1;
        }
        var (outcome, explanation, mistake) = Run(source, json, known, explain);
        if (mistake is not null) errors.WriteLine(mistake);
        else output.WriteLine(CelText.Of(outcome!.Value!, LongestOutput));
        if (explanation is not null) WriteExplanation(explanation, output);
        return mistake is null ? 0 : 1;
    }

    private static int Batch(TextReader input, ImmutableArray<CelVariable> known, TextWriter output)
    {
        while (input.ReadLine() is { } line)
        {
            if (line.Length > 0) output.WriteLine(Answer(line, known).ToJsonString(s_json));
        }
        return 0;
    }

    private static JsonObject Answer(string line, ImmutableArray<CelVariable> known)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("expr", out var expression) || expression.ValueKind != JsonValueKind.String) return Error("Each line is an object with \"expr\" and perhaps \"facts\".");
            if (!json.RootElement.TryGetProperty("facts", out var facts) || facts.ValueKind == JsonValueKind.Null) facts = s_noFacts;
            if (facts.ValueKind != JsonValueKind.Object) return Error("\"facts\" is an object.");
            var (outcome, _, mistake) = Run(expression.GetString()!, facts, known, explain: false);
            return mistake is not null ? Error(mistake) : new() { ["value"] = CelJson.Write(outcome!.Value!), ["cel"] = CelText.Of(outcome.Value!, LongestOutput) };
        }
        // InvalidOperationException: a text with half a character.
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            return Error($"The line is not JSON: {problem.Message}");
        }
    }

    private static JsonObject Error(string message) => new() { ["error"] = message };

    /// <summary>An object of facts; null, with the reason, where there is none.</summary>
    private static JsonElement? ReadFacts(string? facts, out string problem)
    {
        problem = "";
        if (facts is null) return s_noFacts;
        try
        {
            using var json = JsonDocument.Parse(facts.TrimStart() is ['{' or '[', ..] ? facts : File.ReadAllText(facts));
            if (json.RootElement.ValueKind == JsonValueKind.Object) return json.RootElement.Clone();
            problem = "The facts are a JSON object, such as {\"containerImageTag\": \"1.9.4\"}.";
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            problem = $"The facts cannot be read: {failure.Message}";
        }
        return null;
    }

    /// <summary>The declared variables are known, and whatever else the facts bring.</summary>
    private static (CelOutcome? Outcome, CelExplanation? Explanation, string? Mistake) Run(string source, JsonElement facts, ImmutableArray<CelVariable> known, bool explain)
    {
        var others = facts.EnumerateObject().Select(fact => fact.Name).Distinct(StringComparer.Ordinal).Where(name => known.All(variable => variable.Name != name));
        var declarations = new CelDeclarations([.. known, .. others.Select(name => new CelVariable(name, CelType.Dyn))]);
        var (program, problems) = CelProgram.Compile(source, declarations);
        if (program is null) return (null, null, string.Join('\n', problems));
        var values = CelJson.ReadFacts(facts, declarations);
        var explanation = explain ? program.Explain(values) : null;
        var outcome = explanation?.Outcome ?? program.Evaluate(values);
        return (outcome, explanation, outcome.Error is { } error ? Located(source, error) : null);
    }

    private static string Located(string source, CelError error) =>
        error.Span is { } span ? $"{CelPosition.Of(source, span.Start)}: {error.Message}" : error.Message;

    private static void WriteExplanation(CelExplanation explanation, TextWriter output)
    {
        if (explanation.Why.Length > 0) output.WriteLine(explanation.Why);
        WritePart(explanation.Root, output, 0);
        if (explanation.IsCut) output.WriteLine($"… more than {CelLimits.ExplainedSteps} parts");
    }

    private static void WritePart(CelExplained part, TextWriter output, int depth)
    {
        output.WriteLine($"{new string(' ', depth * 2)}{part.Text} → {part.Value}");
        foreach (var inner in part.Parts) WritePart(inner, output, depth + 1);
    }

    private static void WriteVocabulary(TextWriter output)
    {
        WriteVariables(output, "Variables of policies (pass, fail)", PolicyFacts.All);
        WriteVariables(output, "Variables of flows (when)", FlowFacts.All);
        WriteWords(output, "Operators", CelVocabulary.Operators.Select(word => (word.Form, word.Description)));
        WriteWords(output, "Macros", CelVocabulary.Macros.Select(word => (word.Form, word.Description)));
        WriteWords(output, "Functions", CelVocabulary.Functions.Select(word => (word.Form, word.Description)));
    }

    private static void WriteVariables(TextWriter output, string title, IEnumerable<CelVariable> variables)
    {
        output.WriteLine(title);
        foreach (var variable in variables)
        {
            output.WriteLine($"  {variable.Name}: {variable.Type}\n      {variable.Description}\n      Example: {variable.Example}");
            foreach (var field in variable.Type.Arguments.SelectMany(argument => argument.Fields)) output.WriteLine($"      .{field.Name}: {field.Type}  {field.Description}");
        }
        output.WriteLine();
    }

    private static void WriteWords(TextWriter output, string title, IEnumerable<(string Form, string Description)> words)
    {
        output.WriteLine(title);
        foreach (var (form, description) in words) output.WriteLine($"  {form}\n      {description}");
        output.WriteLine();
    }
}
