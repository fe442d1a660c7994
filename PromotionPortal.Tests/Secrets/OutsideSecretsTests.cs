using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PromotionPortal.Domain.Access;
using PromotionPortal.Engine;
using PromotionPortal.Identity;
using PromotionPortal.Secrets;
using PromotionPortal.Tests.Git;
using PromotionPortal.Tests.Identity;

namespace PromotionPortal.Tests.Secrets;

public sealed class OutsideSecretsTests : IDisposable
{
    private readonly Scratch _folder = new();

    [Theory]
    [InlineData("Secrets:main-registry", "main-registry")]
    [InlineData("Secrets:MAIN_REGISTRY", "main-registry")]
    [InlineData("Secrets:webhook", "webhook")]
    public void A_setting_is_a_secret(string setting, string name)
    {
        var secrets = With((setting, "hunter2"));
        Assert.Equal("hunter2", secrets.Find(name));
        Assert.Equal([name], secrets.Names());
    }

    [Fact]
    public void A_file_of_the_folder_is_a_secret_and_is_read_anew()
    {
        File.WriteAllText(_folder.At("main-registry"), "hunter2\n");
        var secrets = With(("Secrets:Folder", _folder.Folder));
        Assert.Equal("hunter2", secrets.Find("main-registry"));
        File.WriteAllText(_folder.At("main-registry"), "hunter3");
        Assert.Equal("hunter3", secrets.Find("main-registry"));
        Assert.Equal(["main-registry"], secrets.Names());
    }

    [Fact]
    public void A_file_behind_a_link_is_read_as_orchestrators_mount_them()
    {
        Directory.CreateDirectory(_folder.At("..data"));
        File.WriteAllText(_folder.At("..data/main-registry"), "hunter2");
        File.CreateSymbolicLink(_folder.At("main-registry"), "..data/main-registry");
        Assert.Equal("hunter2", With(("Secrets:Folder", _folder.Folder)).Find("main-registry"));
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("../outside")]
    [InlineData("missing")]
    [InlineData("too-large")]
    [InlineData("empty")]
    public void Anything_else_is_none(string name)
    {
        File.WriteAllText(_folder.At("too-large"), new string('x', SecretLimits.MostBytes + 1));
        File.WriteAllText(_folder.At("empty"), "\n");
        File.WriteAllText(Path.Combine(_folder.Folder, "outside"), "x");
        Directory.CreateDirectory(_folder.At("inner"));
        var secrets = With(("Secrets:Folder", _folder.At("inner")), ("Secrets:empty-too", ""));
        Assert.Null(secrets.Find(name));
        Assert.Null(With(("Secrets:Folder", _folder.Folder)).Find(name));
        Assert.Empty(secrets.Names());
    }

    [Fact]
    public async Task What_the_operator_gives_wins_and_cannot_be_changed_in_the_portal()
    {
        using var portal = new Portal();
        using var configured = portal.WithWebHostBuilder(builder => builder.UseSetting("Secrets:main-registry", "from:outside"));
        var desk = configured.Services.GetRequiredService<SecretDesk>();
        var ada = new Actor("ada", "Ada", Credential.Browser, [new(Role.SuperAdmin, Reach.All)], []);
        Assert.Equal("from:outside", configured.Services.GetRequiredService<SecretStore>().Find("main-registry"));
        Assert.Contains("set by the operator", (await desk.SetAsync(ada, "main-registry", "x:y", default)).Text, StringComparison.Ordinal);
        Assert.Equal(AnswerKind.Refused, (await desk.DeleteAsync(ada, "main-registry", default)).Kind);
        Assert.Equal(SecretSource.Operator, Assert.Single((await desk.ListAsync(ada, default))!.Value).State.Source);
    }

    public void Dispose() => _folder.Dispose();

    private static OutsideSecrets With(params (string Key, string Value)[] settings) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build());
}
