using PromotionPortal.Api;
using PromotionPortal.Identity;
using PromotionPortal.Storage;
using PromotionPortal.Web;

namespace PromotionPortal;

/// <summary>The table of contents: one line per folder.</summary>
public static class PortalServer
{
    public static async Task RunAsync(string[] args)
    {
        // Settings and assets lie beside the program, wherever it is started from.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseStaticWebAssets(); // outside Development too, so that a build runs as a publish does
        var data = new DataFolder(Path.GetFullPath(builder.Configuration["Data:Folder"] ?? "data"));
        data.Create();

        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddStorage(data);
        builder.Services.AddPortalIdentity();
        builder.Services.AddPortalApi();
        builder.Services.AddPortalWeb();

        var app = builder.Build();
        await app.Services.MigrateStorageAsync();
        app.UsePortalWeb();
        app.MapPortalApi();
        app.MapPortalWeb();
        await app.RunAsync();
    }
}
