using PromotionPortal.Domain.Definitions;
using PromotionPortal.Git;
using PromotionPortal.Yaml;

namespace PromotionPortal.Definitions;

/// <summary>A file's path within the folder of definitions, and its bytes. A link is never followed.</summary>
public sealed record DefinitionFile(string Path, ReadOnlyMemory<byte> Content, bool IsLink = false);

/// <summary>Reads definitions that lie in no repository: a plain folder, or what somebody is about to apply.</summary>
public static class DefinitionFiles
{
    private const int DeepestFolder = 8;

    /// <summary>Never throws for what stands in them: the problems are in the snapshot.</summary>
    public static DefinitionsSnapshot Read(IEnumerable<DefinitionFile> files)
    {
        var parsed = files.Select(Parse).OfType<ParsedFile>().ToDictionary(file => file.Path, StringComparer.Ordinal);
        var built = SnapshotBuild.Whole(parsed, _ => [], _ => false);
        return built.Snapshot with { Problems = DefinitionProblems.Ordered(built.Troubles.Values.SelectMany(troubles => troubles).Concat(built.Conflicts)) };
    }

    /// <summary>The files of a folder on disk that could be definitions. Hidden folders and linked ones are passed over.</summary>
    public static IEnumerable<DefinitionFile> InFolder(string folder)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden, MaxRecursionDepth = DeepestFolder };
        return new DirectoryInfo(folder).EnumerateFiles("*", options)
            .Where(file => file.Extension is ".yaml" or ".yml" && !IsBehindLink(file, folder))
            .Select(file => new DefinitionFile(Path.GetRelativePath(folder, file.FullName), file.LinkTarget is null ? Bytes(file) : default, file.LinkTarget is not null))
            .OrderBy(file => file.Path, StringComparer.Ordinal);
    }

    private static bool IsBehindLink(FileInfo file, string folder)
    {
        for (var at = file.Directory; at is not null && at.FullName.Length > Path.GetFullPath(folder).Length; at = at.Parent)
            if (at.LinkTarget is not null) return true;
        return false;
    }

    // One byte too many is enough to be told that it is too large.
    private static byte[] Bytes(FileInfo file)
    {
        using var stream = file.OpenRead();
        var bytes = new byte[Math.Min(file.Length, YamlReader.MostBytes + 1)];
        return bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    private static ParsedFile? Parse(DefinitionFile file) => DefinitionReader.Read(new(file.Path, "", file.IsLink ? GitEntryKind.SymbolicLink : GitEntryKind.File), () => file.Content);
}
