using System.Diagnostics;
using System.Text.Json;

namespace PromotionPortal.E2E;

/// <summary>Somebody else's registry client, as a witness.</summary>
internal static class Skopeo
{
    public static async Task<string> DigestAsync(DemoProcess demo, DemoPerson person, string image)
    {
        var start = new ProcessStartInfo("/usr/bin/skopeo") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var arg in new[] { "inspect", "--tls-verify=false", "--creds", $"{person.Name}:{person.Token}", $"docker://{demo.Host}/{image}" }) start.ArgumentList.Add(arg);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await error);
        return JsonSerializer.Deserialize<JsonElement>(output).GetProperty("Digest").GetString()!;
    }
}
