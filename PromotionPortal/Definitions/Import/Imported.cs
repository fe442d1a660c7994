using System.Collections.Immutable;
using System.Text;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Git;

namespace PromotionPortal.Definitions.Import;

/// <summary>A file of another system.</summary>
public sealed record ForeignFile(string Path, string Text);

/// <summary>What an import would change, and what it could not carry over, with its place in the foreign file. An error means that nothing may be applied.</summary>
public sealed record Imported(ImmutableArray<FileChange> Changes, ImmutableArray<DefinitionProblem> NotCarried, ImmutableArray<DefinitionProblem> Errors);

/// <summary>The systems whose definitions can be read.</summary>
public static class Imports
{
    public static ImmutableArray<string> Systems { get; } = ["devtron", "codefresh", "spinnaker"];

    /// <summary>Null where the system is not known. The texts are those of the definitions as they are now.</summary>
    public static Imported? Read(string system, IReadOnlyList<ForeignFile> files, DefinitionsSnapshot current, Func<DefinitionKey, string?> textOf) => system switch
    {
        "devtron" => DevtronImport.Read(files, current, textOf),
        "codefresh" => CodefreshImport.Read(files, current),
        "spinnaker" => SpinnakerImport.Read(files, current),
        _ => null,
    };
}

/// <summary>Gathers what an import makes. What exists already is never overwritten; what is there as it would be made is left alone.</summary>
internal sealed class ImportDraft(DefinitionsSnapshot current)
{
    private readonly Dictionary<DefinitionKey, Definition> _made = [];
    private readonly Dictionary<(DefinitionKind Kind, string ForeignName), string> _names = [];

    public List<DefinitionProblem> NotCarried { get; } = [];

    public List<DefinitionProblem> Errors { get; } = [];

    public IEnumerable<Definition> Made => _made.Values;

    /// <summary>Under a name that nothing else has yet.</summary>
    public void Add(DefinitionKind kind, string foreignName, ForeignObject at, Func<Metadata, Definition> make)
    {
        var metadata = Named(foreignName);
        var key = new DefinitionKey(kind, metadata.Name);
        for (var number = 2; IsOther(key, make(metadata)); number++)
        {
            metadata = metadata with { Name = Shorten(NameOf(foreignName), 3) + "-" + number };
            key = new(kind, metadata.Name);
        }
        if (metadata.Name != NameOf(foreignName)) NotCarried.Add(at.At(null, $"There is another {new DefinitionKey(kind, NameOf(foreignName))} already; this one is called {metadata.Name}."));
        _names.TryAdd((kind, foreignName), metadata.Name);
        if (current.Find(key) is null) _made.Add(key, make(metadata));
    }

    /// <summary>How that which the other system calls so is called here.</summary>
    public string NameFor(DefinitionKind kind, string foreignName) => _names.GetValueOrDefault((kind, foreignName), NameOf(foreignName));

    public bool IsKnown(DefinitionKind kind, string name) => _made.ContainsKey(new(kind, name)) || current.Find(new(kind, name)) is not null;

    /// <summary>The environment that a foreign name stands for, made as a stub where there is none.</summary>
    public string Environment(string foreignName)
    {
        var key = new DefinitionKey(DefinitionKind.Environment, NameOf(foreignName));
        if (!IsKnown(key.Kind, key.Name)) _made.Add(key, new EnvironmentDefinition(Named(foreignName)));
        return key.Name;
    }

    public Imported Done() => new(
        Errors.Count > 0 ? [] : [.. _made.OrderBy(made => made.Key.Path, StringComparer.Ordinal).Select(made => new FileChange(made.Key.Path, DefinitionText.Write(made.Value)))],
        [.. NotCarried.OrderBy(problem => problem.File, StringComparer.Ordinal).ThenBy(problem => problem.Line).ThenBy(problem => problem.Column)],
        [.. Errors]);

    /// <summary>The nearest name that fits our grammar.</summary>
    public static string NameOf(string foreignName)
    {
        var name = new StringBuilder();
        foreach (var character in foreignName.ToLowerInvariant())
        {
            if (character is (>= 'a' and <= 'z') or (>= '0' and <= '9')) name.Append(character);
            else if (name.Length > 0 && name[^1] != '-') name.Append('-');
        }
        return Shorten(name.ToString().Trim('-').PadRight(Metadata.ShortestName, 'x'), 0);
    }

    private static string Shorten(string name, int room) => name[..Math.Min(name.Length, Metadata.LongestName - room)].TrimEnd('-');

    private static Metadata Named(string foreignName) => NameOf(foreignName) is var name && name == foreignName ? new(name) : new(name) { Title = foreignName };

    // The same text is the same definition, imported once more.
    private bool IsOther(DefinitionKey key, Definition made) =>
        _made.ContainsKey(key) || (current.Find(key) is { } there && DefinitionText.Write(there) != DefinitionText.Write(made));
}
