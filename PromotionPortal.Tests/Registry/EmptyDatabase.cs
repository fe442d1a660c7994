using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Storage;

namespace PromotionPortal.Tests.Registry;

/// <summary>A database with nothing in it, gone afterwards.</summary>
internal sealed class EmptyDatabase : IDbContextFactory<PortalDb>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("database-");
    private readonly DbContextOptions<PortalDb> _options;

    public string File => Path.Combine(_folder.FullName, "portal.db");

    public EmptyDatabase()
    {
        _options = new DbContextOptionsBuilder<PortalDb>().UseSqlite($"Data Source={File}").Options;
        using var db = CreateDbContext();
        db.Database.EnsureCreated();
    }

    public PortalDb CreateDbContext() => new(_options);

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}
