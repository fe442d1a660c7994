using System.Text;
using PromotionPortal.Git;
using PromotionPortal.Tests.Git;

namespace PromotionPortal.Tests.Definitions;

/// <summary>What somebody with the right to push can put into the repository. None of it may stop the rest from being read.</summary>
public sealed class HostileRepositoryTests
{
    public static TheoryData<string> Texts => new()
    {
        string.Concat(Enumerable.Repeat("[", 20_000)),
        string.Concat(Enumerable.Repeat("{a: ", 20_000)),
        string.Concat(Enumerable.Range(0, 5_000).Select(level => new string(' ', level % 100) + "- ")),
        "a: &a [x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\n",
        "apiVersion: promotionportal/v1\nkind: Environment\nkind: Environment\nmetadata: { name: evil }\n",
        "!!python/object/apply:os.system [ id ]\n",
        "spec: !<tag:yaml.org,2002:binary> aGk=\n",
        "\0\0\0",
        "%YAML 9.9\n---\nx\n",
        "metadata: { name: " + new string('a', 200_000) + " }\n",
        "\uFEFF\uFEFFkind: x",
        "? " + new string('?', 5_000),
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_hostile_file_is_a_problem_and_everything_else_is_live(string text)
    {
        using var under = await StoreUnderTest.OpenAsync();
        under.PushFromOutside([.. Sample.All, ("environments/evil.yaml", text)]);
        await under.Store.RefreshAsync();
        Assert.Equal(["prod"], under.Store.Current.Environments.Keys);
        Assert.All(under.Store.Current.Problems, problem => Assert.Equal("environments/evil.yaml", problem.File));
        Assert.NotEmpty(under.Store.Current.Problems);
        Assert.All(under.Store.Current.Problems, problem => Assert.InRange(problem.ToString().Length, 1, 1000));
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_not_even_read()
    {
        using var under = await StoreUnderTest.OpenAsync();
        under.PushFromOutside([.. Sample.All, ("environments/evil.yaml", new string('#', 3_000_000))]);
        await under.Store.RefreshAsync();
        Assert.Equal("environments/evil.yaml:1:1: The file is larger than 256 KiB. Split it, or remove what does not belong here.", Assert.Single(under.Store.Current.Problems).ToString());
    }

    // Trees that no honest git makes: written byte by byte.
    [Theory]
    [InlineData("..", "100644")]
    [InlineData(".git", "100644")]
    [InlineData("prod.yaml/../x.yaml", "100644")]
    [InlineData("evil\nname.yaml", "100644")]
    [InlineData("evil.yaml", "160000")]
    [InlineData("-evil.yaml", "120000")]
    public async Task An_odd_entry_of_a_tree_leads_nowhere(string name, string mode)
    {
        using var under = await StoreUnderTest.OpenAsync();
        await under.Commit(Sample.All);
        var before = Directory.GetFileSystemEntries(Path.GetDirectoryName(under.Folder)!).Order().ToList();
        Push(under, Tree(under, (mode, name, Blob(under, "kind: Environment\n"))));

        await under.Store.RefreshAsync();

        Assert.Equal(["checkout"], under.Store.Current.Applications.Keys);
        Assert.All(under.Store.Current.Problems, problem => Assert.StartsWith("environments/", problem.File, StringComparison.Ordinal));
        Assert.Equal(before, Directory.GetFileSystemEntries(Path.GetDirectoryName(under.Folder)!).Order());
    }

    [Fact]
    public async Task Folders_without_end_are_not_followed()
    {
        using var under = await StoreUnderTest.OpenAsync();
        await under.Commit(Sample.All);
        var tree = Tree(under, ("100644", "deep.yaml", Blob(under, "x")));
        for (var depth = 0; depth < 40; depth++) tree = Tree(under, ("40000", "d", tree));
        Push(under, tree);
        await under.Store.RefreshAsync();
        await under.ReopenAsync();
        Assert.Equal(["checkout"], under.Store.Current.Applications.Keys);
        Assert.Contains(under.Store.Current.Problems, problem => problem.What.Contains("folders too deep", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://git.example.org/a.git", true)]
    [InlineData("ssh://git@git.example.org:22/a.git", true)]
    [InlineData("file:///srv/a.git", true)]
    [InlineData("ext::sh -c id", false)]
    [InlineData("--upload-pack=id", false)]
    [InlineData("ssh://-oProxyCommand=id/a", false)]
    [InlineData("https://user:pass@git.example.org/a.git", false)]
    [InlineData("git@git.example.org:a.git", false)]
    [InlineData("http://git.example.org/a.git", false)]
    [InlineData("file://host/a.git", false)]
    [InlineData("https://git.example.org/a\n.git", false)]
    public void Only_known_protocols_without_passwords_are_addresses(string url, bool isOne) => Assert.Equal(isOne, GitNames.IsUrl(url));

    [Theory]
    [InlineData("main", true)]
    [InlineData("release/1.x", true)]
    [InlineData("-f", false)]
    [InlineData("main..evil", false)]
    [InlineData("main^", false)]
    [InlineData("a:b", false)]
    [InlineData("refs/../x", false)]
    [InlineData("a.lock", false)]
    [InlineData("@{-1}", false)]
    [InlineData("", false)]
    public void What_git_would_read_as_something_else_is_no_branch(string name, bool isOne) => Assert.Equal(isOne, GitNames.IsBranch(name));

    private static string Blob(StoreUnderTest under, string text) => Hash(under, "blob", Encoding.UTF8.GetBytes(text));

    private static string Tree(StoreUnderTest under, params (string Mode, string Name, string Id)[] entries) =>
        Hash(under, "tree", [.. entries.SelectMany(entry => (byte[])[.. Encoding.UTF8.GetBytes($"{entry.Mode} {entry.Name}\0"), .. Convert.FromHexString(entry.Id)])]);

    private static string Hash(StoreUnderTest under, string type, byte[] content)
    {
        var file = Path.Combine(under.Folder, "content");
        File.WriteAllBytes(file, content);
        try
        {
            return Scratch.Git(under.Folder, "hash-object", "--literally", "-w", "-t", type, file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    // The tree stands for the folder of environments; the rest of the tip stays.
    private static void Push(StoreUnderTest under, string environments)
    {
        var rest = new[] { "applications", "products", "registries" }.Select(folder => ("40000", folder, Scratch.Git(under.Folder, "rev-parse", $"main:{folder}")));
        var root = Tree(under, [.. rest.Append(("40000", "environments", environments)).OrderBy(entry => entry.Item2, StringComparer.Ordinal)]);
        var commit = Scratch.Git(under.Folder, "commit-tree", root, "-p", "main", "-m", "Odd");
        Scratch.Git(under.Folder, "update-ref", "refs/heads/main", commit);
    }
}
