using System.Diagnostics;
using System.Runtime.InteropServices;

namespace PromotionPortal.Cli;

/// <summary>What something took: time on the wall, and time of processors.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Cost(double Seconds, double Cpu);

/// <summary>The programs that copying is measured beside, each as its users start it.</summary>
internal static class CopyPeers
{
    private const int OfChildren = -1;
    private const int UsageFields = 18;
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(5);

    // What skopeo learned in an earlier run. It is root's alone that lies outside of the home folder.
    private const string SkopeosMemory = "/var/lib/containers/cache/blob-info-cache-v1.boltdb";

    /// <summary>Every platform, digests kept, and with nothing remembered, as on a fresh CI runner.</summary>
    public static Task<Cost> SkopeoAsync(Uri source, string from, Uri target, string to, string home, CancellationToken stop)
    {
        if (Environment.IsPrivilegedProcess) File.Delete(SkopeosMemory);
        var fresh = Directory.CreateDirectory(Path.Combine(home, Path.GetRandomFileName())).FullName;
        return ProcessAsync("skopeo", ["--insecure-policy", "copy", "-q", "--all", "--preserve-digests", "--src-tls-verify=false", "--dest-tls-verify=false",
            $"docker://{source.Authority}/{from}", $"docker://{target.Authority}/{to}"], stop, ("XDG_DATA_HOME", fresh));
    }

    /// <summary>Nothing but sending the files of a large image, four at a time.</summary>
    public static async Task<Cost> UploadsAsync(Uri target, string repository, IReadOnlyList<string> files, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        using var http = new HttpClient();
        await Parallel.ForEachAsync(files, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = stop }, async (file, inside) =>
        {
            using var upload = await http.PostAsync(new Uri(target, $"v2/{repository}/blobs/uploads/"), content: null, inside);
            await ProcessAsync("curl", ["-sf", "-o", "/dev/null", "-X", "PATCH", "-T", file, "-H", "Expect:", "-H", "Content-Type: application/octet-stream", upload.Headers.Location!.AbsoluteUri], inside);
        });
        return new(watch.Elapsed.TotalSeconds, 0);
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<Cost> ProcessAsync(string program, IEnumerable<string> args, CancellationToken stop, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var (watch, before) = (Stopwatch.StartNew(), ChildrensCpu());
        using var process = Process.Start(start) ?? throw new CliException(ExitCode.Usage, $"{program} cannot be started.");
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(stop), process.StandardError.ReadToEndAsync(stop));
        await process.WaitForExitAsync(stop);
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await errors} {await output}");
        return new(watch.Elapsed.TotalSeconds, ChildrensCpu() - before);
    }

    /// <summary>The most memory that a program has had, as far as looking at it often shows.</summary>
    public static async Task<long> PeakAsync(string program, IEnumerable<string> args, CancellationToken stop, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, peak) = (process.StandardOutput.ReadToEndAsync(stop), 0L);
        while (!process.HasExited)
        {
            process.Refresh();
            peak = Math.Max(peak, PeakOf(process));
            await Task.Delay(s_betweenLooks, stop);
        }
        return process.ExitCode == 0 ? peak : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await output}");
    }

    private static long PeakOf(Process process)
    {
        try
        {
            return process.PeakWorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0; // it ended between the two looks
        }
    }

    // Of those that have ended, which is what a process that was just waited for has.
    private static double ChildrensCpu()
    {
        var usage = new long[UsageFields];
        return GetUsage(OfChildren, usage) == 0 ? usage[0] + usage[2] + ((usage[1] + usage[3]) / 1e6) : 0;
    }

    // The first four numbers are user and system time, each in seconds and microseconds.
    [DllImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int GetUsage(int who, [Out] long[] usage);
}
