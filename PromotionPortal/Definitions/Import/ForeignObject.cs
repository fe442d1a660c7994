using System.Globalization;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Yaml;

namespace PromotionPortal.Definitions.Import;

/// <summary>A group of keys in a foreign file that remembers which were read, so that what was not is told, not lost.</summary>
internal sealed class ForeignObject(string file, YamlMapping node, string path = "")
{
    private readonly HashSet<string> _read = [];

    public YamlMapping Node => node;

    /// <summary>Every object that the files hold, also in lists; what is no YAML or JSON is an error of the draft.</summary>
    public static IEnumerable<ForeignObject> All(IEnumerable<ForeignFile> files, ImportDraft draft)
    {
        foreach (var foreign in files)
        {
            foreach (var document in YamlReader.ReadAll(foreign.Text)) // JSON is YAML, and so each value has its line
            {
                draft.Errors.AddRange(document.Problems.Select(problem => new DefinitionProblem(foreign.Path, problem.Line, problem.Column, problem.What, problem.Help)));
                var roots = document.Root is YamlSequence list ? list.Items : [document.Root!];
                foreach (var root in roots.OfType<YamlMapping>()) yield return new(foreign.Path, root);
            }
        }
    }

    public string? Text(string key) => Get(key) is YamlScalar { Kind: not YamlScalarKind.Null, Text.Length: > 0 } scalar ? scalar.Text : null;

    public bool? Bool(string key) => Get(key) is YamlScalar { Kind: YamlScalarKind.Bool } scalar ? scalar.Text.StartsWith('t') : null;

    public long? Number(string key) => Get(key) is YamlScalar scalar && long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    public ForeignObject Object(string key) => new(file, Get(key) as YamlMapping ?? new YamlMapping([]), $"{path}.{key}");

    public IEnumerable<ForeignObject> Objects(string key) =>
        (Get(key) as YamlSequence)?.Items.Select((item, at) => (item, at)).Where(pair => pair.item is YamlMapping).Select(pair => new ForeignObject(file, (YamlMapping)pair.item, $"{path}.{key}[{pair.at}]")) ?? [];

    public IReadOnlyList<string> Texts(string key) => Get(key) switch
    {
        YamlSequence list => [.. list.Items.OfType<YamlScalar>().Select(scalar => scalar.Text)],
        YamlScalar { Kind: not YamlScalarKind.Null } one => [one.Text],
        _ => [],
    };

    public bool Has(string key) => node[key] is not null;

    /// <summary>Keys without meaning for us, such as ids and annotations of the other system.</summary>
    public ForeignObject Without(params string[] keys)
    {
        _read.UnionWith(keys);
        return this;
    }

    public DefinitionProblem At(string? key, string what, string help = "")
    {
        var span = (key is null ? null : node.Entry(key)?.Key.Span) ?? node.Span;
        return new(file, Math.Max(1, span.Line), Math.Max(1, span.Column), what, help);
    }

    /// <summary>One line for each key that nobody has read.</summary>
    public IEnumerable<DefinitionProblem> Rest() =>
        node.Entries.Where(entry => !_read.Contains(entry.Key.Text)).Select(entry => At(entry.Key.Text, $"{(path + "." + entry.Key.Text).TrimStart('.')} was not carried over."));

    private YamlNode? Get(string key)
    {
        _read.Add(key);
        return node[key];
    }
}
