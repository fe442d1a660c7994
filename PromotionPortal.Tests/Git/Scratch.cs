using System.Diagnostics;

namespace PromotionPortal.Tests.Git;

/// <summary>A folder of its own for one test, and the git program to look at it from outside.</summary>
public sealed class Scratch : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("portal-test-");

    public string Folder => _folder.FullName;

    public string At(string name) => Path.Combine(Folder, name);

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>What git prints, or a failure with what it complains of.</summary>
    public static string Git(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in new[] { ("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_AUTHOR_NAME", "Ada"), ("GIT_AUTHOR_EMAIL", "ada@example.org"), ("GIT_COMMITTER_NAME", "Ada"), ("GIT_COMMITTER_EMAIL", "ada@example.org") })
            start.Environment[name] = value;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("git is missing: apt-get install git");
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {error.GetAwaiter().GetResult()}");
        return output.Trim();
    }
}

/// <summary>A clock that stands where it is put.</summary>
public sealed class StandingClock(DateTimeOffset now) : TimeProvider
{
    public static StandingClock AtNoon => new(new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));

    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
