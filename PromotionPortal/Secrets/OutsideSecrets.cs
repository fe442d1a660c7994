using System.Text;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Secrets;

/// <summary>Secrets that the operator gives past the portal: as settings, from appsettings or the environment, or as the files of a folder.</summary>
public sealed class OutsideSecrets(IConfiguration configuration)
{
    public const string Section = "Secrets";
    public const string FolderSetting = "Folder";

    private readonly string? _folder = configuration[$"{Section}:{FolderSetting}"] is { Length: > 0 } folder ? Path.GetFullPath(folder) : null;

    /// <summary>Read at each use, so that a file that was replaced works at once. Null: there is none.</summary>
    public string? Find(string name)
    {
        if (!Metadata.IsName(name)) return null;
        return Setting(name) ?? File(name);
    }

    public IEnumerable<string> Names() => Settings().Concat(Files()).Distinct(StringComparer.Ordinal);

    // A shell takes no hyphen in the name of a variable, so an underscore stands for one too.
    private string? Setting(string name) => IsFolder(name) ? null : Filled(configuration[$"{Section}:{name}"]) ?? Filled(configuration[$"{Section}:{name.Replace('-', '_')}"]);

    private IEnumerable<string> Settings() =>
        configuration.GetSection(Section).GetChildren()
            .Where(child => !IsFolder(child.Key) && Filled(child.Value) is not null)
            .Select(child => child.Key.ToLowerInvariant().Replace('_', '-'))
            .Where(Metadata.IsName);

    // Whoever mounts the folder may link its files; the name itself leads nowhere else.
    private string? File(string name)
    {
        if (_folder is null || new FileInfo(Path.Combine(_folder, name)) is not { Exists: true } file) return null;
        try
        {
            using var stream = file.OpenRead();
            var bytes = new byte[SecretLimits.MostBytes + 1];
            var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length > SecretLimits.MostBytes ? null : Filled(Encoding.UTF8.GetString(bytes, 0, length).TrimEnd('\r', '\n'));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private IEnumerable<string> Files() =>
        _folder is null || !Directory.Exists(_folder) ? [] : Directory.EnumerateFiles(_folder).Select(path => Path.GetFileName(path)!).Where(name => Metadata.IsName(name) && File(name) is not null);

    private static bool IsFolder(string name) => name.Equals(FolderSetting, StringComparison.OrdinalIgnoreCase);

    private static string? Filled(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
