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
            if (!bench.usable && document.querySelector("main[data-interactive=true] :is(table tbody tr, .strip)")) bench.usable = performance.now();
            if (!bench.clicked) return;
            const began = bench.clicked;
            bench.clicked = 0;
            requestAnimationFrame(() => bench.answered.push(performance.now() - began));
          }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
        })();
        """;

    private long _bytes;
    private int _foreign;

    /// <summary>As they came over the wire, compressed, with their heads; of the circuit what its frames held.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Requests to another host than the portal's.</summary>
    public int Foreign => _foreign;

    public async Task BeginAsync(CancellationToken stop)
    {
        foreach (var domain in new[] { "Page", "Network", "Runtime" }) await SendAsync($"{domain}.enable", [], stop);
        await SendAsync("Page.addScriptToEvaluateOnNewDocument", new() { ["source"] = Watch }, stop);
    }

    public void Hear(string what, JsonElement told)
    {
        switch (what)
        {
            case "Network.loadingFinished": Interlocked.Add(ref _bytes, (long)told.GetProperty("encodedDataLength").GetDouble()); break;
            case "Network.webSocketFrameReceived": Interlocked.Add(ref _bytes, told.GetProperty("response").GetProperty("payloadData").GetString()!.Length * 3 / 4); break;
            case "Network.requestWillBeSent" when new Uri(told.GetProperty("request").GetProperty("url").GetString()!) is { Scheme: "http" or "https", IsLoopback: false }: Interlocked.Increment(ref _foreign); break;
        }
    }

    /// <summary>The next page comes as to somebody who was never here.</summary>
    public async Task ForgetCacheAsync(CancellationToken stop)
    {
        await SendAsync("Network.clearBrowserCache", [], stop);
        await GoAsync("about:blank", stop);
        await UntilAsync("location.href === 'about:blank'", stop);
        (_bytes, _foreign) = (0, 0);
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
        await UntilAsync($"(() => {{ const found = {find}; return found && !found.disabled && found.getClientRects().length > 0; }})()", stop);
        var at = await EvaluateAsync<double[]>($"(() => {{ const found = {find}; found.scrollIntoView({{ block: 'nearest' }}); const box = found.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }})()", stop);
        foreach (var type in new[] { "mousePressed", "mouseReleased" })
            await SendAsync("Input.dispatchMouseEvent", new() { ["type"] = type, ["x"] = at[0], ["y"] = at[1], ["button"] = "left", ["clickCount"] = 1 }, stop);
    }

    /// <summary>Presses a key: a letter, or Enter.</summary>
    public async Task PressAsync(string key, CancellationToken stop)
    {
        var (text, code) = key == "Enter" ? ("\r", 13) : (key, char.ToUpperInvariant(key[0]));
        await SendAsync("Input.dispatchKeyEvent", new() { ["type"] = "keyDown", ["key"] = key, ["text"] = text, ["windowsVirtualKeyCode"] = code }, stop);
        await SendAsync("Input.dispatchKeyEvent", new() { ["type"] = "keyUp", ["key"] = key, ["windowsVirtualKeyCode"] = code }, stop);
    }

    private Task<JsonElement> SendAsync(string method, JsonObject parameters, CancellationToken stop) => browser.SendAsync(method, parameters, session, stop);
}
