using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PromotionPortal.Definitions;
using PromotionPortal.Demo;
using PromotionPortal.Domain.Access;
using PromotionPortal.Tests.Identity;

namespace PromotionPortal.Tests.Stories;

/// <summary>What `why` says and what trying comes to are one thing: for every image, target, source and person, on a dry run and for real.</summary>
public sealed class WhyMatrixTests
{
    private static readonly string[] s_versions = ["1.2.0", "1.3.0", "1.3.1", "1.4.0"];
    private static readonly string?[] s_demoSources = [null, "dev", "test", "staging", "prod"];

    [Fact]
    public async Task In_the_demo_every_cell_agrees()
    {
        using var portal = new Portal();
        await DemoPortal.PrepareAsync(portal.Services, CancellationToken.None);
        var people = await PeopleAsync(portal);
        var definitions = portal.Get<DefinitionStore>().Current;
        var dora = people[0];
        foreach (var (image, environment) in new[] { ("1.4.0", "dev"), ("1.4.0", "staging"), ("1.3.1", "dev") }) await ArriveAsync(dora, "checkout", image, environment);
        Assert.True((await ShopWorld.PromoteAsync(dora, "1.4.0", "prod", application: "checkout", reason: "It waits.")).IsAccepted);

        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var rows = from application in definitions.Applications.Keys from image in s_versions from source in s_demoSources from person in people select (application, image, source, person);
        foreach (var (application, image, source, person) in rows) await AgreeAsync(seen, person, application, image, source, [.. definitions.Environments.Keys]);
        // Each of these was met, so that no loop went round empty.
        Assert.Equal(["AlreadyPromoted", "AlreadyRequested", "BlockedByPolicy", "NoPermission", "NotDefined", "NotDescendant", "ReasonMissing", "SourceNotPassed", "open"], seen.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(3 * 4 * 4 * 5 * people.Length, seen.Values.Sum());
    }

    [Fact]
    public async Task In_a_world_that_changes_every_cell_agrees_too()
    {
        using var world = new ShopWorld();
        await world.InitializeAsync();
        await world.PushAsync("1.2.0", "1.3.0");
        var (dora, ended) = (await world.DoraAsync(), await world.PersonAsync("lena", new Grant(Role.Viewer, Reach.All), new Grant(Role.BuildAndDeploy, new("cart", "island")), new Grant(Role.BuildAndDeploy, Reach.All) { Until = world.Portal.Clock.GetUtcNow().AddHours(1) }));
        var before = await AllAsync(world, dora, ended);

        world.Portal.Clock.Advance(TimeSpan.FromHours(2));
        await world.DefineAsync(
            ("policies/test.yaml", ShopWorld.PolicyText("test", "{ pass: \"true\", fail: \"true\" }")),
            ("policies/staging.yaml", ShopWorld.PolicyText("staging", "{ pass: \"checks['scan'].passed\" }")),
            ("policies/lab.yaml", ShopWorld.PolicyText("lab", "{}")),
            ("policy-bindings/prod.yaml", null));
        await world.ReportAsync("1.3.0", builtBy: "dora");
        var after = await AllAsync(world, dora, ended);
        Assert.Contains("PolicyNotConfigured", after.Keys);
        Assert.Contains("EvaluationFailed", after.Keys);
        Assert.True(after["NoPermission"] > before.GetValueOrDefault("NoPermission"), "A right that ended closes what it had opened.");
    }

    private static async Task<Dictionary<string, int>> AllAsync(ShopWorld world, params HttpClient[] people)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var image in new[] { "1.2.0", "1.3.0", "sha256:" + new string('e', 64) })
        {
            foreach (var source in new[] { null, "test", "prod" })
            {
                foreach (var person in people) await AgreeAsync(seen, person, "shop", image, source, [.. ShopWorld.Policies.Keys, "island", "moon"]);
            }
        }
        return seen;
    }

    /// <summary>Of every environment the reason of the first closed gate, the same by all three; "open" where there is none.</summary>
    private static async Task AgreeAsync(Dictionary<string, int> seen, HttpClient person, string application, string image, string? source, string[] environments)
    {
        var cell = $"{application} {image} from {source ?? "CI"} → ";
        var whys = new Dictionary<string, (string Gate, string What)>(StringComparer.Ordinal);
        foreach (var environment in environments)
        {
            var why = await ShopWorld.GetAsync(person, $"/api/why?application={application}&image={image}&environment={environment}{(source is null ? "" : $"&from={source}")}");
            whys[environment] = GateOf(why);
            seen[whys[environment].Gate] = seen.GetValueOrDefault(whys[environment].Gate) + 1;
        }
        Assert.Equal(environments.Select(environment => (cell + environment, whys[environment].Gate)), environments.Zip(await TryAsync(person, application, image, source, environments, dryRun: true), (environment, tried) => (cell + environment, tried.Gate)));
        // Refused for real too, for the same reason, in the same words.
        string[] closed = [.. environments.Where(environment => !whys[environment].Gate.StartsWith("open", StringComparison.Ordinal))];
        if (closed.Length == 0) return;
        foreach (var (environment, (gate, what)) in closed.Zip(await TryAsync(person, application, image, source, closed, dryRun: false)))
        {
            Assert.Equal((cell + environment, whys[environment].Gate), (cell + environment, gate));
            if (whys[environment].What.Length > 0 && what.Length > 0) Assert.Equal((cell + environment, whys[environment].What), (cell + environment, what));
        }
    }

    // One line for each environment; where the request as a whole was refused, that is the answer for all.
    private static async Task<IEnumerable<(string Gate, string What)>> TryAsync(HttpClient person, string application, string image, string? source, string[] environments, bool dryRun)
    {
        var said = await ShopWorld.SendAsync(person, new(HttpMethod.Post, "/api/promotions") { Content = JsonContent.Create(new { images = new[] { new { application, image, from = source } }, environments, dryRun }) });
        return said.Body.TryGetProperty("results", out var results) && results.ValueKind == JsonValueKind.Array
            ? [.. results.EnumerateArray().Select(result => result.GetProperty("kind") is { ValueKind: JsonValueKind.String } kind ? (kind.GetString()!, result.GetProperty("what").GetString()!) : (result.GetProperty("needsApproval").GetBoolean() ? "open, people asked" : "open", ""))]
            : environments.Select(_ => (said.Kind!, ""));
    }

    // An application that somebody may not see does not exist for him: of that there are no gates.
    private static (string Gate, string What) GateOf(Said why)
    {
        if (why.Status == HttpStatusCode.NotFound) return ("NotDefined", "");
        var gates = why.Body.GetProperty("gates").EnumerateArray().ToList();
        var closed = gates.FirstOrDefault(gate => gate.GetProperty("verdict").GetString() == "Closed");
        Assert.Equal(closed.ValueKind == JsonValueKind.Undefined, why.Body.GetProperty("isOpen").GetBoolean());
        return closed.ValueKind != JsonValueKind.Undefined ? (closed.GetProperty("refusal").GetString()!, closed.GetProperty("what").GetString()!)
            : (gates.Exists(gate => gate.GetProperty("verdict").GetString() == "Waits") ? "open, people asked" : "open", "");
    }

    private static async Task<HttpClient[]> PeopleAsync(Portal portal)
    {
        (string Name, Grant[] Grants)[] all =
        [
            ("dora", [new(Role.BuildAndDeploy, Reach.All)]),
            ("vera", [new(Role.Viewer, Reach.All), new(Role.BuildAndDeploy, new("catalogue", "dev"))]),
            ("carl", [new(Role.BuildAndDeploy, new("payments", Reach.Everything))]),
        ];
        var browsers = new List<HttpClient>();
        foreach (var (name, grants) in all)
        {
            await portal.AddAsync(name, grants);
            browsers.Add(await portal.SignedInAsync(name));
        }
        return [.. browsers];
    }

    private static async Task ArriveAsync(HttpClient who, string application, string image, string environment)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var id = (await ShopWorld.PromoteAsync(who, image, environment, application: application)).Promotion;
        while ((await ShopWorld.GetAsync(who, $"/api/promotions/{id}")).Body.GetProperty("promotion").GetProperty("state").GetString() != "Promoted") await Task.Delay(TimeSpan.FromMilliseconds(50), late.Token);
    }
}
