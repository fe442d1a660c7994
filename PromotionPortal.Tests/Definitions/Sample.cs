using System.Text;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Storage;
using PromotionPortal.Tests.Git;

namespace PromotionPortal.Tests.Definitions;

/// <summary>A store in a folder of its own, and definitions to put into it.</summary>
internal sealed class StoreUnderTest : IDisposable
{
    public static readonly ChangeAuthor Ada = new("Ada", "ada@example.org", "u-1", "c-1");

    private readonly Scratch _scratch = new();

    private StoreUnderTest() => Store = New();

    public DefinitionStore Store { get; private set; }

    public string Folder => Data.Definitions;

    public DataFolder Data => new(_scratch.Folder);

    public static async Task<StoreUnderTest> OpenAsync()
    {
        var under = new StoreUnderTest();
        await under.Store.OpenAsync();
        return under;
    }

    public async Task<CommitOutcome> Commit(params (string Path, string? Text)[] changes) =>
        await Store.CommitAsync([.. changes.Select(change => new PromotionPortal.Git.FileChange(change.Path, change.Text))], Store.Current.Commit, Ada, "Change");

    public async Task ReopenAsync()
    {
        Store.Dispose();
        Store = New();
        await Store.OpenAsync();
    }

    /// <summary>As somebody with git alone would do it: clone, write, commit, push.</summary>
    public void PushFromOutside(params (string Path, string? Text)[] changes)
    {
        var clone = _scratch.At("clone");
        if (Directory.Exists(clone)) Directory.Delete(clone, recursive: true);
        Scratch.Git(_scratch.Folder, "clone", "-q", Folder, clone);
        foreach (var (path, text) in changes)
        {
            var file = Path.Combine(clone, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            if (text is null) File.Delete(file);
            else File.WriteAllText(file, text);
        }
        Scratch.Git(clone, "add", "-A");
        Scratch.Git(clone, "commit", "-qm", "From outside");
        Scratch.Git(clone, "push", "-q", "origin", "main");
    }

    public void Dispose()
    {
        Store.Dispose();
        _scratch.Dispose();
    }

    private DefinitionStore New() => new(Data, StandingClock.AtNoon);
}

internal static class Sample
{
    public const string Main = "apiVersion: promotionportal/v1\nkind: Registry\nmetadata: { name: main }\nspec: { embedded: true }\n";
    public const string Shop = "apiVersion: promotionportal/v1\nkind: Product\nmetadata: { name: shop, title: Web shop }\n";
    public const string Checkout = "apiVersion: promotionportal/v1\nkind: Application\nmetadata: { name: checkout, labels: { team: shop } }\nspec:\n  product: shop\n  image: { registry: main, repository: shop/checkout }\n";

    public static (string Path, string? Text)[] All =>
    [
        ("registries/main.yaml", Main),
        ("products/shop.yaml", Shop),
        ("applications/checkout.yaml", Checkout),
        ("environments/prod.yaml", Environment("prod", "position: 40")),
    ];

    public static DefinitionsSnapshot Read(params (string Path, string Text)[] files) =>
        DefinitionFiles.Read(files.Select(file => new DefinitionFile(file.Path, Encoding.UTF8.GetBytes(file.Text))));

    public static string Environment(string name, string spec) => $"apiVersion: promotionportal/v1\nkind: Environment\nmetadata: {{ name: {name} }}\nspec:\n  {spec}\n";
}
