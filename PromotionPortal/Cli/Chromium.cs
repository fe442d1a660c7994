using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PromotionPortal.Cli;

/// <summary>A Chromium of its own, spoken to by its DevTools protocol; gone afterwards.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const string Program = "/usr/bin/chromium";
    private const string Greeting = "DevTools listening on ";

    private static readonly string[] s_flags =
    [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--remote-debugging-port=0", "--window-size=1440,900", "about:blank",
    ];

    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _asked = new();
    private readonly ConcurrentDictionary<string, Action<string, JsonElement>> _tabs = new(StringComparer.Ordinal);
    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly CancellationTokenSource _gone = new();
    private readonly Process _process;
    private Task _reading = Task.CompletedTask;
    private Task _complaining = Task.CompletedTask;
    private int _last;

    private Chromium(Process process) => _process = process;

    public static async Task<Chromium> StartAsync(string folder, CancellationToken stop)
    {
        if (!File.Exists(Program)) throw new CliException(ExitCode.Usage, "This needs chromium: sudo apt-get install chromium");
        var start = new ProcessStartInfo(Program) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var flag in s_flags.Prepend($"--user-data-dir={folder}")) start.ArgumentList.Add(flag);
        var browser = new Chromium(Process.Start(start)!);
        browser._process.BeginOutputReadLine();
        string? line;
        do line = await browser._process.StandardError.ReadLineAsync(stop) ?? throw new InvalidOperationException("Chromium ended before it answered.");
        while (!line.StartsWith(Greeting, StringComparison.Ordinal));
        browser._complaining = browser._process.StandardError.ReadToEndAsync(CancellationToken.None); // read, so that it is never held up
        await browser._socket.ConnectAsync(new Uri(line[Greeting.Length..]), stop);
        browser._reading = browser.ReadAsync();
        return browser;
    }

    /// <summary>A tab of a profile of its own: nothing is signed in, nothing cached.</summary>
    public async Task<ChromiumTab> OpenAsync(CancellationToken stop)
    {
        var context = (await SendAsync("Target.createBrowserContext", [], session: null, stop)).GetProperty("browserContextId").GetString();
        var target = (await SendAsync("Target.createTarget", new() { ["url"] = "about:blank", ["browserContextId"] = context }, session: null, stop)).GetProperty("targetId").GetString();
        var session = (await SendAsync("Target.attachToTarget", new() { ["targetId"] = target, ["flatten"] = true }, session: null, stop)).GetProperty("sessionId").GetString()!;
        var tab = new ChromiumTab(this, session);
        _tabs[session] = tab.Hear;
        await tab.BeginAsync(stop);
        return tab;
    }

    public async Task<JsonElement> SendAsync(string method, JsonObject parameters, string? session, CancellationToken stop)
    {
        var id = Interlocked.Increment(ref _last);
        var answer = _asked[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (session is not null) message["sessionId"] = session;
        await _sending.WaitAsync(stop);
        try
        {
            await _socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, stop);
        }
        finally
        {
            _sending.Release();
        }
        return await answer.Task.WaitAsync(stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await _reading;
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _complaining;
        _process.Dispose();
        _socket.Dispose();
        _sending.Dispose();
        _gone.Dispose();
    }

    private async Task ReadAsync()
    {
        var (buffer, message) = (new byte[64 * 1024], new MemoryStream());
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer, _gone.Token);
                if (part.MessageType == WebSocketMessageType.Close) return;
                message.Write(buffer, 0, part.Count);
                if (!part.EndOfMessage) continue;
                Take(JsonSerializer.Deserialize<JsonElement>(message.GetBuffer().AsSpan(0, (int)message.Length)));
                message.SetLength(0);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or WebSocketException)
        {
            foreach (var asked in _asked.Values) asked.TrySetException(new InvalidOperationException("Chromium went away.", ended));
        }
    }

    private void Take(JsonElement message)
    {
        if (message.TryGetProperty("id", out var id) && _asked.TryRemove(id.GetInt32(), out var asked))
        {
            if (message.TryGetProperty("error", out var error)) asked.SetException(new InvalidOperationException($"Chromium refused: {error}"));
            else asked.SetResult(message.GetProperty("result"));
        }
        else if (message.TryGetProperty("sessionId", out var session) && _tabs.TryGetValue(session.GetString()!, out var hear)) hear(message.GetProperty("method").GetString()!, message.GetProperty("params"));
    }
}
