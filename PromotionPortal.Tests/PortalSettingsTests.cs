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

    [Fact]
    public async Task A_start_with_wrong_settings_ends_at_once() =>
        Assert.Equal(2, await PortalServer.RunAsync(["--Data:Folder", _folder.FullName, "--Effects:AtOnce", "0", "--Portal:PublicUrl", "nowhere"]));

    public void Dispose() => _folder.Delete(recursive: true);

    private static (PortalSettings? Settings, IReadOnlyList<string> Problems) Read(params (string Key, string Value)[] settings) =>
        PortalSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build());
}
