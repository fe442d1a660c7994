namespace PromotionPortal.Cli;

/// <summary>Scripts that measure what others made. They lie with the page's assets, and so only where the sources are.</summary>
internal static class Peers
{
    private static readonly string s_folder = Path.Combine("wwwroot-assets", "bench");

    public static string Find(string script)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, s_folder, script);
            if (File.Exists(path)) return path;
        }
        throw new InvalidOperationException($"This is measured where the sources are: there is no {Path.Combine(s_folder, script)} here.");
    }
}
