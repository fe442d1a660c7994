using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using PromotionPortal.Domain.Images;
using PromotionPortal.Registry;
using PromotionPortal.Registry.Remote;

namespace PromotionPortal.Cli;

/// <summary>An image to be copied, and the files its layers were made of where those are needed again.</summary>
internal sealed record BenchImage(string Name, IReadOnlyList<string> LayerFiles)
{
    public const string Tag = "1.0.0";
    public const string Stage = "fast-feedback";

    public string Repository => $"{Stage}/{Name}";
}

/// <summary>Two real registries on free ports with images to copy between them; gone afterwards.</summary>
internal sealed class CopyRig : IAsyncDisposable
{
    private const string RegistryProgram = "/usr/bin/docker-registry";
    private const int LayersOfLarge = 10;
    private const int MegaByte = 1_000_000;

    private static readonly DateTimeOffset s_created = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("portal-bench-");
    private readonly HttpMessageInvoker _http = new(RegistryTransport.NewHandler());
    private readonly List<Process> _processes = [];
    private int _stages;

    public Uri Source { get; private set; } = null!;

    public Uri Target { get; private set; } = null!;

    public BenchImage Small { get; } = new("small", []);

    public BenchImage Multi { get; } = new("multi", []);

    public BenchImage Large { get; private set; } = new("large", []);

    public string Folder => _folder.FullName;

    /// <param name="largeMegaBytes">The size of the large image.</param>
    public static async Task<CopyRig> StartAsync(int largeMegaBytes, CancellationToken stop)
    {
        var rig = new CopyRig();
        rig.Source = await rig.StartRegistryAsync("a", stop);
        rig.Target = await rig.StartRegistryAsync("b", stop);
        using var registry = rig.Open(rig.Source);
        var small = new SampleImage(rig.Small.Name, BenchImage.Tag, s_created) { LayerSizes = [5 * MegaByte, 5 * MegaByte, 5 * MegaByte] };
        await SampleImages.PushAsync(registry, rig.Small.Repository, small, stop);
        await SampleImages.PushAsync(registry, rig.Multi.Repository, small with { Name = rig.Multi.Name, Platforms = ["linux/amd64", "linux/arm64", "linux/arm/v7", "linux/ppc64le"] }, stop);
        await rig.PushLargeAsync(registry, largeMegaBytes / LayersOfLarge * MegaByte, stop);
        return rig;
    }

    /// <summary>A place that no copy has been to.</summary>
    public string NewStage() => $"stage-{++_stages}";

    public RemoteRegistry Open(Uri address) => new("bench", address, _http, () => null, new HashSet<string>(), RemoteLimits.Usual, TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<Uri> StartRegistryAsync(string name, CancellationToken stop)
    {
        if (!File.Exists(RegistryProgram)) throw new CliException(ExitCode.Usage, "This needs docker-registry: sudo apt-get install docker-registry");
        var (port, config) = (FreePort(), Path.Combine(Folder, name + ".yml"));
        await File.WriteAllTextAsync(config, $$"""
            version: 0.1
            log: { level: error, accesslog: { disabled: true } }
            storage: { cache: { blobdescriptor: inmemory }, filesystem: { rootdirectory: {{Folder}}/{{name}} } }
            http: { addr: 127.0.0.1:{{port}} }
            """, stop);
        var start = new ProcessStartInfo(RegistryProgram) { ArgumentList = { "serve", config }, RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        var process = Process.Start(start)!;
        _processes.Add(process);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var address = new Uri($"http://127.0.0.1:{port}/");
        using var registry = Open(address);
        await registry.PingAsync(stop);
        return address;
    }

    // Written to files first: the floor is measured by sending the same files.
    private async Task PushLargeAsync(RemoteRegistry registry, int layerSize, CancellationToken stop)
    {
        var (layers, files) = (new JsonArray(), new List<string>());
        for (var at = 0; at < LayersOfLarge; at++)
        {
            var file = Path.Combine(Folder, $"layer-{at}");
            layers.Add((JsonNode)Entry(MediaTypes.OciLayer, await PushFileAsync(registry, await NoiseAsync(file, layerSize, stop), stop), layerSize));
            files.Add(file);
        }
        var config = "{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}"u8.ToArray();
        await registry.UploadBlobAsync(Large.Repository, Manifest.HashOf(config), config.Length, (_, _) => Task.FromResult<Stream>(new MemoryStream(config)), stop);
        var manifest = new JsonObject { ["schemaVersion"] = 2, ["mediaType"] = MediaTypes.OciManifest, ["config"] = Entry(MediaTypes.OciConfig, Manifest.HashOf(config), config.Length), ["layers"] = layers };
        await registry.PutManifestAsync(Large.Repository, BenchImage.Tag, Manifest.Of(MediaTypes.OciManifest, System.Text.Encoding.UTF8.GetBytes(manifest.ToJsonString())), stop);
        Large = Large with { LayerFiles = files };
    }

    private static async Task<string> NoiseAsync(string path, int size, CancellationToken stop)
    {
        await using var file = File.Create(path);
        var noise = new byte[MegaByte];
        for (var written = 0; written < size; written += MegaByte)
        {
            RandomNumberGenerator.Fill(noise);
            await file.WriteAsync(noise, stop);
        }
        return path;
    }

    private async Task<Digest> PushFileAsync(RemoteRegistry registry, string path, CancellationToken stop)
    {
        var digest = Digest.Parse("sha256:" + await HashAsync(path, stop));
        await registry.UploadBlobAsync(Large.Repository, digest, new FileInfo(path).Length, (offset, _) =>
        {
            var file = File.OpenRead(path);
            file.Position = offset;
            return Task.FromResult<Stream>(file);
        }, stop);
        return digest;
    }

    private static async Task<string> HashAsync(string path, CancellationToken stop)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, stop));
    }

    private static JsonObject Entry(string mediaType, Digest digest, long size) => new() { ["mediaType"] = mediaType, ["digest"] = digest.Text, ["size"] = size };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
