using LibGit2Sharp;

namespace PromotionPortal.Git;

/// <summary>Lets nothing but a repository's own configuration count: no insteadOf, proxy or include of the machine or its user.</summary>
internal static class GitIsolation
{
    private static readonly string s_nowhere = Path.Combine(AppContext.BaseDirectory, "libgit2");

    public static void Begin()
    {
        foreach (var level in new[] { ConfigurationLevel.Global, ConfigurationLevel.Xdg, ConfigurationLevel.System }) GlobalSettings.SetConfigSearchPaths(level, s_nowhere);
    }
}
