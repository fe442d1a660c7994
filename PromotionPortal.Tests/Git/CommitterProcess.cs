using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using PromotionPortal.Git;

namespace PromotionPortal.Tests.Git;

/// <summary>A process of its own that commits without end, to be killed. It is this assembly, started as a program.</summary>
internal static class CommitterProcess
{
    private const string Variable = "PORTAL_TEST_COMMITTER";

    /// <summary>Each line that it prints is a commit that it was told is made.</summary>
    public static Process Start(string repository)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(CommitterProcess).Assembly.Location);
        start.Environment[Variable] = repository;
        return Process.Start(start)!;
    }

#pragma warning disable CA2255 // the one way into a process before the test runner's own entry point
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void CommitIfAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } repository) return;
        RuntimeHelpers.RunModuleConstructor(typeof(Program).Module.ModuleHandle);
        CommitForEver(repository);
    }

    // Synchronously, and with nothing of this assembly on another thread: until its initializer returns, which it never does, any other thread would wait for it.
    private static void CommitForEver(string folder)
    {
        var author = new CommitAuthor("Ada", "ada@example.org");
        using var repository = BareRepository.OpenAsync(folder, TimeProvider.System, author).GetAwaiter().GetResult();
        for (var number = 0; ; number++)
        {
            using var reader = repository.Read();
            var path = $"environments/e{Environment.ProcessId}-{number % 50}.yaml";
            var outcome = repository.CommitAsync([new(path, number.ToString(CultureInfo.InvariantCulture))], reader.Tip!, author, $"Commit {number}").GetAwaiter().GetResult();
            if (outcome is GitOutcome.Committed committed) Console.Out.WriteLine(committed.Commit);
        }
    }
}
