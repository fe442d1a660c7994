using System.CommandLine;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PromotionPortal.Cli;
using PromotionPortal.Domain.Images;
using PromotionPortal.Registry;
using PromotionPortal.Tests.Registry;

namespace PromotionPortal.Tests.Cli;

/// <summary>The promotion step of a pipeline, between real registries.</summary>
public sealed class P2pVerbTests(DockerRegistry docker, EmbeddedHost embedded) : IClassFixture<DockerRegistry>, IClassFixture<EmbeddedHost>, IDisposable
{
    private static readonly SampleImage s_image = new("checkout", "1.4.0", new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero)) { Platforms = ["linux/amd64", "linux/arm64"], LayerSizes = [90_000] };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("p2p-");
    private readonly Dictionary<string, string> _environment = [];

    public void Dispose() => _folder.Delete(recursive: true);

    private string Docker(string stage) => $"{stage}/{_folder.Name.ToLowerInvariant()}";

    private async Task<(int Code, string Output, string Errors)> RunAsync(params string[] args)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        _environment["HOME"] = _folder.FullName;
        var root = new RootCommand { P2pVerb.Create(name => _environment.GetValueOrDefault(name)) };
        var code = await root.Parse(["p2p", "promote", .. args]).InvokeAsync(new() { Output = output, Error = errors });
        return (code, output.ToString(), errors.ToString());
    }

    private Task<Digest> PushAsync(string stage, SampleImage? image = null) => SampleImages.PushAsync(Remotes.At(docker.Address), Docker(stage) + "/checkout", image ?? s_image, default);

    private string DockerConfig(string json)
    {
        var path = Path.Combine(_folder.FullName, "config.json");
        File.WriteAllText(path, json);
        return path;
    }

    private string Login(string credentials) => DockerConfig(new JsonObject { ["auths"] = new JsonObject { [embedded.Host] = new JsonObject { ["auth"] = Encoded(credentials) } } }.ToJsonString());

    private static string Encoded(string credentials) => Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));

    [Fact]
    public async Task An_image_is_promoted_from_one_stage_to_the_next_with_everything_from_the_environment()
    {
        var digest = await PushAsync("fast-feedback");
        await Artifacts.AttachAsync(Remotes.At(docker.Address), Docker("fast-feedback") + "/checkout", digest, "application/spdx+json", "an sbom");
        _environment["SOURCE_REGISTRY"] = docker.Host;
        _environment["REGISTRY"] = docker.Host;
        _environment["SOURCE_STAGE"] = Docker("fast-feedback");
        _environment["DEST_STAGE"] = Docker("extended-test");
        _environment["DEST_REGISTRY"] = "";
        var (code, output, errors) = await RunAsync("checkout:1.4.0");
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains($"Promoted {digest}", output, StringComparison.Ordinal);
        Assert.Equal(digest, await Remotes.At(docker.Address).ResolveAsync(Docker("extended-test") + "/checkout", "1.4.0", default));
        Assert.Single(await Remotes.At(docker.Address).ListReferrersAsync(Docker("extended-test") + "/checkout", digest, default));
    }

    [Fact]
    public async Task A_second_time_it_takes_two_requests_and_says_so()
    {
        await PushAsync("test");
        await using var proxy = await FaultProxy.StartAsync(docker.Address);
        string[] args = ["checkout:1.4.0", "--source-registry", proxy.Address.Authority, "--dest-registry", proxy.Address.Authority, "--source-stage", Docker("test"), "--dest-stage", Docker("prod"), "--output", "json"];
        using (var first = JsonDocument.Parse((await RunAsync(args)).Output))
        {
            Assert.Equal("promoted", first.RootElement.GetProperty("result").GetString());
            Assert.Equal(0, first.RootElement.GetProperty("bytes").GetProperty("copied").GetInt64());
        }
        var before = proxy.Requests.Count;
        using var second = JsonDocument.Parse((await RunAsync(args)).Output);
        Assert.Equal("alreadyPromoted", second.RootElement.GetProperty("result").GetString());
        Assert.Equal(2, proxy.Requests.Count - before);
    }

    [Fact]
    public async Task A_flag_beats_its_variable()
    {
        var digest = await PushAsync("flag");
        _environment["SOURCE_STAGE"] = "nowhere";
        var (code, _, errors) = await RunAsync("checkout:1.4.0", "--source-registry", docker.Host, "--dest-registry", docker.Host, "--source-stage", Docker("flag"), "--dest-stage", Docker("flagged"));
        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(digest, await Remotes.At(docker.Address).ResolveAsync(Docker("flagged") + "/checkout", "1.4.0", default));
    }

    [Fact]
    public async Task Everything_that_is_missing_is_named_by_flag_and_variable()
    {
        _environment["SOURCE_STAGE"] = " ";
        var (code, _, errors) = await RunAsync("checkout:1.4.0", "--source-registry", docker.Host);
        Assert.Equal(2, code);
        Assert.Equal(
            """
            --dest-registry is required: give the flag, or set DEST_REGISTRY or REGISTRY.
            --dest-stage is required: give the flag, or set DEST_STAGE.
            --source-stage is required: give the flag, or set SOURCE_STAGE.

            """, errors);
    }

    [Theory]
    [InlineData("Checkout:1.4.0", "is not the name of an image")]
    [InlineData("../../x:1", "is not the name of an image")]
    public async Task What_is_no_image_is_a_wrong_usage(string image, string words)
    {
        var (code, _, errors) = await RunAsync(image, "--source-registry", docker.Host, "--dest-registry", docker.Host, "--source-stage", "a", "--dest-stage", "b");
        Assert.Equal(2, code);
        Assert.Contains(words, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_that_is_not_there_fails_in_words()
    {
        var (code, _, errors) = await RunAsync("checkout:9.9.9", "--source-registry", docker.Host, "--dest-registry", docker.Host, "--source-stage", Docker("none"), "--dest-stage", Docker("any"));
        Assert.Equal(1, code);
        Assert.Contains($"There is no image {docker.Host}/{Docker("none")}/checkout:9.9.9.", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tag_that_is_another_image_at_the_destination_is_left_alone()
    {
        await PushAsync("moving");
        var there = await PushAsync("fixed", s_image with { LayerSizes = [10_000] });
        string[] args = ["checkout:1.4.0", "--source-registry", docker.Host, "--dest-registry", docker.Host, "--source-stage", Docker("moving"), "--dest-stage", Docker("fixed")];
        var (code, _, errors) = await RunAsync(args);
        Assert.Equal(5, code);
        Assert.Contains(there.Text, errors, StringComparison.Ordinal);
        Assert.Equal(there, await Remotes.At(docker.Address).ResolveAsync(Docker("fixed") + "/checkout", "1.4.0", default));
        using var json = JsonDocument.Parse((await RunAsync([.. args, "--output", "json"])).Output);
        Assert.Equal("tagPointsElsewhere", json.RootElement.GetProperty("error").GetProperty("kind").GetString());
    }

    [Fact]
    public async Task A_registry_that_is_not_there_is_unreachable()
    {
        var (code, _, errors) = await RunAsync("checkout:1.4.0", "--source-registry", $"127.0.0.1:{Ports.Free()}", "--dest-registry", docker.Host, "--source-stage", "a", "--dest-stage", "b");
        Assert.Equal(4, code);
        Assert.Contains("cannot be reached", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_come_from_the_file_that_is_named_for_a_side()
    {
        var digest = await PushAsync("named");
        var file = Login(EmbeddedHost.Owner);
        var (code, _, errors) = await RunAsync("checkout:1.4.0", "--source-registry", docker.Host, "--dest-registry", embedded.Host, "--source-stage", Docker("named"), "--dest-stage", "main/named", "--dest-auth-override", file);
        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(digest, await embedded.Registry.ResolveAsync("named/checkout", "1.4.0", default));
    }

    [Fact]
    public async Task Without_a_file_they_come_from_the_Docker_configuration()
    {
        await PushAsync("configured");
        Login(EmbeddedHost.Owner);
        _environment["DOCKER_CONFIG"] = _folder.FullName;
        var (code, _, errors) = await RunAsync("checkout:1.4.0", "--source-registry", docker.Host, "--dest-registry", embedded.Host, "--source-stage", Docker("configured"), "--dest-stage", "main/configured");
        Assert.Equal((0, ""), (code, errors));
    }

    [Fact]
    public async Task A_file_that_cannot_be_used_or_credentials_that_are_not_accepted_are_said_without_the_secret()
    {
        await PushAsync("refused");
        string[] args = ["checkout:1.4.0", "--source-registry", docker.Host, "--dest-registry", embedded.Host, "--source-stage", Docker("refused"), "--dest-stage", "main/refused"];
        var (missing, _, where) = await RunAsync([.. args, "--dest-auth-override", "/nowhere/key.json"]);
        Assert.Equal(2, missing);
        Assert.Contains("/nowhere/key.json", where, StringComparison.Ordinal);
        var wrong = Login("owner:canary-41c7");
        var (denied, output, errors) = await RunAsync([.. args, "--dest-auth-override", wrong]);
        Assert.Equal(3, denied);
        Assert.DoesNotContain("canary", output + errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_credential_helper_is_asked_and_a_process_that_was_killed_at_half_goes_on_where_it_was()
    {
        var digest = await PushAsync("killed", s_image with { Platforms = ["linux/amd64"], LayerSizes = [24_000_000] });
        var helper = Path.Combine(_folder.FullName, "docker-credential-rig");
        await File.WriteAllTextAsync(helper, $$"""
            #!/bin/sh
            read host
            [ "$1 $host" = "get {{embedded.Host}}" ] && echo '{"Username":"owner","Secret":"secret"}'
            """);
        File.SetUnixFileMode(helper, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        DockerConfig("""{"credsStore":"rig"}""");

        await using var source = await FaultProxy.StartAsync(docker.Address);
        var half = new TaskCompletionSource();
        source.Body = async (context, body) =>
        {
            if (!FaultProxy.IsBlobGet(context) || context.Response.ContentLength < 20_000_000 || half.Task.IsCompleted)
            {
                await body.CopyToAsync(context.Response.Body, context.RequestAborted);
                return;
            }
            var bytes = new byte[16_000_000];
            await body.ReadExactlyAsync(bytes);
            await context.Response.Body.WriteAsync(bytes);
            await context.Response.Body.FlushAsync();
            half.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        string[] args = ["p2p", "promote", "checkout:1.4.0", "--source-registry", source.Address.Authority, "--dest-registry", embedded.Host, "--source-stage", Docker("killed"), "--dest-stage", "main/killed"];
        using (var first = Start(args))
        {
            await half.Task;
            await ArrivedAsync();
            first.Kill();
            await first.WaitForExitAsync();
        }
        var before = source.Requests.Count;
        using var second = Start(args);
        await second.WaitForExitAsync();
        Assert.Equal(0, second.ExitCode);
        Assert.Equal(digest, await embedded.Registry.ResolveAsync("killed/checkout", "1.4.0", default));
        Assert.Contains(source.Requests.Skip(before), request => request.Contains(" bytes=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_helper_that_is_named_for_one_host_is_asked_for_that_host_alone()
    {
        var digest = await PushAsync("helped");
        var helper = Path.Combine(_folder.FullName, "docker-credential-one");
        await File.WriteAllTextAsync(helper, $$"""
            #!/bin/sh
            read host
            echo "$1 $host" >> "{{_folder.FullName}}/asked"
            [ "$host" = "{{embedded.Host}}" ] && echo '{"Username":"owner","Secret":"secret"}'
            """);
        File.SetUnixFileMode(helper, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        DockerConfig(new JsonObject { ["credHelpers"] = new JsonObject { [embedded.Host] = "one" } }.ToJsonString());
        using var process = Start(["p2p", "promote", "checkout:1.4.0", "--source-registry", docker.Host, "--dest-registry", embedded.Host, "--source-stage", Docker("helped"), "--dest-stage", "main/helped"]);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        Assert.Equal(digest, await embedded.Registry.ResolveAsync("helped/checkout", "1.4.0", default));
        Assert.Equal([$"get {embedded.Host}"], await File.ReadAllLinesAsync(Path.Combine(_folder.FullName, "asked")));
    }

    // The registry has taken most of what was sent before the process is killed.
    private async Task ArrivedAsync()
    {
        for (var attempt = 0; attempt < 200 && embedded.BytesOfUploads() < 4_000_000; attempt++) await Task.Delay(50);
        Assert.True(embedded.BytesOfUploads() >= 4_000_000, "Nothing of the large layer arrived.");
    }

    private Process Start(string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(P2pVerb).Assembly.Location);
        foreach (var arg in args) start.ArgumentList.Add(arg);
        start.Environment["DOCKER_CONFIG"] = _folder.FullName;
        start.Environment["HOME"] = _folder.FullName;
        start.Environment["XDG_STATE_HOME"] = _folder.FullName;
        start.Environment["PATH"] = $"{_folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}";
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
