using System.Collections.Immutable;
using System.Text;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Git;

namespace PromotionPortal.Definitions.Import;

/// <summary>A file of another system.</summary>
public sealed record ForeignFile(string Path, string Text);

/// <summary>What an import would change, and what it could not carry over, with its place in the foreign file. An error means that nothing may be applied.</summary>
public sealed record Imported(ImmutableArray<FileChange> Changes, ImmutableArray<DefinitionProblem> NotCarried, ImmutableArray<DefinitionProblem> Errors);

/// <summary>Gathers what an import makes. What exists already is never overwritten.</summary>
internal sealed class ImportDraft(DefinitionsSnapshot current)
{
    private readonly Dictionary<DefinitionKey, Definition> _made = [];

    public List<DefinitionProblem> NotCarried { get; } = [];

    public List<DefinitionProblem> Errors { get; } = [];

    public DefinitionsSnapshot Current => current;

    /// <summary>Under a name that nothing has yet.</summary>
    public void Add(DefinitionKind kind, string foreignName, Func<Metadata, Definition> make)
    {
        var metadata = Named(foreignName);
        for (var number = 2; IsTaken(new(kind, metadata.Name)); number++) metadata = metadata with { Name = Shorten(NameOf(foreignName), 3) + "-" + number };
        _made.Add(new(kind, metadata.Name), make(metadata));
    }

    /// <summary>The environment that a foreign name stands for, made as a stub where there is none.</summary>
    public string Environment(string foreignName)
    {
        var key = new DefinitionKey(DefinitionKind.Environment, NameOf(foreignName));
        if (!IsTaken(key)) _made.Add(key, new EnvironmentDefinition(Named(foreignName)));
        return key.Name;
    }

    public Imported Done() => new(
        Errors.Count > 0 ? [] : [.. _made.OrderBy(made => made.Key.Path, StringComparer.Ordinal).Select(made => new FileChange(made.Key.Path, DefinitionText.Write(made.Value)))],
        [.. NotCarried],
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

    private bool IsTaken(DefinitionKey key) => _made.ContainsKey(key) || current.Find(key) is not null;
}
