using System.Text;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Access;
using PromotionPortal.Engine;
using PromotionPortal.Storage;
using PromotionPortal.Tests.Git;
using PromotionPortal.Tests.Identity;

namespace PromotionPortal.Tests.Remote;

/// <summary>A portal, an admin, and an empty repository elsewhere that git itself can push to.</summary>
internal sealed class RemoteWorld : IAsyncDisposable
{
    public const string Registry = "apiVersion: promotionportal/v1\nkind: Registry\nmetadata: { name: main }\nspec: { embedded: true }\n";

    public static readonly Actor Ada = new("ada", "Ada", Credential.Browser, [new(Role.SuperAdmin, Reach.All)], []);

    private readonly Portal _portal = new();
    private readonly WebApplicationFactory<Program> _configured;

    public RemoteWorld(params (string Key, string Value)[] settings)
    {
        Scratch.Git(Files.Folder, "init", "-q", "--bare", "-b", "main", Folder);
        Scratch.Git(Folder, "config", "http.receivepack", "true");
        _configured = _portal.WithWebHostBuilder(builder =>
        {
            builder.UseSetting("Git:Folders:0", Files.Folder).UseSetting("Outbound:Networks:0", "127.0.0.0/8");
            foreach (var (key, value) in settings) builder.UseSetting(key, value);
        });
    }

    public Scratch Files { get; } = new();

    public string Folder => Files.At("remote.git");

    public RemoteSetting File => new("file://" + Folder);

    public IServiceProvider Services => _configured.Services;

    public DefinitionStore Store => Services.GetRequiredService<DefinitionStore>();

    public RemoteDesk Desk => Services.GetRequiredService<RemoteDesk>();

    public DefinitionRemote Remote => Services.GetRequiredService<DefinitionRemote>();

    public string RemoteTip => Scratch.Git(Folder, "rev-parse", "main");

    public HttpClient Client() => _configured.CreateClient();

    public async Task SetSecretAsync(string name, string value) => Assert.True((await Services.GetRequiredService<SecretDesk>().SetAsync(Ada, name, value, default)).IsDone);

    /// <summary>Sets the remote and waits for the outcome of an exchange.</summary>
    public async Task<RemoteRow> ShareAsync(RemoteSetting setting)
    {
        var answer = await Desk.SetAsync(Ada, setting, default);
        Assert.True(answer.IsDone, answer.Text);
        await Remote.SyncAsync(default);
        return (await Remote.RowAsync(default))!;
    }

    public async Task CommitAsync(string path, string? text) =>
        Assert.IsType<CommitOutcome.Committed>(await Store.CommitAsync([new(path, text)], Store.Current.Commit, new("Ada", "ada@example.org", "ada", "c-1"), "Change"));

    public void PushFromOutside(params (string Path, string Text)[] files)
    {
        var clone = Files.At("clone");
        if (Directory.Exists(clone)) Directory.Delete(clone, recursive: true);
        Scratch.Git(Files.Folder, "clone", "-q", Folder, clone);
        foreach (var (path, text) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(clone, path))!);
            System.IO.File.WriteAllText(Path.Combine(clone, path), text, new UTF8Encoding(false));
        }
        Scratch.Git(clone, "add", "-A");
        Scratch.Git(clone, "commit", "-qm", "From outside");
        Scratch.Git(clone, "push", "-q", "origin", "HEAD:main");
    }

    public static async Task UntilAsync(Func<bool> holds)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!holds()) await Task.Delay(TimeSpan.FromMilliseconds(20), late.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _configured.DisposeAsync();
        await _portal.DisposeAsync();
        Files.Dispose();
    }
}
