using System.Collections.Immutable;
using System.Text;
using PromotionPortal.Definitions.Kinds;
using PromotionPortal.Definitions.Shapes;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Git;
using PromotionPortal.Yaml;

namespace PromotionPortal.Definitions;

/// <summary>One file as far as it can be judged alone. What it names is checked when all are there.</summary>
internal sealed record ParsedFile(string Path, string Id, Definition? Definition, ImmutableArray<DefinitionProblem> Problems, ImmutableArray<Reference> References, ImmutableArray<SecretUse> Secrets, ImmutableArray<GroupUse> Groups, IReadOnlyDictionary<string, (int Line, int Column)> Marks)
{
    public (int Line, int Column) PlaceOf(string mark) => Marks.TryGetValue(mark, out var place) ? place : (1, 1);

    public bool IsSound => Definition is not null && Problems.IsEmpty;
}

/// <summary>Reads one file of the definitions. Never throws for what stands in it.</summary>
internal static class DefinitionReader
{
    /// <summary>Whether the content of the file counts, as far as its name tells.</summary>
    public static bool IsRead(GitEntry entry) => entry.Kind == GitEntryKind.File && entry.Path.EndsWith(DefinitionKey.Extension, StringComparison.Ordinal);

    /// <summary>Null where the file is none of ours, such as a README.</summary>
    public static ParsedFile? Read(GitEntry entry, Func<ReadOnlyMemory<byte>?> content)
    {
        var parts = entry.Path.Split('/');
        var extension = Path.GetExtension(entry.Path);
        if (extension is not (DefinitionKey.Extension or ".yml") || parts.Any(part => part.StartsWith('.'))) return null;
        if (parts is not [var folder, var file] || KindList.InFolder(folder) is not { } kind) return Misplaced(entry, parts);
        if (extension != DefinitionKey.Extension) return Broken(entry, $"A definition's file ends in {DefinitionKey.Extension}.", "Rename it.");
        if (entry.Kind != GitEntryKind.File) return Broken(entry, "This is no file but a link.", "Put the file itself here.");
        if (content() is not { } bytes) return Broken(entry, $"The file is larger than {YamlReader.MostBytes / 1024} KiB.", "Split it, or remove what does not belong here.");
        return Parse(entry, kind, file[..^DefinitionKey.Extension.Length], YamlReader.Read(bytes.Span));
    }

    /// <summary>For a text that lies in no repository yet, as if it did.</summary>
    public static ParsedFile? Read(string path, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return Read(new(path, BlobId.Of(bytes), GitEntryKind.File), () => bytes);
    }

    private static ParsedFile Parse(GitEntry entry, Kind kind, string fileName, YamlDocument document)
    {
        var reading = new Reading(entry.Path, document.Text);
        foreach (var problem in document.Problems) reading.Problem(problem.Line, problem.Column, problem.What, problem.Help);
        var definition = document.Root is null ? null : ReadRoot(document.Root, kind, reading);
        if (definition is not null && definition.Name != fileName) CheckName(document.Root!, definition.Name, fileName, reading);
        return new(entry.Path, entry.Id, definition, [.. reading.Problems], [.. reading.References], [.. reading.Secrets], [.. reading.Groups], reading.Marks);
    }

    // A file of another kind would make a problem of each of its keys; one says it all.
    private static Definition? ReadRoot(YamlNode root, Kind kind, Reading reading)
    {
        if ((root as YamlMapping)?["kind"] is not YamlScalar stated || stated.Text == kind.Id.ToString()) return kind.Read(root, reading);
        var own = KindList.All.FirstOrDefault(other => other.Id.ToString() == stated.Text);
        reading.Problem(stated, $"In this folder lie definitions of kind {kind.Id}.", own is null ? $"Write kind: {kind.Id}." : $"Move the file to {own.Id.Folder()}/, or write kind: {kind.Id}.");
        return null;
    }

    private static void CheckName(YamlNode root, string name, string fileName, Reading reading)
    {
        var at = ((root as YamlMapping)?["metadata"] as YamlMapping)?["name"] ?? root;
        reading.Problem(at, $"The name '{name}' is not that of the file, '{Excerpt.Of(fileName)}'.", "A name never changes: rename the file, or write its name here.");
    }

    private static ParsedFile Misplaced(GitEntry entry, string[] parts)
    {
        var near = Nearest.To(parts[0], KindList.All.Select(kind => kind.Id.Folder()));
        var help = near is null || near == parts[0]
            ? $"A definition lies directly in one of: {string.Join(", ", KindList.All.Select(kind => kind.Id.Folder()))}."
            : $"Did you mean {near}/?";
        return Broken(entry, "No definition is expected in this place.", help);
    }

    private static ParsedFile Broken(GitEntry entry, string what, string help) => new(entry.Path, entry.Id, null, [new(entry.Path, 1, 1, what, help)], [], [], [], new Reading(entry.Path).Marks);
}
