namespace PromotionPortal.Cli;

/// <summary>The smallest program that asks a registry two things: what a cold start costs before anything is done.</summary>
internal static class BareProcess
{
    private const string Project = """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>""";

    private const string Program = """
        using var http = new System.Net.Http.HttpClient();
        foreach (var address in args) (await http.GetAsync(address)).Dispose();
        """;

    /// <summary>Builds it, optimised, in a folder of its own, and gives its path.</summary>
    public static async Task<string> BuildAsync(string folder, CancellationToken stop)
    {
        var own = Directory.CreateDirectory(Path.Combine(folder, "bare")).FullName;
        await File.WriteAllTextAsync(Path.Combine(own, "bare.csproj"), Project, stop);
        await File.WriteAllTextAsync(Path.Combine(own, "Program.cs"), Program, stop);
        await CopyPeers.ProcessAsync("dotnet", ["build", own, "-c", "Release", "-v", "quiet", "-nologo", "-o", Path.Combine(own, "out"), "-p:UseSharedCompilation=false", "-nodeReuse:false"], stop);
        return Path.Combine(own, "out", "bare.dll");
    }
}
