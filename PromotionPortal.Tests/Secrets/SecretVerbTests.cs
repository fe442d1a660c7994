using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using PromotionPortal.Cli;
using PromotionPortal.Domain.Access;
using PromotionPortal.Engine;
using PromotionPortal.Identity;
using PromotionPortal.Tests.Git;
using PromotionPortal.Tests.Identity;

namespace PromotionPortal.Tests.Secrets;

/// <summary>Secrets by command line, as a process of its own, and by API.</summary>
public sealed class SecretVerbTests : IAsyncLifetime, IDisposable
{
    private readonly Portal _portal = new();
    private readonly Scratch _scratch = new();
    private string _session = "";

    public async Task InitializeAsync()
    {
        _portal.UseKestrel(0);
        _portal.StartServer();
        await _portal.AddAsync("ada", new Grant(Role.SuperAdmin, Reach.All));
        var devices = _portal.Get<DeviceLogins>();
        var start = (await devices.StartAsync("test", "here"))!;
        Assert.True((await devices.ApproveAsync(await _portal.ActorAsync("ada"), start.UserCode)).IsDone);
        _session = (await devices.CollectAsync(start.DeviceCode)).Token!;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _portal.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public async Task A_value_is_piped_in_listed_by_name_and_deleted()
    {
        Assert.Equal((0, "main-registry is set.\n"), await RunAsync("robot:hunter2\n", "secret", "set", "main-registry"));
        Assert.Equal("robot:hunter2", _portal.Get<SecretStore>().Find("main-registry"));

        var (code, list) = await RunAsync("", "secret", "list");
        Assert.Equal(0, code);
        Assert.Matches("^main-registry +set by ada the person on ", list);
        Assert.DoesNotContain("hunter2", list, StringComparison.Ordinal);

        Assert.Equal((0, "main-registry is deleted.\n"), await RunAsync("", "secret", "delete", "main-registry"));
        Assert.Equal(ExitCode.Refused, (await RunAsync("", "secret", "delete", "main-registry")).Code);
    }

    [Fact]
    public async Task A_key_is_read_from_a_file_as_it_stands()
    {
        File.WriteAllText(_scratch.At("key"), "-----BEGIN-----\nabc\n-----END-----\n");
        Assert.Equal(0, (await RunAsync("", "secret", "set", "deploy-key", "--from-file", _scratch.At("key"))).Code);
        Assert.Equal("-----BEGIN-----\nabc\n-----END-----\n", _portal.Get<SecretStore>().Find("deploy-key"));
    }

    [Theory]
    [InlineData(ExitCode.Usage, "", "secret", "set", "main-registry")]
    [InlineData(ExitCode.Usage, "", "secret", "set", "main-registry", "--from-file", "/nowhere/at/all")]
    [InlineData(ExitCode.Usage, "x", "secret", "set", "main-registry", "the-value")]
    [InlineData(ExitCode.Refused, "x", "secret", "set", "Not A Name")]
    public async Task A_wrong_call_sets_nothing(int code, string input, params string[] args)
    {
        Assert.Equal(code, (await RunAsync(input, args)).Code);
        Assert.Null(_portal.Get<SecretStore>().Find("main-registry"));
    }

    [Fact]
    public async Task The_api_takes_values_and_gives_none()
    {
        using var client = new HttpClient { BaseAddress = _portal.ClientOptions.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", _session);
        var put = await client.PutAsJsonAsync("/api/secrets/main-registry", new { value = "robot:hunter2" });
        Assert.Equal((HttpStatusCode.NoContent, ""), (put.StatusCode, await put.Content.ReadAsStringAsync()));
        var all = await client.GetStringAsync("/api/secrets") + await client.GetStringAsync("/api/secrets/main-registry");
        Assert.Contains("\"source\":\"Portal\"", all, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", all, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await client.PutAsJsonAsync("/api/secrets/main-registry", new { value = new string('x', 200_000) })).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync("/api/secrets/main-registry")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/secrets/main-registry")).StatusCode);
    }

    private async Task<(int Code, string Output)> RunAsync(string input, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var arg in (string[])[Path.Combine(AppContext.BaseDirectory, "PromotionPortal.dll"), .. args]) start.ArgumentList.Add(arg);
        start.Environment[PortalClient.ServerVariable] = _portal.ClientOptions.BaseAddress.ToString();
        start.Environment[PortalClient.TokenVariable] = _session;
        start.Environment["XDG_CONFIG_HOME"] = _scratch.Folder;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        await errors;
        return (process.ExitCode, output);
    }
}
