using System.Diagnostics;

namespace PromotionPortal.Tests.Cel;

/// <summary>Runs a script of wwwroot-assets/test/cel in Node, whose packages the build has restored.</summary>
internal static class NodeTool
{
    public static async Task<string> RunAsync(string script, string input = "")
    {
        var folder = Path.Combine(Root(), "wwwroot-assets");
        using var node = Process.Start(new ProcessStartInfo("node", [Path.Combine("test", "cel", script)])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException("Node did not start: apt-get install nodejs npm");
        var output = node.StandardOutput.ReadToEndAsync();
        var errors = node.StandardError.ReadToEndAsync();
        await node.StandardInput.WriteAsync(input);
        node.StandardInput.Close();
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, $"{script} ended with {node.ExitCode}; if a package is missing: npm --prefix wwwroot-assets ci\n{await errors}");
        return await output;
    }

    public static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "PromotionPortal.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
