using Microsoft.EntityFrameworkCore;

namespace PromotionPortal.Storage;

public static class StorageSetup
{
    public static void AddStorage(this IServiceCollection services, DataFolder data)
    {
        services.AddSingleton(data);
        services.AddDbContextFactory<PortalDb>(options => options
            .UseSqlite($"Data Source={data.Database};Default Timeout=10")
            .AddInterceptors(new SqliteDurability()));
    }

    public static async Task MigrateStorageAsync(this IServiceProvider services, CancellationToken stop = default)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync(stop);
        await db.Database.MigrateAsync(stop);
    }
}
