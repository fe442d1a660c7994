using System.Collections.Immutable;
using PromotionPortal.Definitions.Kinds;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Yaml;

namespace PromotionPortal.Definitions;

/// <summary>One object's text out of a file that may hold several, and how many lines of the file come before it.</summary>
public sealed record SplitText(DefinitionKey Key, string Text, string Source, int LinesBefore);

/// <summary>The objects that a file holds, and what stops it from being taken apart, in the lines of that file.</summary>
public sealed record SplitTexts(ImmutableArray<SplitText> Texts, ImmutableArray<DefinitionProblem> Problems)
{
    public static SplitTexts Joined(IEnumerable<SplitTexts> files)
    {
        var all = files.ToList();
        return new([.. all.SelectMany(file => file.Texts)], [.. all.SelectMany(file => file.Problems)]);
    }

    /// <summary>The same problem in the lines of the file that its object came from.</summary>
    public DefinitionProblem InSource(DefinitionProblem problem) =>
        Texts.FirstOrDefault(text => text.Key.Path == problem.File) is { } text ? problem with { File = text.Source, Line = problem.Line + text.LinesBefore } : problem;
}

/// <summary>Takes a text with several definitions, separated by lines of "---", apart.</summary>
internal static class DefinitionSplit
{
    public static SplitTexts Of(string source, string text)
    {
        var documents = YamlReader.ReadAll(text);
        if (documents.Count == 0) return new([], [new(source, 1, 1, "The file is empty.", "Write a definition.")]);
        var (texts, problems) = (ImmutableArray.CreateBuilder<SplitText>(), ImmutableArray.CreateBuilder<DefinitionProblem>());
        foreach (var document in documents)
        {
            problems.AddRange(document.Problems.Select(problem => new DefinitionProblem(source, problem.Line, problem.Column, problem.What, problem.Help)));
            if (document.Problems.Count > 0 || document.Root is null) continue;
            if (KeyOf(source, document.Root, problems) is { } key) texts.Add(Part(key, source, documents.Count == 1 ? text : document.Text));
        }
        return new(texts.ToImmutable(), problems.ToImmutable());
    }

    // What is before it in the file is there as empty lines.
    private static SplitText Part(DefinitionKey key, string source, string padded)
    {
        var text = padded.TrimStart('\n');
        return new(key, text.EndsWith('\n') ? text : text + "\n", source, padded.Length - text.Length);
    }

    private static DefinitionKey? KeyOf(string source, YamlNode root, ImmutableArray<DefinitionProblem>.Builder problems)
    {
        var top = root as YamlMapping;
        var metadata = top?["metadata"] as YamlMapping;
        if (Word(source, root, top, "kind", problems) is not { } stated || Word(source, top!["metadata"] ?? root, metadata, "name", problems) is not { } name) return null;
        var kind = KindList.All.FirstOrDefault(kind => kind.Id.ToString() == stated.Text);
        if (kind is null) problems.Add(At(source, stated, $"There is no kind '{Shapes.Excerpt.Of(stated.Text)}'.", $"Write one of {string.Join(", ", KindList.All.Select(known => known.Id))}."));
        else if (!Metadata.IsName(name.Text)) problems.Add(At(source, name, $"'{Shapes.Excerpt.Of(name.Text)}' is no name.", $"Write {Metadata.ShortestName} to {Metadata.LongestName} small letters, digits and hyphens."));
        else return new(kind.Id, name.Text);
        return null;
    }

    private static YamlScalar? Word(string source, YamlNode around, YamlMapping? mapping, string key, ImmutableArray<DefinitionProblem>.Builder problems)
    {
        if (mapping?[key] is YamlScalar word) return word;
        problems.Add(At(source, around, $"'{key}' is missing.", $"Add '{key}:', so that it is known which definition this is."));
        return null;
    }

    private static DefinitionProblem At(string source, YamlNode node, string what, string help) => new(source, node.Span.Line, node.Span.Column, what, help);
}

/// <summary>The words that people write for a kind: "environment", "Environments", "policy-binding", "policyBindings".</summary>
public static class KindWords
{
    /// <summary>Null: no kind is called so.</summary>
    public static DefinitionKind? Find(string word)
    {
        var plain = Plain(word);
        return Enum.GetValues<DefinitionKind>().Where(kind => plain == Plain(kind.ToString()) || plain == Plain(kind.Folder())).Select(kind => (DefinitionKind?)kind).FirstOrDefault();
    }

    private static string Plain(string word) => word.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
}
