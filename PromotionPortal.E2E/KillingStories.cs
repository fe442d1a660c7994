using System.Text.Json;

namespace PromotionPortal.E2E;

/// <summary>The process is killed as kill -9 does it, and started again.</summary>
public sealed class KillingStories
{
    private static int Kills => Environment.GetEnvironmentVariable("PORTAL_LONG") == "1" ? 300 : 5;

    [Fact]
    public async Task Killed_in_the_middle_of_a_copy_it_finishes_the_promotion_when_it_starts_again()
    {
        await using var demo = new DemoProcess();
        await demo.StartAsync();
        Assert.Equal(0, (await demo.RunAsync(demo.Person("dora"), "promote", "checkout", "1.4.0", "--to", "staging")).Code);
        await UntilAsync(async () => (await PromotionAsync(demo, 1)).GetProperty("copies").EnumerateArray().Any(copy => copy.GetProperty("doneBytes").GetInt64() > 0));
        await demo.KillAsync();

        await demo.StartAsync();
        var dora = demo.Person("dora");
        var (code, output, error) = await demo.RunAsync(dora, "promotion", "1", "--wait");
        Assert.True(code == 0, output + error);
        Assert.Equal(await Skopeo.DigestAsync(demo, dora, "builds/shop/checkout:1.4.0"), await Skopeo.DigestAsync(demo, dora, "main/staging/checkout:1.4.0"));
        Assert.Equal("Everything holds.", (await demo.DoctorAsync()).Output.Trim());
    }

    [Fact]
    public async Task Killed_again_and_again_nothing_is_lost_and_nothing_is_done_twice()
    {
        await using var demo = new DemoProcess();
        var random = new Random(20);
        string[] applications = ["checkout", "catalogue", "payments"], versions = ["1.2.0", "1.3.0", "1.3.1", "1.4.0"], environments = ["dev", "test", "staging"];
        var wanted = (from application in applications from version in versions from environment in environments select (application, version, environment)).ToArray();
        for (var kill = 0; kill < Kills; kill++)
        {
            await demo.StartAsync();
            var (application, version, environment) = wanted[kill % wanted.Length];
            await demo.RunAsync(demo.Person("dora"), "promote", application, version, "--to", environment, "--key", $"{application} {version}");
            await Task.Delay(random.Next(1500));
            await demo.KillAsync();
        }
        await demo.StartAsync();
        await UntilAsync(async () => (await ListAsync(demo)).All(row => row.GetProperty("state").GetString() is "Promoted"));
        Assert.Equal(Math.Min(Kills, wanted.Length), (await ListAsync(demo)).Count);
        Assert.Equal("Everything holds.", (await demo.DoctorAsync()).Output.Trim());
    }

    private static async Task<JsonElement> PromotionAsync(DemoProcess demo, long id) =>
        JsonSerializer.Deserialize<JsonElement>((await demo.RunAsync(demo.Person("dora"), "promotion", $"{id}", "--output", "json")).Output);

    private static async Task<List<JsonElement>> ListAsync(DemoProcess demo)
    {
        var rows = new List<JsonElement>();
        for (var page = 1; ; page++)
        {
            var answer = JsonSerializer.Deserialize<JsonElement>((await demo.RunAsync(demo.Person("dora"), "promotions", "--page", $"{page}", "--output", "json")).Output);
            rows.AddRange(answer.GetProperty("rows").EnumerateArray());
            if (page >= answer.GetProperty("pages").GetInt32()) return rows;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> so)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (!await so()) await Task.Delay(TimeSpan.FromMilliseconds(100), late.Token);
    }
}
