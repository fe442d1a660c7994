using System.Diagnostics;

namespace PromotionPortal.Tests.Registry;

/// <summary>The other client of registries.</summary>
internal static class Skopeo
{
    private const string Program = "/usr/bin/skopeo";

    public static async Task<string> RunAsync(params string[] args)
    {
        var (code, output, errors) = await TryAsync(args);
        Assert.True(code == 0, $"skopeo {string.Join(' ', args)}\n{errors}");
        return output;
    }

    public static async Task<(int Code, string Output, string Errors)> TryAsync(params string[] args)
    {
        Assert.True(File.Exists(Program), "This test needs skopeo: sudo apt-get install skopeo");
        var start = new ProcessStartInfo(Program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add("--insecure-policy");
        foreach (var arg in args) start.ArgumentList.Add(arg);
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
