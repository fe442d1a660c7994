using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace PromotionPortal.Registry.Remote;

/// <summary>Finds the credentials that `docker login` left on this machine, and asks the credential helpers it names.</summary>
public sealed class DockerLogin(Func<string, string?> environment)
{
    private const string TokenUser = "<token>";
    private const string DockerHubKey = "https://index.docker.io/v1/";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Null: the host is used without credentials.</summary>
    public async Task<RegistryCredentials?> FindAsync(string host, CancellationToken stop)
    {
        var path = Path.Combine(environment("DOCKER_CONFIG") is { Length: > 0 } folder ? folder : Path.Combine(environment("HOME") ?? "/", ".docker"), "config.json");
        if (!File.Exists(path)) return null;
        using var config = await ReadAsync(path, stop);
        if (HelperFor(config.RootElement, host) is { } helper) return await AskAsync(helper, host, stop);
        return DockerConfig.Entry(config.RootElement, host);
    }

    private static async Task<JsonDocument> ReadAsync(string path, CancellationToken stop)
    {
        try
        {
            return JsonDocument.Parse(await File.ReadAllBytesAsync(path, stop));
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new RegistryException(RegistryFault.Denied, $"The Docker configuration {path} cannot be read: {e.Message}", e);
        }
    }

    private static string? HelperFor(JsonElement config, string host)
    {
        if (config.TryGetProperty("credHelpers", out var helpers) && helpers.ValueKind == JsonValueKind.Object && helpers.TryGetProperty(host, out var own)) return own.GetString();
        return config.TryGetProperty("credsStore", out var store) && store.GetString() is { Length: > 0 } name ? name : null;
    }

    // The helper reads the host and writes JSON; a helper that knows nothing ends with an error, and then there are no credentials.
    private static async Task<RegistryCredentials?> AskAsync(string helper, string host, CancellationToken stop)
    {
        if (!helper.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')) throw Unusable(helper, "its name is not the name of a program");
        using var process = Start(helper);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(s_patience);
        try
        {
            await process.StandardInput.WriteAsync(host == "docker.io" ? DockerHubKey : host);
            process.StandardInput.Close();
            var output = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return process.ExitCode == 0 ? Read(output, helper) : null;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            throw Unusable(helper, $"it did not answer for {s_patience.TotalSeconds:0} seconds");
        }
    }

    private static Process Start(string helper)
    {
        try
        {
            var start = new ProcessStartInfo("docker-credential-" + helper) { ArgumentList = { "get" }, RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw Unusable(helper, e.Message);
        }
    }

    private static RegistryCredentials? Read(string output, string helper)
    {
        try
        {
            using var json = JsonDocument.Parse(output);
            var (user, secret) = (json.RootElement.GetProperty("Username").GetString() ?? "", json.RootElement.GetProperty("Secret").GetString() ?? "");
            return user == TokenUser ? new("", "") { RefreshToken = secret } : user.Length + secret.Length == 0 ? null : new(user, secret);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw Unusable(helper, "its answer cannot be read");
        }
    }

    private static RegistryException Unusable(string helper, string why) =>
        new(RegistryFault.Denied, $"The Docker configuration names the credential helper docker-credential-{helper}, which cannot be used: {why}.");
}
