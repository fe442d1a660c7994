using System.Globalization;

namespace PromotionPortal.Cli;

/// <summary>What the pages cost who uses them, in Chromium: hands, waiting, and bytes. The long inbox is measured beside the short one of the same portal in the same run.</summary>
internal static class PagesBench
{
    private const int Few = 20;
    private const int Many = 10_000;
    private const int ManyQuick = 500;
    private const int Rounds = 9;
    private const int MostClicks = 3;
    private const int MostKeys = 6;
    private const int MostMilliseconds = 100;
    private const int MostKilobytes = 350;
    private const double MostRatio = 2;

    public static async Task<IReadOnlyList<BenchRow>> RunAsync(bool quick, CancellationToken stop)
    {
        await using var rig = await PagesRig.StartAsync(stop);
        var paul = await rig.SignInAsync("paul", stop);
        return
        [
            await ClicksAsync(rig, paul, stop),
            await KeysAsync(rig, paul, stop),
            .. await BytesAsync(rig, await rig.SignInAsync("priya", stop), stop),
            .. await InboxAsync(rig, paul, quick, stop),
        ];
    }

    // The mail's link leads to the promotion; from there on each trusted click counts.
    private static async Task<BenchRow> ClicksAsync(PagesRig rig, ChromiumTab tab, CancellationToken stop)
    {
        await OpenAsync(rig, tab, "1.4.0", stop);
        await tab.ClickAsync("document.querySelector('[data-approve]')", stop);
        return Hands("clicks", await ApprovedAsync(tab, "clicks", stop), MostClicks);
    }

    private static async Task<BenchRow> KeysAsync(PagesRig rig, ChromiumTab tab, CancellationToken stop)
    {
        await OpenAsync(rig, tab, "1.3.1", stop);
        await tab.PressAsync("a", stop);
        await tab.UntilAsync("document.activeElement?.matches('[data-approve]')", stop);
        await tab.PressAsync("Enter", stop);
        return Hands("keystrokes", await ApprovedAsync(tab, "keys", stop), MostKeys);
    }

    private static async Task OpenAsync(PagesRig rig, ChromiumTab tab, string tag, CancellationToken stop)
    {
        var id = await rig.RequestAsync(tag, stop);
        await tab.GoAsync(string.Create(CultureInfo.InvariantCulture, $"{rig.Address}/promotions/{id}"), stop);
        await tab.UntilAsync("document.querySelector('main[data-interactive=true] [data-approve]')", stop);
    }

    private static async Task<double> ApprovedAsync(ChromiumTab tab, string what, CancellationToken stop)
    {
        await tab.UntilAsync("/Queued|Copying|Promoted/.test(document.querySelector('h1').innerText)", stop);
        return await tab.EvaluateAsync<double>($"bench.{what}", stop);
    }

    private static BenchRow Hands(string what, double count, int most) => new("pages", $"from the mail's link to approved: {what}", what, count, most, count / most, $"<= {most}", count > 0 && count <= most);

    // Nothing is cached: each file comes over the wire, and what the circuit says until the page is live.
    private static async Task<IReadOnlyList<BenchRow>> BytesAsync(PagesRig rig, ChromiumTab signedIn, CancellationToken stop)
    {
        await signedIn.ForgetCacheAsync(stop);
        _ = await signedIn.UsableAsync($"{rig.Address}/applications/{PagesRig.Application}", stop);
        await signedIn.UntilAsync("document.readyState === 'complete' && document.fonts.status === 'loaded'", stop);
        var (kilobytes, foreign) = (signedIn.Bytes / 1024d, signedIn.Foreign);
        return
        [
            new("pages", "first load of an application's page, compressed", "KB", kilobytes, MostKilobytes, kilobytes / MostKilobytes, $"<= {MostKilobytes}", kilobytes <= MostKilobytes),
            new("pages", "its requests to another host", "requests", foreign, 0, foreign, "0", foreign == 0),
        ];
    }

    private static async Task<IReadOnlyList<BenchRow>> InboxAsync(PagesRig rig, ChromiumTab tab, bool quick, CancellationToken stop)
    {
        var (inbox, many) = ($"{rig.Address}/inbox", quick ? ManyQuick : Many);
        var like = await rig.RequestAsync("1.3.0", stop);
        await rig.MultiplyAsync(like, Few - 1, stop);
        var few = await MedianAsync(tab, inbox, stop);
        await rig.MultiplyAsync(like, many - Few, stop, from: Few);
        var all = await MedianAsync(tab, inbox, stop);
        var answered = await AnsweredAsync(tab, inbox, stop);
        return
        [
            new("pages", string.Create(CultureInfo.InvariantCulture, $"inbox of {many:N0}, first page, beside {Few}"), "ms", all, few, all / few, $"<= {MostRatio}", all / few <= MostRatio),
            new("pages", string.Create(CultureInfo.InvariantCulture, $"a click to what is seen of it, in that of {many:N0}"), "ms", answered, MostMilliseconds, answered / MostMilliseconds, $"<= {MostMilliseconds}", answered <= MostMilliseconds),
        ];
    }

    private static async Task<double> MedianAsync(ChromiumTab tab, string address, CancellationToken stop)
    {
        _ = await tab.UsableAsync(address, stop); // warms up
        List<double> times = [];
        for (var round = 0; round < Rounds; round++) times.Add(await tab.UsableAsync(address, stop));
        return Median(times);
    }

    // Rows opened one after the other, and rows selected: each goes to the server and back.
    private static async Task<double> AnsweredAsync(ChromiumTab tab, string inbox, CancellationToken stop)
    {
        _ = await tab.UsableAsync(inbox, stop);
        for (var row = 0; row < Rounds; row++)
        {
            await tab.ClickAsync($"document.querySelectorAll('[data-open]')[{row}]", stop);
            await tab.UntilAsync($"document.querySelector('.drawer [data-approve]') && bench.answered.length === {(row * 2) + 1}", stop);
            await tab.ClickAsync($"document.querySelectorAll('[data-select]')[{row}]", stop);
            await tab.UntilAsync($"bench.answered.length === {(row * 2) + 2}", stop);
        }
        return Median(await tab.EvaluateAsync<double[]>("bench.answered", stop));
    }

    private static double Median(IReadOnlyCollection<double> values) => values.Order().ElementAt(values.Count / 2);
}
