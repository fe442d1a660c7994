using PromotionPortal.Api;
using PromotionPortal.Definitions;
using PromotionPortal.Engine;
using PromotionPortal.Identity;
using PromotionPortal.Notifications;
using PromotionPortal.Outbound;
using PromotionPortal.Registry;
using PromotionPortal.Schedule;
using PromotionPortal.Secrets;
using PromotionPortal.Storage;
using PromotionPortal.Web;

namespace PromotionPortal;

/// <summary>The table of contents: one line per folder.</summary>
public static class PortalServer
{
    private const int WrongSettings = 2;

    /// <summary>Runs until it is stopped. The welcome is said once the portal answers, with the address it answers at.</summary>
    public static async Task<int> RunAsync(string[] args, Func<WebApplication, Task>? prepare = null, Func<IServiceProvider, string, Task>? welcome = null)
    {
        // Settings and assets lie beside the program, wherever it is started from.
        // They are read once: watching the files would only cost, and an asset that might change is sent uncompressed and asked for again.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = ["--hostBuilder:reloadConfigOnChange=false", "--ReloadStaticAssetsAtRuntime=false", .. args], ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseStaticWebAssets(); // outside Development too, so that a build runs as a publish does
        var (settings, problems) = PortalSettings.Read(builder.Configuration);
        if (settings is null) return Refuse(problems);

        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddStorage(settings.Data);
        builder.Services.AddOutbound(settings.Outbound);
        builder.Services.AddSecrets();
        builder.Services.AddRegistries();
        builder.Services.AddDefinitions();
        builder.Services.AddPortalIdentity();
        builder.Services.AddNotifications(settings.Mail);
        builder.Services.AddSingleton(settings.Garbage);
        builder.Services.AddEngine(settings.Effects, settings.Remote, settings.Discovery);
        builder.Services.AddSchedule(settings.Remote.FetchEvery);
        builder.Services.AddPortalApi();
        builder.Services.AddPortalWeb();
        builder.Services.AddSingleton<RegistrySecret>(services => services.GetRequiredService<SecretStore>().Find);
        builder.Services.AddSingleton<CurrentDefinitions>(services => () => services.GetRequiredService<DefinitionStore>().Current);
        builder.Services.AddSingleton<RefreshDefinitions>(services => async stop =>
        {
            await services.GetRequiredService<DefinitionStore>().RefreshAsync(stop);
            await services.GetRequiredService<DefinitionRecord>().CatchUpAsync(stop);
        });

        builder.Services.AddSingleton<PolicyEditors>(services => services.GetRequiredService<DefinitionRecord>().LastEditors);

        var app = builder.Build();
        await app.Services.MigrateStorageAsync();
        await app.Services.GetRequiredService<DefinitionRemote>().PrepareAsync(CancellationToken.None);
        await app.Services.OpenDefinitionsAsync();
        app.Services.GetRequiredService<DefinitionStore>().Changed += app.Services.GetRequiredService<Changes>().Announce;
        if (prepare is not null) await prepare(app);
        app.UsePortalWeb();
        app.MapPortalApi();
        app.MapPortalWeb();

        await app.StartAsync();
        await (welcome ?? Welcome.SayAsync)(app.Services, Welcome.AddressOf(app));
        await app.WaitForShutdownAsync();
        return 0;
    }

    private static int Refuse(IReadOnlyList<string> problems)
    {
        Console.Error.WriteLine(problems.Count == 1 ? "The portal does not start: one setting is wrong." : $"The portal does not start: {problems.Count} settings are wrong.");
        foreach (var problem in problems) Console.Error.WriteLine($"  {problem}");
        return WrongSettings;
    }
}
