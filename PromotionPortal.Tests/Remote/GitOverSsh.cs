using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using PromotionPortal.Tests.Git;

namespace PromotionPortal.Tests.Remote;

/// <summary>A real sshd on a free port, for one key and one person: whoever runs the tests.</summary>
internal sealed class GitOverSsh : IAsyncDisposable
{
    private const string Program = "/usr/sbin/sshd";
    private readonly Process _process;

    private GitOverSsh(Process process, int port, string key, string fingerprint) => (_process, Port, Key, Fingerprint) = (process, port, key, fingerprint);

    public int Port { get; }

    /// <summary>The private key that is let in.</summary>
    public string Key { get; }

    public string Fingerprint { get; }

    public static string User => Environment.UserName;

    public static async Task<GitOverSsh> StartAsync(Scratch scratch)
    {
        if (!File.Exists(Program)) throw new InvalidOperationException("sshd is missing: apt-get install openssh-server");
        NewKey(scratch.At("host"));
        NewKey(scratch.At("own"));
        File.Copy(scratch.At("own.pub"), scratch.At("authorized"));
        if (Environment.UserName == "root") Directory.CreateDirectory("/run/sshd");
        var port = FreePort();
        File.WriteAllText(scratch.At("sshd_config"), $"""
            ListenAddress 127.0.0.1:{port}
            HostKey {scratch.At("host")}
            AuthorizedKeysFile {scratch.At("authorized")}
            PidFile none
            UsePAM no
            StrictModes no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin prohibit-password

            """);
        var process = Process.Start(new ProcessStartInfo(Program, ["-D", "-e", "-f", scratch.At("sshd_config")]) { UseShellExecute = false, RedirectStandardError = true })!;
        await UntilItListensAsync(process, port);
        var fingerprint = Run("ssh-keygen", "-l", "-E", "sha256", "-f", scratch.At("host.pub")).Split(' ')[1];
        return new(process, port, await File.ReadAllTextAsync(scratch.At("own")), fingerprint);
    }

    public static void NewKey(string path) => Run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", path);

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task UntilItListensAsync(Process process, int port)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            if (process.HasExited) throw new InvalidOperationException($"sshd ended: {await process.StandardError.ReadToEndAsync(late.Token)}");
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, late.Token);
                _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), late.Token);
            }
        }
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true }) ?? throw new InvalidOperationException($"{program} is missing: apt-get install openssh-server");
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
