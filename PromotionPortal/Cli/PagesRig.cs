using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Storage;

namespace PromotionPortal.Cli;

/// <summary>The demo as a process of its own, a Chromium to use it with, and as many waiting requests as are wanted; gone afterwards.</summary>
internal sealed class PagesRig : IAsyncDisposable
{
    public const string Application = "checkout";

    private const int RowsAtOnce = 1_000;
    private static readonly string[] s_targets = ["prod"];
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(100);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("portal-bench-");
    private readonly HttpClient _http = new();
    private readonly ServiceProvider _storage;
    private Process? _demo;
    private Chromium? _browser;
    private JsonElement _people;

    private PagesRig()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddStorage(new DataFolder(Data));
        _storage = services.BuildServiceProvider();
    }

    public string Address { get; private set; } = "";

    private string Data => Path.Combine(_folder.FullName, "data");

    public static async Task<PagesRig> StartAsync(CancellationToken stop)
    {
        var rig = new PagesRig();
        try
        {
            await rig.BeginAsync(stop);
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    /// <summary>A tab of a fresh profile in which this person is signed in; each may come once.</summary>
    public async Task<ChromiumTab> SignInAsync(string name, CancellationToken stop)
    {
        var tab = await _browser!.OpenAsync(stop);
        await tab.GoAsync(Of(name, "link"), stop);
        await tab.ClickAsync("document.querySelector('main form button')", stop);
        await tab.UntilAsync("document.querySelector('a[href]') && !location.pathname.startsWith('/sign-in')", stop);
        return tab;
    }

    /// <summary>Asks for what needs an approval, as the API does it, and waits until people are asked.</summary>
    public async Task<long> RequestAsync(string tag, CancellationToken stop)
    {
        var body = JsonContent.Create(new { images = new[] { new { application = Application, image = tag } }, environments = s_targets, reason = "Customers wait for it." });
        var accepted = await AskAsync(HttpMethod.Post, "/api/promotions", body, stop);
        var id = accepted.GetProperty("results")[0].GetProperty("promotion").GetInt64();
        while ((await AskAsync(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"/api/promotions/{id}"), body: null, stop)).GetProperty("promotion").GetProperty("state").GetString() != nameof(PromotionState.AwaitingApproval)) await Task.Delay(s_lookEvery, stop);
        return id;
    }

    /// <summary>So many more requests that wait like this one, each for an image of its own. From: how many there are already.</summary>
    public async Task MultiplyAsync(long request, int count, CancellationToken stop, int from = 0)
    {
        for (var at = 0; at < count; at += RowsAtOnce)
        {
            await using var db = await _storage.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync(stop);
            var row = await db.Promotions.AsNoTracking().Include(row => row.Items).SingleAsync(row => row.Id == request, stop);
            var image = await db.Images.AsNoTracking().SingleAsync(image => image.Application == Application && image.Digest == row.Items[0].Digest, stop);
            for (var one = at; one < Math.Min(at + RowsAtOnce, count); one++) Add(db, row, image, from + one);
            await db.SaveChangesAsync(stop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        if (_demo is { HasExited: false })
        {
            _demo.Kill(entireProcessTree: true);
            await _demo.WaitForExitAsync();
        }
        _demo?.Dispose();
        _http.Dispose();
        await _storage.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private async Task BeginAsync(CancellationToken stop)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var arg in new[] { typeof(PagesRig).Assembly.Location, "demo", "--port", $"{FreePort()}", "--data", Data, "--output", "json" }) start.ArgumentList.Add(arg);
        _demo = Process.Start(start)!;
        var line = await _demo.StandardOutput.ReadLineAsync(stop) ?? throw new InvalidOperationException("The demo ended before it answered.");
        var told = JsonSerializer.Deserialize<JsonElement>(line);
        (Address, _people) = (told.GetProperty("address").GetString()!, told.GetProperty("people"));
        _browser = await Chromium.StartAsync(Path.Combine(_folder.FullName, "browser"), stop);
    }

    private static void Add(PortalDb db, PromotionRow like, ImageRow image, int at)
    {
        var digest = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{like.Id} {at}"))));
        var tag = string.Create(CultureInfo.InvariantCulture, $"2.{like.Id}.{at}");
        var (old, item) = (like.Items[0].Digest, like.Items[0]);
        // Without a tag in the registry, so that nobody who looks there finds it changed.
        db.Images.Add(new() { Application = Application, Digest = digest, Tags = [], GoneAt = image.FirstSeenAt, Platforms = image.Platforms, Size = image.Size, FirstSeenAt = image.FirstSeenAt, Annotations = image.Annotations });
        db.Promotions.Add(new()
        {
            State = like.State,
            Environment = like.Environment,
            ImmutableTags = like.ImmutableTags,
            Reason = like.Reason,
            RequestedById = like.RequestedById,
            RequestedByName = like.RequestedByName,
            RequestedAt = like.RequestedAt.AddSeconds(-at),
            ChangedAt = like.ChangedAt,
            DefinitionsCommit = like.DefinitionsCommit,
            ExpiresAt = like.ExpiresAt,
            Governing = like.Governing.Replace(old, digest, StringComparison.Ordinal),
            LookAt = like.ExpiresAt,
            LookedCommit = like.LookedCommit,
            Items =
            [
                new()
                {
                    Application = Application, Environment = like.Environment, Digest = digest, Tag = tag, SourceRegistry = item.SourceRegistry, SourceRepository = item.SourceRepository,
                    TargetRegistry = item.TargetRegistry, TargetRepository = item.TargetRepository, Phase = item.Phase, Active = true,
                },
            ],
        });
    }

    private string Of(string name, string what) => _people.EnumerateArray().First(person => person.GetProperty("name").GetString() == name).GetProperty(what).GetString()!;

    private async Task<JsonElement> AskAsync(HttpMethod method, string path, HttpContent? body, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, Address + path) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Of("dora", "token"));
        using var answer = await _http.SendAsync(request, stop);
        return JsonSerializer.Deserialize<JsonElement>(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(stop));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
