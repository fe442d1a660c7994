using PromotionPortal.Domain.Definitions;
using PromotionPortal.Git;

namespace PromotionPortal.Definitions;

/// <summary>A file's path within the folder of definitions, and its bytes.</summary>
public sealed record DefinitionFile(string Path, ReadOnlyMemory<byte> Content);

/// <summary>Reads definitions that lie in no repository: a plain folder, or what somebody is about to apply.</summary>
public static class DefinitionFiles
{
    /// <summary>Never throws for what stands in them: the problems are in the snapshot.</summary>
    public static DefinitionsSnapshot Read(IEnumerable<DefinitionFile> files) =>
        new SnapshotBuild(_ => [], _ => false).Of("", files.Select(Parse).OfType<ParsedFile>(), []);

    private static ParsedFile? Parse(DefinitionFile file) => DefinitionReader.Read(new(file.Path, "", GitEntryKind.File), () => file.Content);
}
