using System.Diagnostics;
using System.Text.Json;
using PromotionPortal.Cli;
using PromotionPortal.Domain.Images;
using PromotionPortal.Registry;
using PromotionPortal.Tests.Registry;

namespace PromotionPortal.Tests.Cli;

/// <summary>The make targets of a path to production, with this program in the place of the tool that they call.</summary>
public sealed class P2pMakeTests(TwoRegistries registries) : IClassFixture<TwoRegistries>, IDisposable
{
    private const string Makefile = """
        image_name = checkout
        image_tag = 1.4.0
        FAST_FEEDBACK_PATH = team/fast-feedback
        EXTENDED_TEST_PATH = team/extended-test
        PROD_PATH = team/prod

        .PHONY: p2p-promote-generic
        p2p-promote-generic:
        	corectl p2p promote $(image_name):${image_tag} \
        		--source-stage $(source_repo_path) \
        		--dest-registry $(REGISTRY) \
        		--dest-stage $(dest_repo_path)

        .PHONY: p2p-promote-to-extended-test
        p2p-promote-to-extended-test: source_repo_path=$(FAST_FEEDBACK_PATH)
        p2p-promote-to-extended-test: dest_repo_path=$(EXTENDED_TEST_PATH)
        p2p-promote-to-extended-test: p2p-promote-generic

        .PHONY: p2p-promote-to-prod
        p2p-promote-to-prod: source_repo_path=$(EXTENDED_TEST_PATH)
        p2p-promote-to-prod: dest_repo_path=$(PROD_PATH)
        p2p-promote-to-prod: p2p-promote-generic

        """;

    private static readonly SampleImage s_image = new("checkout", "1.4.0", new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero)) { Platforms = ["linux/amd64", "linux/arm64"], LayerSizes = [90_000] };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("make-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_targets_bring_an_image_from_stage_to_stage_with_all_that_belongs_to_it()
    {
        var source = Remotes.At(registries.First.Address);
        var digest = await SampleImages.PushAsync(source, "team/fast-feedback/checkout", s_image, default);
        var sbom = await Artifacts.AttachAsync(source, "team/fast-feedback/checkout", digest, "application/spdx+json", "an sbom");
        var signature = await Artifacts.TagAsync(source, "team/fast-feedback/checkout", digest, "sig", "a signature");
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "Makefile"), Makefile);
        var corectl = Path.Combine(_folder.FullName, "corectl");
        await File.WriteAllTextAsync(corectl, $"#!/bin/sh\nexec dotnet \"{typeof(P2pVerb).Assembly.Location}\" \"$@\"\n");
        File.SetUnixFileMode(corectl, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        await MakeAsync("p2p-promote-to-extended-test", registries.First.Host, registries.Second.Host);
        await MakeAsync("p2p-promote-to-prod", registries.Second.Host, registries.First.Host);

        foreach (var place in new[] { $"{registries.Second.Host}/team/extended-test/checkout", $"{registries.First.Host}/team/prod/checkout" })
        {
            Assert.Equal(digest, await DigestAsync($"{place}:1.4.0"));
            Assert.Equal(signature, await DigestAsync($"{place}:sha256-{digest.Hex}.sig"));
            using var list = JsonDocument.Parse(await Skopeo.RunAsync("inspect", "--raw", "--tls-verify=false", $"docker://{place}:sha256-{digest.Hex}"));
            Assert.Equal([sbom.Text], list.RootElement.GetProperty("manifests").EnumerateArray().Select(entry => entry.GetProperty("digest").GetString()));
            await Skopeo.RunAsync("copy", "--all", "--preserve-digests", "--src-tls-verify=false", $"docker://{place}@{digest}", $"dir:{Directory.CreateDirectory(Path.Combine(_folder.FullName, Path.GetRandomFileName())).FullName}");
        }
    }

    [Fact]
    public async Task A_target_fails_when_the_image_is_not_there()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "Makefile"), Makefile.Replace("1.4.0", "9.9.9", StringComparison.Ordinal));
        var corectl = Path.Combine(_folder.FullName, "corectl");
        await File.WriteAllTextAsync(corectl, $"#!/bin/sh\nexec dotnet \"{typeof(P2pVerb).Assembly.Location}\" \"$@\"\n");
        File.SetUnixFileMode(corectl, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var (code, output) = await RunAsync("p2p-promote-to-extended-test", registries.First.Host, registries.Second.Host);
        Assert.NotEqual(0, code);
        Assert.Contains("There is no image", output, StringComparison.Ordinal);
    }

    private static async Task<Digest> DigestAsync(string image) =>
        Digest.Parse((await Skopeo.RunAsync("inspect", "--tls-verify=false", "--no-tags", "--format", "{{.Digest}}", $"docker://{image}")).Trim());

    private async Task MakeAsync(string target, string source, string destination)
    {
        var (code, output) = await RunAsync(target, source, destination);
        Assert.True(code == 0, output);
    }

    // What the pipeline sets, and nothing else of ours.
    private async Task<(int Code, string Output)> RunAsync(string target, string source, string destination)
    {
        var start = new ProcessStartInfo("make", [target]) { WorkingDirectory = _folder.FullName, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SOURCE_REGISTRY"] = source;
        start.Environment["REGISTRY"] = destination;
        start.Environment["SOURCE_AUTH_OVERRIDE"] = "";
        start.Environment["DEST_AUTH_OVERRIDE"] = "";
        start.Environment["HOME"] = _folder.FullName;
        start.Environment["PATH"] = $"{_folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }
}

/// <summary>Two real registries.</summary>
public sealed class TwoRegistries : IAsyncLifetime
{
    public DockerRegistry First { get; } = new();

    public DockerRegistry Second { get; } = new();

    public Task InitializeAsync() => Task.WhenAll(First.InitializeAsync(), Second.InitializeAsync());

    public Task DisposeAsync() => Task.WhenAll(First.DisposeAsync(), Second.DisposeAsync());
}
