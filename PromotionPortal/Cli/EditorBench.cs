using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PromotionPortal.Cli;

/// <summary>What drawing a flow of two hundred steps costs, in Chromium: frames of a drag beside a page that has nothing but React Flow, messages, waiting, script, and hands.</summary>
internal static class EditorBench
{
    private const int Lanes = 14;
    private const int Rounds = 7;
    private const int QuickRounds = 3;
    private const double LeastFrames = 0.95;
    private const int MostMilliseconds = 1_500;
    private const int MostRoundTrips = 8;
    private const int MostKibibytes = 220;
    private const int MostClicks = 16;
    private const int MostKeys = 50;
    private static readonly TimeSpan s_latency = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_calm = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_drag = TimeSpan.FromSeconds(2);

    public static async Task<IReadOnlyList<BenchRow>> RunAsync(bool quick, CancellationToken stop)
    {
        await using var rig = await PagesRig.StartAsync(stop);
        await using var line = SlowLine.Start(new(rig.Address), s_latency);
        var tab = await rig.SignInAsync("ada", stop);
        var rounds = quick ? QuickRounds : Rounds;
        await DrawAsync(tab, stop);
        return
        [
            .. await DraggingAsync(line, tab, rounds, stop),
            .. await OpeningAsync(rig, line, tab, rounds, stop),
            await ClicksAsync(rig, tab, stop),
            await KeysAsync(rig, tab, stop),
        ];
    }

    // Two stages; lanes side by side, of a soak and judgements each; two stages.
    private static async Task DrawAsync(ChromiumTab tab, CancellationToken stop)
    {
        var text = new StringBuilder("apiVersion: promotionportal/v1\nkind: Flow\nmetadata: { name: large, title: Large }\nspec:\n  start: { images: true }\n  nodes:\n    - { id: dev, stage: dev, dependsOn: [] }\n    - { id: test, stage: test, dependsOn: [ dev ] }\n");
        for (var lane = 0; lane < Lanes; lane++)
        {
            for (var at = 0; at < Lanes; at++)
            {
                var what = at == 0 ? "soak: { for: 1h, every: 1m, probes: [ { http: \"http://localhost/health/live\", status: 200 } ] }" : "judgement: { instructions: Look at it., judges: { count: 1 } }";
                text.Append(CultureInfo.InvariantCulture, $"    - {{ id: step-{lane}-{at}, {what}, dependsOn: [ {(at == 0 ? "test" : $"step-{lane}-{at - 1}")} ] }}\n");
            }
        }
        text.Append(CultureInfo.InvariantCulture, $"    - {{ id: staging, stage: staging, dependsOn: [ {string.Join(", ", Enumerable.Range(0, Lanes).Select(lane => $"step-{lane}-{Lanes - 1}"))} ] }}\n    - {{ id: prod, stage: prod, dependsOn: [ staging ] }}\n");
        var body = JsonSerializer.Serialize(new { files = new[] { new { text = text.ToString() } }, message = "A large flow" });
        var status = await tab.EvaluateAsync<int>($"fetch('/api/definitions/apply', {{ method: 'POST', headers: {{ 'Content-Type': 'application/json' }}, body: {JsonSerializer.Serialize(body)} }}).then(answer => answer.status)", stop);
        if (status != StatusCodes.Status200OK) throw new InvalidOperationException($"The large flow was not taken: {status}");
    }

    // Turn by turn, so that both have the same machine. What is sent is counted until well after the hand has let go; the first turn, which begins the draft, is not.
    private static async Task<IReadOnlyList<BenchRow>> DraggingAsync(SlowLine line, ChromiumTab tab, int rounds, CancellationToken stop)
    {
        var bare = await BareCanvas.BuildAsync(stop);
        try
        {
            List<(double Ours, double Bare, int During, int After)> turns = [];
            for (var round = 0; round <= rounds; round++)
            {
                _ = await tab.UsableAsync($"{line.Address}/flows/large", stop);
                await Task.Delay(s_calm, stop);
                var drawing = await tab.EvaluateAsync<string>(BareCanvas.Drawing, stop);
                var (ours, during) = await tab.DragAsync(BareCanvas.Node, s_drag, stop);
                await Task.Delay(s_latency * 10, stop);
                var after = tab.TakeSent();
                await tab.GoAsync(bare.Address, stop);
                await tab.UntilAsync("window.draw", stop);
                _ = await tab.EvaluateAsync<object>($"draw({drawing})", stop);
                await tab.UntilAsync("document.querySelectorAll('.react-flow__node').length > 200", stop);
                await Task.Delay(s_calm, stop);
                turns.Add((ours, (await tab.DragAsync(BareCanvas.Node, s_drag, stop)).Frames, during, after));
            }
            var counted = turns[1..];
            var (frames, peer) = (Median(counted.Select(turn => turn.Ours)), Median(counted.Select(turn => turn.Bare)));
            var (early, late) = (counted.Max(turn => turn.During), counted.Max(turn => turn.After));
            return
            [
                new("editor", "drag in a flow of 200, 200 ms away, beside bare React Flow", "frames/s", frames, peer, frames / peer, $">= {LeastFrames.ToString(CultureInfo.InvariantCulture)}", frames / peer >= LeastFrames),
                new("editor", "messages sent while it is dragged", "messages", early, 0, early, "0", early == 0),
                new("editor", "messages sent at its end", "messages", late, 1, late, "1", late == 1),
            ];
        }
        finally
        {
            bare.Delete();
        }
    }

