using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace PromotionPortal.Tests.Registry;

/// <summary>A real `docker-registry` on a free port, with a folder of its own; gone afterwards.</summary>
public sealed class DockerRegistry : IAsyncLifetime
{
    private const string Program = "/usr/bin/docker-registry";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("registry-");
    private Process? _process;

    public int Port { get; } = Ports.Free();

    /// <summary>The part of its configuration that says whom it tells of pushes.</summary>
    public string Notifications { get; set; } = "";

    public string Host => $"127.0.0.1:{Port}";

    public Uri Address => new($"http://{Host}/");

    public async Task InitializeAsync()
    {
        Assert.True(File.Exists(Program), "This test needs docker-registry: sudo apt-get install docker-registry");
        var config = Path.Combine(_folder.FullName, "config.yml");
        await File.WriteAllTextAsync(config, $$"""
            version: 0.1
            log: { level: error, accesslog: { disabled: true } }
            storage: { filesystem: { rootdirectory: {{_folder.FullName}}/data }, delete: { enabled: true } }
            http: { addr: 127.0.0.1:{{Port}} }
            {{Notifications}}
            """);
        _process = Process.Start(new ProcessStartInfo(Program) { ArgumentList = { "serve", config }, RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        await AnswersAsync();
    }

    public async Task DisposeAsync()
    {
        _process!.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task AnswersAsync()
    {
        using var http = new HttpClient();
        for (var attempt = 0; attempt < 200; attempt++)
        {
            try
            {
                using var response = await http.GetAsync(new Uri(Address, "v2/"));
                if (response.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                await Task.Delay(50);
            }
        }
        Assert.Fail("docker-registry did not start.");
    }
}

internal static class Ports
{
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
