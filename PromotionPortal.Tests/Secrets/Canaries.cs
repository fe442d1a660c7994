using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using PromotionPortal.Storage;
using PromotionPortal.Tests.Git;
using PromotionPortal.Tests.Identity;

namespace PromotionPortal.Tests.Secrets;

/// <summary>Values that are recognised wherever they turn up, and all the places where none of them may.</summary>
internal sealed class Canaries
{
    private readonly List<(string Name, string Needle)> _needles = [];
    private readonly ConcurrentQueue<(string Place, string Text)> _seen = new();

    public KeptLogs Logs { get; } = new();

    /// <summary>A value for a field, with its login's user before it where it has one.</summary>
    public string New(string name, string user = "")
    {
        var value = "canary" + RandomNumberGenerator.GetHexString(24, lowercase: true);
        Watch(name, value);
        if (user.Length == 0) return value;
        Watch(name, Encoded($"{user}:{value}"));
        return $"{user}:{value}";
    }

    /// <summary>A value that the portal made itself.</summary>
    public string Watch(string name, string value)
    {
        foreach (var needle in new[] { value, Encoded(value), Uri.EscapeDataString(value) }.Distinct()) _needles.Add((name, needle));
        return value;
    }

    public void Forget(string name) => _needles.RemoveAll(needle => needle.Name == name);

    /// <summary>What somebody got to read.</summary>
    public void Saw(string place, string text) => _seen.Enqueue((place, text));

    /// <summary>Every canary that is where it must not be, with its place.</summary>
    public async Task<List<string>> HitsAsync(Portal portal)
    {
        var places = Logs.Lines.Select(line => ("log", line)).Concat(_seen).Concat(await ColumnsAsync(portal)).ToList();
        places.Add(("git", Scratch.Git(portal.Get<DataFolder>().Definitions, "cat-file", "--batch-all-objects", "--batch", "--unordered") + await File.ReadAllTextAsync(Path.Combine(portal.Get<DataFolder>().Definitions, "config"))));
        return [.. places.SelectMany(place => _needles.Where(needle => place.Item2.Contains(needle.Needle, StringComparison.Ordinal)).Select(needle => $"{needle.Name} in {place.Item1}: {place.Item2[..Math.Min(300, place.Item2.Length)]}")).Distinct()];
    }

    public int Watched => _needles.Select(needle => needle.Name).Distinct().Count();

    private static string Encoded(string value) => Convert.ToBase64String(Encoding.UTF8.GetBytes(value));

    // Bytes too, read as letters: a text kept in a column of bytes is a text.
    private static async Task<List<(string Place, string Text)>> ColumnsAsync(Portal portal)
    {
        await using var db = portal.Db();
        var found = new List<(string, string)>();
        foreach (var table in await db.Database.SqlQueryRaw<string>("select name as Value from sqlite_master where type = 'table'").ToListAsync())
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = $"select * from \"{table}\"";
            await db.Database.OpenConnectionAsync();
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                for (var column = 0; column < rows.FieldCount; column++)
                {
                    var text = rows.GetValue(column) switch { string value => value, byte[] bytes => Encoding.Latin1.GetString(bytes), _ => "" };
                    if (text.Length > 0) found.Add(($"{table}.{rows.GetName(column)}", text));
                }
            }
        }
        return found;
    }
}

/// <summary>Every line that is logged at any level, with its scopes' values and its exception.</summary>
internal sealed class KeptLogs : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider? _scopes;

    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Kept(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private sealed class Kept(KeptLogs logs, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = new StringBuilder($"{logLevel} {category}: {formatter(state, exception)} {exception}");
            if (state is IEnumerable<KeyValuePair<string, object?>> values) line.AppendJoin(' ', values.Select(value => $"{value.Key}={value.Value}"));
            logs._scopes?.ForEachScope((scope, text) => text.Append(' ').Append(scope), line);
            logs.Lines.Enqueue(line.ToString());
        }
    }
}

/// <summary>A client whose answers are all kept: status, headers and body.</summary>
internal sealed class KeepingAnswers(Canaries canaries) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
{
    /// <summary>What is shown once, by design: the answer is for its asker alone and is not kept.</summary>
    public static readonly HttpRequestOptionsKey<bool> ShownOnce = new("shown once");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        if (request.Options.TryGetValue(ShownOnce, out _)) return answer;
        await answer.Content.LoadIntoBufferAsync(cancellationToken);
        canaries.Saw($"{request.Method} {request.RequestUri!.AbsolutePath}", $"{answer.StatusCode} {answer.Headers} {await answer.Content.ReadAsStringAsync(cancellationToken)}");
        return answer;
    }
}
