using Microsoft.Extensions.Configuration;

namespace PromotionPortal.Tests;

public sealed class PortalSettingsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("settings-");

    [Fact]
    public void Without_any_setting_the_usual_ones_hold()
    {
        var (settings, problems) = Read(("Data:Folder", _folder.FullName));
        Assert.Empty(problems);
        Assert.Equal((_folder.FullName, 4), (settings!.Data.Root, settings.Effects.AtOnce));
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
    {
        var file = Path.Combine(_folder.FullName, "a-file");
        File.WriteAllText(file, "");
        var (settings, problems) = Read(
            ("Data:Folder", file), ("Effects:AtOnce", "0"), ("Effects:Lease", "soon"), ("Effects:MostTries", "many"), ("Effects:Speed", "9"), ("Portal:PublicUrl", "portal.example.org"),
            ("Outbound:Networks:0", "everything"), ("Git:Folders:0", "repositories"), ("Git:FetchEvery", "00:00:01"));
        Assert.Null(settings);
        Assert.Equal(9, problems.Count);
        foreach (var name in new[] { "Data:Folder", "Effects:AtOnce", "Effects:Lease", "Effects:MostTries", "Effects:Speed", "Portal:PublicUrl", "Outbound:Networks", "Git:Folders", "Git:FetchEvery" })
            Assert.Contains(problems, problem => problem.StartsWith(name, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Discovery:Every", "soon")]
    [InlineData("Discovery:Every", "00:00:00.5")]
    [InlineData("Discovery:Every", "-00:01:00")]
    [InlineData("Discovery:Every", "2.00:00:00")]
    [InlineData("Signing:Keys:release", "/nowhere/release.pub")]
    [InlineData("Signing:Keys:release", "")]
    public void How_images_become_known_is_judged_at_the_start(string key, string value) =>
        Assert.Contains(Read(("Data:Folder", _folder.FullName), (key, value)).Problems, problem => problem.StartsWith(key, StringComparison.Ordinal));

    [Fact]
    public void A_public_key_is_read_from_its_file_and_a_file_that_holds_none_is_named()
    {
        using var ecdsa = System.Security.Cryptography.ECDsa.Create();
        var (good, bad) = (Path.Combine(_folder.FullName, "good.pub"), Path.Combine(_folder.FullName, "bad.pub"));
        File.WriteAllText(good, ecdsa.ExportSubjectPublicKeyInfoPem());
        File.WriteAllText(bad, "no key");
        var (settings, _) = Read(("Data:Folder", _folder.FullName), ("Signing:Keys:release", good), ("Discovery:Every", "00:00:15"));
        Assert.Equal(("release", TimeSpan.FromSeconds(15)), (Assert.Single(settings!.Discovery.Keys).Name, settings.Discovery.Every));
        Assert.Contains("'release' is not a public key", Assert.Single(Read(("Data:Folder", _folder.FullName), ("Signing:Keys:release", bad)).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_with_wrong_settings_ends_at_once() =>
        Assert.Equal(2, await PortalServer.RunAsync(["--Data:Folder", _folder.FullName, "--Effects:AtOnce", "0", "--Portal:PublicUrl", "nowhere"]));

    public void Dispose() => _folder.Delete(recursive: true);

    private static (PortalSettings? Settings, IReadOnlyList<string> Problems) Read(params (string Key, string Value)[] settings) =>
        PortalSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build());
}
