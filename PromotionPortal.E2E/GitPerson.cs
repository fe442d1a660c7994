using System.Diagnostics;

namespace PromotionPortal.E2E;

/// <summary>Somebody who changes definitions with git alone.</summary>
internal static class GitPerson
{
    public static void Push(DemoProcess demo, string file, Func<string, string> edit, string message)
    {
        var clone = Directory.CreateTempSubdirectory("definitions-clone-");
        try
        {
            Run(clone.FullName, "clone", "-q", demo.Definitions, ".");
            var path = Path.Combine(clone.FullName, file);
            File.WriteAllText(path, edit(File.ReadAllText(path)));
            Run(clone.FullName, "-c", "user.name=Gil Gitter", "-c", "user.email=gil@example.org", "commit", "-qam", message);
            Run(clone.FullName, "push", "-q", "origin", "HEAD");
        }
        finally
        {
            clone.Delete(recursive: true);
        }
    }

    /// <summary>What is saved in a file.</summary>
    public static string Read(DemoProcess demo, string file) => Run(demo.Definitions, "show", $"main:{file}");

    private static string Run(string folder, params string[] args)
    {
        using var git = Process.Start(new ProcessStartInfo("git", args) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false }) ?? throw new InvalidOperationException("git is missing: apt-get install git");
        var error = git.StandardError.ReadToEndAsync();
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.True(git.ExitCode == 0, error.GetAwaiter().GetResult());
        return output;
    }
}