    // As to somebody who was never here. What a round trip more costs is what the far portal takes longer than the near one.
    private static async Task<IReadOnlyList<BenchRow>> OpeningAsync(PagesRig rig, SlowLine line, ChromiumTab tab, int rounds, CancellationToken stop)
    {
        await tab.AcceptAsync("gzip", stop); // by which the goal counts
        List<(double Near, double Far, double Script)> turns = [];
        for (var round = 0; round <= rounds; round++)
        {
            await tab.ForgetCacheAsync(stop);
            var near = await tab.UsableAsync($"{rig.Address}/flows/large", stop);
            var script = tab.ScriptBytes / 1024d;
            await tab.ForgetCacheAsync(stop);
            turns.Add((near, await tab.UsableAsync($"{line.Address}/flows/large", stop), script));
        }
        await tab.AcceptAsync(null, stop);
        var counted = turns[1..];
        var opened = Median(counted.Select(turn => turn.Near));
        var trips = (Median(counted.Select(turn => turn.Far)) - opened) / s_latency.TotalMilliseconds;
        var kibibytes = counted.Max(turn => turn.Script);
        return
        [
            new("editor", "opening it, nothing cached", "ms", opened, MostMilliseconds, opened / MostMilliseconds, $"<= {MostMilliseconds}", opened <= MostMilliseconds),
            new("editor", "round trips until it can be drawn in", "round trips", trips, MostRoundTrips, trips / MostRoundTrips, $"<= {MostRoundTrips}", trips <= MostRoundTrips),
            new("editor", "script until then, gzipped", "KiB", kibibytes, MostKibibytes, kibibytes / MostKibibytes, $"<= {MostKibibytes}", kibibytes <= MostKibibytes),
        ];
    }

    // dev, judgement, staging, soak, prod: from the empty form for a new flow until it is saved.
    private static async Task<BenchRow> ClicksAsync(PagesRig rig, ChromiumTab tab, CancellationToken stop)
    {
        await BeginAsync(rig, tab, "by-mouse", stop);
        await tab.ClickAsync(Button("Draw the flow"), stop);
        await tab.UntilAsync("document.querySelector(\"[data-step='dev']\")", stop);
        await tab.ClickAsync("document.querySelector(\"[data-step='dev']\")", stop);
        foreach (var (what, id) in new[] { ("Judgement", "judgement"), ("Staging", "staging"), ("Soak", "soak"), ("Production", "prod") })
        {
            await tab.ClickAsync($"[...document.querySelectorAll('.flow-palette button')].find(button => button.textContent.includes('{what}'))", stop);
            await tab.UntilAsync($"document.querySelector(\"[data-step='{id}']\")", stop);
        }
        await tab.ClickAsync(Button("Save…"), stop);
        await tab.ClickAsync(Button("Save flow"), stop);
        return Hands("clicks", await SavedAsync(tab, "by-mouse", "clicks", stop), MostClicks);
    }

    private static async Task<BenchRow> KeysAsync(PagesRig rig, ChromiumTab tab, CancellationToken stop)
    {
        await BeginAsync(rig, tab, "by-keys", stop);
        await tab.UntilAsync($"{Button("Draw the flow")}.disabled === false", stop);
        await tab.PressAsync("Enter", stop);
        await tab.UntilAsync("document.querySelector(\"[data-step='dev']\")", stop);
        // The start is where the keyboard comes in.
        await TabToAsync(tab, "document.activeElement?.dataset.step", stop);
        await tab.PressAsync("ArrowRight", stop);
        await tab.UntilAsync("document.activeElement?.dataset.step === 'dev'", stop);
        foreach (var (what, id) in new[] { ("judg", "judgement"), ("staging", "staging"), ("soak", "soak"), ("prod", "prod") })
        {
            await tab.PressAsync("n", stop);
            await tab.UntilAsync("document.activeElement?.tagName === 'INPUT'", stop);
            await tab.TypeAsync(what, stop);
            await tab.PressAsync("Enter", stop);
            await tab.UntilAsync($"document.activeElement?.dataset.step === '{id}'", stop);
        }
        await tab.PressAsync("s", stop, withControl: true);
        await tab.UntilAsync($"document.querySelector('dialog[open]') && {Button("Save flow")}", stop);
        await TabToAsync(tab, $"document.activeElement === {Button("Save flow")}", stop);
        await tab.PressAsync("Enter", stop);
        return Hands("keystrokes", await SavedAsync(tab, "by-keys", "keys", stop), MostKeys);
    }

    private static async Task TabToAsync(ChromiumTab tab, string there, CancellationToken stop)
    {
        for (var tabs = 0; !await tab.EvaluateAsync<bool>($"!!({there})", stop); tabs++)
        {
            if (tabs == MostKeys) throw new InvalidOperationException($"It is not reached with the Tab key: {there}");
            await tab.PressAsync("Tab", stop);
        }
    }

    private static async Task BeginAsync(PagesRig rig, ChromiumTab tab, string name, CancellationToken stop)
    {
        await tab.GoAsync($"{rig.Address}/flows/new", stop);
        await tab.UntilAsync("document.querySelector('main[data-interactive=true] input[name=name], main[data-interactive=true] input')", stop);
        _ = await tab.EvaluateAsync<object>("document.querySelector('main input').focus()", stop);
        await tab.TypeAsync(name, stop);
    }

    private static async Task<double> SavedAsync(ChromiumTab tab, string name, string what, CancellationToken stop)
    {
        await tab.UntilAsync($"/Saved flow {name} in/i.test(document.body.innerText)", stop);
        return await tab.EvaluateAsync<double>($"bench.{what}", stop);
    }

    private static string Button(string words) => $"[...document.querySelectorAll('button, a')].find(button => button.innerText.trim() === '{words}')";

    private static BenchRow Hands(string what, double count, int most) => new("editor", $"dev, judgement, staging, soak, prod, saved: {what}", what, count, most, count / most, $"<= {most}", count > 0 && count <= most);

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
