using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace PromotionPortal.E2E;

/// <summary>The real program as a process of its own: started, killed, and started again on the same data.</summary>
public sealed class DemoProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_longestStart = TimeSpan.FromMinutes(2);
    private static readonly string s_program = Path.Combine(AppContext.BaseDirectory, "PromotionPortal.dll");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("portal-e2e-");
    private Process? _process;

    public int Port { get; } = FreePort();

    // localhost, not 127.0.0.1, which browsers trust less.
    public string Address => $"http://localhost:{Port}";

    public string Host => $"localhost:{Port}";

    /// <summary>The repository that its definitions are kept in.</summary>
    public string Definitions => Path.Combine(_folder.FullName, "definitions.git");

    public IReadOnlyList<DemoPerson> People { get; private set; } = [];

    public DemoPerson Person(string name) => People.Single(person => person.Name == name);

    public async Task StartAsync()
    {
        _process = Start("demo", "--port", $"{Port}", "--data", _folder.FullName, "--output", "json");
        using var late = new CancellationTokenSource(s_longestStart);
        var line = await _process.StandardOutput.ReadLineAsync(late.Token) ?? throw new InvalidOperationException($"The demo ended: {await _process.StandardError.ReadToEndAsync(late.Token)}");
        People = [.. JsonSerializer.Deserialize<JsonElement>(line).GetProperty("people").EnumerateArray().Select(person => new DemoPerson(
            person.GetProperty("name").GetString()!, person.GetProperty("link").GetString()!, person.GetProperty("token").GetString()!))];
    }

    /// <summary>As kill -9 does it.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Runs a verb of the program; its exit code and what it printed.</summary>
    public async Task<(int Code, string Output, string Error)> RunAsync(DemoPerson? person, params string[] args)
    {
        using var process = Start([.. args, .. person is null ? Array.Empty<string>() : ["--server", Address, "--token", person.Token]]);
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await error);
    }

    public Task<(int Code, string Output, string Error)> DoctorAsync() => RunAsync(person: null, "doctor", "--data", _folder.FullName);

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false }) await KillAsync();
        _process?.Dispose();
        _folder.Delete(recursive: true);
    }

    public Process Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(s_program);
        foreach (var arg in args) start.ArgumentList.Add(arg);
        // A session of its own, wherever the machine keeps those of people.
        start.Environment["XDG_CONFIG_HOME"] = Path.Combine(_folder.FullName, "config");
        return Process.Start(start)!;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>A person of the demo with his ways in.</summary>
public sealed record DemoPerson(string Name, string Link, string Token);
