using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace PromotionPortal.Storage;

/// <summary>Takes for a command of EF the statement that the connection has kept of its text.</summary>
internal sealed class KeptStatements : DbCommandInterceptor
{
    public override DbCommand CommandInitialized(CommandEndEventData eventData, DbCommand result)
    {
        if (result is not SqliteCommand { Connection: KeptConnection { State: ConnectionState.Open } connection } made) return result;
        var kept = connection.Take(made.CommandText);
        (kept.Transaction, kept.CommandTimeout) = (made.Transaction, made.CommandTimeout);
        SqliteParameter[] parameters = [.. made.Parameters.Cast<SqliteParameter>()];
        made.Parameters.Clear();
        kept.Parameters.AddRange(parameters);
        made.Dispose();
        return kept;
    }
}

/// <summary>
/// A connection that stays open with its pooled context, and keeps what SQLite has made of each text: that takes longer to make than to run. One
/// context uses it at a time. A statement that is in use is not in the store, so that the same text can run twice at once.
/// </summary>
internal sealed class KeptConnection(string settings) : SqliteConnection(settings)
{
    // The portal has some hundred texts; if one of them is ever another, it shall not fill the memory.
    private const int MostKept = 300;

    private readonly Dictionary<string, KeptStatement> _idle = new(StringComparer.Ordinal);
    private readonly HashSet<KeptStatement> _inUse = [];
    private bool _ends;

    public KeptStatement Take(string text)
    {
        if (!_idle.Remove(text, out var statement)) statement = new(this) { Connection = this, CommandText = text };
        _inUse.Add(statement);
        return statement;
    }

    /// <summary>False: it is to be thrown away.</summary>
    public bool TakesBack(KeptStatement statement, bool isSound) => _inUse.Remove(statement) && isSound && _idle.Count < MostKept && _idle.TryAdd(statement.CommandText, statement);

    /// <summary>Gives up what is unfinished and stays open; where somebody still reads, it closes as others do.</summary>
    public override void Close()
    {
        if (_ends || _inUse.Count > 0 || State != ConnectionState.Open) CloseForGood();
        else Transaction?.Dispose();
    }

    protected override void Dispose(bool disposing)
    {
        _ends = true;
        base.Dispose(disposing);
    }

    private void CloseForGood()
    {
        _idle.Clear();
        _inUse.Clear();
        base.Close();
    }
}

/// <summary>A command that goes back to its connection when it is disposed.</summary>
internal sealed class KeptStatement(KeptConnection home) : SqliteCommand
{
    private bool _isSound = true;

    public override SqliteDataReader ExecuteReader(CommandBehavior behavior)
    {
        _isSound = false;
        var reader = base.ExecuteReader(behavior);
        _isSound = true;
        return reader;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Parameters.Clear();
            Transaction = null;
            if (home.TakesBack(this, _isSound)) return;
        }
        base.Dispose(disposing);
    }
}
