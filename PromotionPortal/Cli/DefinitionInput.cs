using System.CommandLine;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Cli;

/// <summary>A file as it is sent; a null text deletes the definition of that path.</summary>
internal sealed record SentFile(string Path, string? Text);

/// <summary>What is given to the verbs of definitions: files, kinds and names.</summary>
internal static class DefinitionInput
{
    private const string StandardInput = "-";
    private const int MostFiles = 500;

    public static Option<string[]> Files(string what) =>
        new("--file", "-f") { Description = $"{what}: a file, a folder with all below it, or - for the standard input; may be given several times", Required = true };

    public static Argument<string> Kind { get; } = new("KIND") { Description = "Such as environment, environments, policy-binding" };

    public static Argument<string> Name { get; } = new("NAME") { Description = "Its name" };

    /// <summary>The folder of the kind that somebody wrote in his way.</summary>
    public static string FolderOf(string written) =>
        (KindWords.Find(written) ?? throw new CliException(ExitCode.Usage, $"There is no kind '{written}'. There are {string.Join(", ", Enum.GetValues<DefinitionKind>().Select(kind => kind.Folder()))}.")).Folder();

    public static async Task<IReadOnlyList<SentFile>> ReadAsync(IEnumerable<string> places, string[] extensions, CancellationToken stop)
    {
        var files = new List<SentFile>();
        foreach (var place in places)
        {
            if (place == StandardInput) files.Add(new("(standard input)", await Console.In.ReadToEndAsync(stop)));
            else foreach (var path in PathsOf(place, extensions)) files.Add(new(path, await File.ReadAllTextAsync(path, stop)));
        }
        if (files.Count == 0) throw new CliException(ExitCode.Usage, $"No file ends in {string.Join(" or ", extensions)} there.");
        if (files.Count > MostFiles) throw new CliException(ExitCode.Usage, $"These are {files.Count} files; at most {MostFiles} go at once.");
        return files;
    }

    /// <summary>What lies in the portal but not in these files, of the kinds that the files hold: to be deleted.</summary>
    public static async Task<IEnumerable<SentFile>> SurplusAsync(PortalClient client, IReadOnlyList<SentFile> files, CancellationToken stop)
    {
        var sent = SplitTexts.Joined(files.Select(file => DefinitionText.Split(file.Path, file.Text ?? ""))).Texts.Select(text => text.Key).ToHashSet();
        var surplus = new List<SentFile>();
        foreach (var kind in sent.Select(key => key.Kind).Distinct())
        {
            var there = await client.GetAsync($"/api/definitions/{kind.Folder()}", stop);
            surplus.AddRange(there.GetProperty("definitions").EnumerateArray().Select(one => new DefinitionKey(kind, one.GetProperty("name").GetString()!)).Where(key => !sent.Contains(key)).Select(key => new SentFile(key.Path, null)));
        }
        return surplus;
    }

    private static IEnumerable<string> PathsOf(string place, string[] extensions)
    {
        if (File.Exists(place)) return [place];
        if (!Directory.Exists(place)) throw new CliException(ExitCode.Usage, $"There is no file or folder {place}.");
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.ReparsePoint };
        return Directory.EnumerateFiles(place, "*", options).Where(path => extensions.Contains(Path.GetExtension(path))).Order(StringComparer.Ordinal);
    }
}
