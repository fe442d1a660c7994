using Microsoft.EntityFrameworkCore;

namespace PromotionPortal.Storage;

public static class StorageSetup
{
    // Each keeps a connection open; who comes when all are in use gets one that closes after him.
    private const int KeptContexts = 32;

    public static void AddStorage(this IServiceCollection services, DataFolder data)
    {
        services.AddSingleton(data);
        services.AddPooledDbContextFactory<PortalDb>(options => options.UsePortalDatabase(data), KeptContexts);
    }

    /// <summary>A list of values goes as one parameter, so that the SQL of a query is made once and not at every call.</summary>
    public static DbContextOptionsBuilder UsePortalDatabase(this DbContextOptionsBuilder options, DataFolder data) =>
        options.UseSqlite($"Data Source={data.Database};Default Timeout=10", sqlite => sqlite.UseParameterizedCollectionMode(ParameterTranslationMode.Parameter))
            .AddInterceptors(new SqliteDurability(), new KeptStatements());

    public static async Task MigrateStorageAsync(this IServiceProvider services, CancellationToken stop = default)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync(stop);
        await db.Database.MigrateAsync(stop);
    }
}
