using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PromotionPortal.Cli;

/// <summary>One tab, and what went over the wire for it.</summary>
internal sealed class ChromiumTab(Chromium browser, string session)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(20);

    // When a live page shows its rows; and, for each click, when something that is seen has changed after it. Trusted events alone are counted.
    private const string Watch = """
        (() => {
          const bench = window.bench = { usable: 0, clicks: 0, keys: 0, answered: [], clicked: 0 };
          addEventListener("keydown", event => { if (event.isTrusted) bench.keys++; }, true);
          addEventListener("click", event => { if (event.isTrusted) { bench.clicks++; bench.clicked = event.timeStamp; } }, true);
          new MutationObserver(() => {
            if (!bench.usable && document.querySelector("main[data-interactive=true] :is(table tbody tr, .strip, .react-flow__node)")) bench.usable = performance.now();
            if (!bench.clicked) return;
            const began = bench.clicked;
            bench.clicked = 0;
            requestAnimationFrame(() => bench.answered.push(performance.now() - began));
          }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
        })();
        """;

    // How many frames there are until it is asked again.
    private const string CountFrames = "(() => { const began = performance.now(); let frames = 0, goes = true; const count = () => { if (goes) { frames++; requestAnimationFrame(count); } }; requestAnimationFrame(count); window.framesPerSecond = () => { goes = false; return frames / (performance.now() - began) * 1000; }; })()";
    private const string Ping = "ApEG"; // by which a circuit that is silent says that it is there
    private const int Binary = 2;
    private const int DragRadius = 90;

    private readonly HashSet<string> _scripts = new(StringComparer.Ordinal);
    private long _bytes, _scriptBytes;
    private int _foreign, _sent;

    /// <summary>As they came over the wire, compressed, with their heads; of the circuit what its frames held.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The part of them that is script.</summary>
    public long ScriptBytes => Interlocked.Read(ref _scriptBytes);

    /// <summary>Requests to another host than the portal's.</summary>
    public int Foreign => _foreign;

    /// <summary>How many requests and messages of the circuit there were since this was last asked.</summary>
    public int TakeSent() => Interlocked.Exchange(ref _sent, 0);

    public async Task BeginAsync(CancellationToken stop)
    {
        foreach (var domain in new[] { "Page", "Network", "Runtime" }) await SendAsync($"{domain}.enable", [], stop);
        await SendAsync("Page.addScriptToEvaluateOnNewDocument", new() { ["source"] = Watch }, stop);
    }

    public void Hear(string what, JsonElement told)
    {
        switch (what)
        {
            case "Network.responseReceived" when told.GetProperty("response").GetProperty("mimeType").GetString()!.EndsWith("javascript", StringComparison.Ordinal): lock (_scripts) _scripts.Add(told.GetProperty("requestId").GetString()!); break;
            case "Network.loadingFinished": Finished(told.GetProperty("requestId").GetString()!, (long)told.GetProperty("encodedDataLength").GetDouble()); break;
            case "Network.webSocketFrameReceived": Interlocked.Add(ref _bytes, told.GetProperty("response").GetProperty("payloadData").GetString()!.Length * 3 / 4); break;
            case "Network.webSocketFrameSent" when IsSaid(told.GetProperty("response")): Interlocked.Increment(ref _sent); break;
            case "Network.requestWillBeSent": Asked(new(told.GetProperty("request").GetProperty("url").GetString()!)); break;
        }
    }

    // Not what only answers: that the circuit is there, and that what it was shown is drawn.
    private static bool IsSaid(JsonElement frame)
    {
        var payload = frame.GetProperty("payloadData").GetString()!;
        return frame.GetProperty("opcode").GetInt32() != Binary || (payload != Ping && !Encoding.Latin1.GetString(Convert.FromBase64String(payload)).Contains("OnRenderCompleted", StringComparison.Ordinal));
    }

    private void Finished(string request, long bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        lock (_scripts) if (_scripts.Remove(request)) Interlocked.Add(ref _scriptBytes, bytes);
    }

    private void Asked(Uri address)
    {
        Interlocked.Increment(ref _sent);
        if (address is { Scheme: "http" or "https", IsLoopback: false }) Interlocked.Increment(ref _foreign);
    }

    /// <summary>From now on everything is asked for in this encoding alone; with null as the browser likes.</summary>
    public Task AcceptAsync(string? encoding, CancellationToken stop) => SendAsync("Network.setExtraHTTPHeaders", new() { ["headers"] = encoding is null ? new JsonObject() : new JsonObject { ["Accept-Encoding"] = encoding } }, stop);

    /// <summary>The next page comes as to somebody who was never here.</summary>
    public async Task ForgetCacheAsync(CancellationToken stop)
    {
        await SendAsync("Network.clearBrowserCache", [], stop);
        await GoAsync("about:blank", stop);
        await UntilAsync("location.href === 'about:blank'", stop);
        (_bytes, _scriptBytes, _foreign) = (0, 0, 0);
    }

    public Task GoAsync(string address, CancellationToken stop) => SendAsync("Page.navigate", new() { ["url"] = address }, stop);

    /// <summary>Goes there, and says after how many milliseconds of the navigation the page was live with its rows.</summary>
    public async Task<double> UsableAsync(string address, CancellationToken stop)
    {
        await GoAsync("about:blank", stop); // so that nothing of the page before is taken for the next one
        await UntilAsync("location.href === 'about:blank'", stop);
        await GoAsync(address, stop);
        await UntilAsync($"location.href === {JsonSerializer.Serialize(address)} && window.bench?.usable > 0", stop);
        return await EvaluateAsync<double>("bench.usable", stop);
    }

    public async Task UntilAsync(string condition, CancellationToken stop)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stop);
        late.CancelAfter(s_longest);
        try
        {
            while (!await EvaluateAsync<bool>($"!!({condition})", late.Token)) await Task.Delay(s_lookEvery, late.Token);
        }
        catch (OperationCanceledException tired) when (!stop.IsCancellationRequested)
        {
            throw new InvalidOperationException($"The page did not get there: {condition}. It reads: {await EvaluateAsync<string>("document.body.innerText.slice(0, 400)", stop)}", tired);
        }
    }

    /// <summary>Of what is null while a page gives way to the next one.</summary>
    public async Task<T> EvaluateAsync<T>(string script, CancellationToken stop)
    {
        var result = (await SendAsync("Runtime.evaluate", new() { ["expression"] = script, ["returnByValue"] = true, ["awaitPromise"] = true }, stop)).GetProperty("result");
        return result.TryGetProperty("value", out var value) ? value.Deserialize<T>()! : default!;
    }

    /// <summary>With the mouse, in the middle of what a script finds.</summary>
    public async Task ClickAsync(string find, CancellationToken stop)
    {
        var (x, y) = await MiddleAsync(find, stop);
        foreach (var type in new[] { "mousePressed", "mouseReleased" }) await MouseAsync(type, x, y, stop);
    }

    /// <summary>Takes what a script finds around in a circle, as evenly as a hand does, lets go, and says how many frames a second there were meanwhile, and what was sent.</summary>
    public async Task<(double Frames, int Sent)> DragAsync(string find, TimeSpan length, CancellationToken stop)
    {
        var (x, y) = await MiddleAsync(find, stop);
        await MouseAsync("mousePressed", x, y, stop);
        _ = await EvaluateAsync<object>(CountFrames, stop);
        _ = TakeSent();
        // A mouse does not wait until it has been heard.
        List<Task> moves = [];
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(16));
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) is var gone && gone < length && await beat.WaitForNextTickAsync(stop);)
        {
            var angle = gone / length * 2 * Math.Tau;
            moves.Add(MouseAsync("mouseMoved", x + (DragRadius * Math.Sin(angle)), y + (DragRadius * (1 - Math.Cos(angle))), stop));
        }
        await Task.WhenAll(moves);
        var frames = await EvaluateAsync<double>("framesPerSecond()", stop);
        var sent = TakeSent();
        await MouseAsync("mouseReleased", x + 24, y + 24, stop);
        return (frames, sent);
    }

    private async Task<(double X, double Y)> MiddleAsync(string find, CancellationToken stop)
    {
        // Without its styles a page has its things elsewhere.
        await UntilAsync($"(() => {{ const found = document.readyState === 'complete' && {find}; return found && !found.disabled && found.getClientRects().length > 0; }})()", stop);
        // What still moves would be missed.
        var resting = $"new Promise(done => {{ const found = {find}; found.scrollIntoView({{ block: 'nearest' }}); const middle = () => {{ const box = found.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }}; const look = before => requestAnimationFrame(() => {{ const now = middle(); `${{now}}` === `${{before}}` ? done(now) : look(now); }}); look([]); }})";
        var at = await EvaluateAsync<double[]>(resting, stop);
        return (at[0], at[1]);
    }

    private Task<JsonElement> MouseAsync(string type, double x, double y, CancellationToken stop) =>
        SendAsync("Input.dispatchMouseEvent", new() { ["type"] = type, ["x"] = x, ["y"] = y, ["button"] = "left", ["buttons"] = type == "mouseReleased" ? 0 : 1, ["clickCount"] = 1 }, stop);

    /// <summary>What nobody counts as keystrokes: a name that has to be thought of anyway.</summary>
    public Task TypeAsync(string words, CancellationToken stop) => SendAsync("Input.insertText", new() { ["text"] = words }, stop);

    /// <summary>Presses a key: a letter, Enter, Tab or ArrowRight.</summary>
    public async Task PressAsync(string key, CancellationToken stop, bool withControl = false)
    {
        var (text, code) = key switch { "Enter" => ("\r", 13), "Tab" => ("", 9), "ArrowRight" => ("", 39), _ => (withControl ? "" : key, char.ToUpperInvariant(key[0])) };
        var pressed = new JsonObject { ["type"] = text.Length > 0 ? "keyDown" : "rawKeyDown", ["key"] = key, ["code"] = key.Length == 1 ? $"Key{key.ToUpperInvariant()}" : key, ["text"] = text, ["windowsVirtualKeyCode"] = code, ["modifiers"] = withControl ? 2 : 0 };
        await SendAsync("Input.dispatchKeyEvent", pressed, stop);
        await SendAsync("Input.dispatchKeyEvent", new() { ["type"] = "keyUp", ["key"] = key, ["windowsVirtualKeyCode"] = code, ["modifiers"] = withControl ? 2 : 0 }, stop);
    }

    private Task<JsonElement> SendAsync(string method, JsonObject parameters, CancellationToken stop) => browser.SendAsync(method, parameters, session, stop);
}
