using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace PromotionPortal.Storage;

/// <summary>What is committed is on disk, and a writer waits for another. SQLite forgets these with every connection.</summary>
internal sealed class SqliteDurability : DbConnectionInterceptor
{
    private const string Pragmas = "PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000; PRAGMA foreign_keys=ON;";
    private const string FilePragmas = "PRAGMA journal_mode=WAL;";

    // This one the file remembers.
    private volatile bool _isTold;

    public override InterceptionResult<DbConnection> ConnectionCreating(ConnectionCreatingEventData eventData, InterceptionResult<DbConnection> result) =>
        InterceptionResult<DbConnection>.SuppressWithResult(new KeptConnection(eventData.ConnectionString!));

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        if (IsForReading(connection)) return;
        using var command = connection.CreateCommand();
        command.CommandText = _isTold ? Pragmas : FilePragmas + Pragmas;
        command.ExecuteNonQuery();
        _isTold = true;
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (IsForReading(connection)) return;
        await using var command = connection.CreateCommand();
        command.CommandText = _isTold ? Pragmas : FilePragmas + Pragmas;
        await command.ExecuteNonQueryAsync(cancellationToken);
        _isTold = true;
    }

    // A migration looks first whether the database is there; what may only read cannot change how it is written.
    private static bool IsForReading(DbConnection connection) => new SqliteConnectionStringBuilder(connection.ConnectionString).Mode == SqliteOpenMode.ReadOnly;
}
