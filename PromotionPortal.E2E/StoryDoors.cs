using System.Text.Json;

namespace PromotionPortal.E2E;

/// <summary>What the people of the story do, by one of the portal's doors: whether it was done, and what they were told.</summary>
internal abstract class StoryDoor
{
    public abstract Task<(bool Done, string Words)> SavePolicyAsync(StoryPerson who, string yaml);

    /// <summary>Applies it as the original's file says; what is imported is a proposal, which who may accepts.</summary>
    public abstract Task<(bool Done, string Words)> ApplyPolicyAsync(StoryPerson who, string yaml);

    public abstract Task<string> PolicyAsync(StoryPerson who, string name);

    public abstract Task<(bool Done, string Words)> ReportAsync(StoryPerson who, string application, string image, string builtBy);

    public abstract Task<(bool Done, string Words)> WhyAsync(StoryPerson who, string application, string image, string environment);

    public abstract Task<(long? Promotion, string Words)> PromoteAsync(StoryPerson who, string application, string image, string environment);

    public abstract Task<(bool Done, string Words)> ApproveAsync(StoryPerson who, long promotion);

    /// <summary>The numbers of what waits: for him, or of his own.</summary>
    public abstract Task<IReadOnlyList<long>> RequestsAsync(StoryPerson who, bool mine);
}

/// <summary>By HTTP and JSON.</summary>
internal sealed class ApiDoor : StoryDoor
{
    public override async Task<(bool Done, string Words)> SavePolicyAsync(StoryPerson who, string yaml) => Said(await who.PostAsync("/api/definitions/apply", new { files = new[] { new { text = yaml } }, message = "A policy for the story" }));

    public override async Task<(bool Done, string Words)> ApplyPolicyAsync(StoryPerson who, string yaml)
    {
        var (status, imported) = await who.PostAsync("/api/definitions/import/devtron", new { files = new[] { new { path = "applyPolicy.yaml", text = yaml } } });
        return (int)status < 300 ? Said(await who.PostAsync($"/api/proposals/{imported.GetProperty("proposal").GetInt64()}/accept", new { })) : Said((status, imported));
    }

    public override async Task<string> PolicyAsync(StoryPerson who, string name) => (await who.GetAsync($"/api/definitions/policies/{name}")).GetProperty("text").GetString()!;

    public override async Task<(bool Done, string Words)> ReportAsync(StoryPerson who, string application, string image, string builtBy) =>
        Said(await who.PostAsync("/api/reports", new { application, image, build = new { builtBy, repository = "https://git.example.org/story.git" } }));

    public override async Task<(bool Done, string Words)> WhyAsync(StoryPerson who, string application, string image, string environment)
    {
        var answer = await who.GetAsync($"/api/why?application={application}&image={image}&environment={environment}");
        return (answer.GetProperty("isOpen").GetBoolean(), string.Join('\n', answer.GetProperty("gates").EnumerateArray().Select(gate => gate.GetProperty("what").GetString())));
    }

    public override async Task<(long? Promotion, string Words)> PromoteAsync(StoryPerson who, string application, string image, string environment)
    {
        var (status, body) = await who.PostAsync("/api/promotions", new { images = new[] { new { application, image } }, environments = new[] { environment } });
        if ((int)status >= 300) return (null, Words(body));
        var result = body.GetProperty("results")[0];
        return (result.GetProperty("promotion").GetInt64(), result.GetProperty("needsApproval").GetBoolean() ? "was sent for approval" : "is on its way");
    }

    public override async Task<(bool Done, string Words)> ApproveAsync(StoryPerson who, long promotion) => Said(await who.PostAsync($"/api/promotions/{promotion}/approve", new { words = "Good." }));

    public override async Task<IReadOnlyList<long>> RequestsAsync(StoryPerson who, bool mine) =>
        [.. (await who.GetAsync($"/api/requests?show={(mine ? "mine" : "for-me")}")).GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("promotion").GetProperty("id").GetInt64())];

    private static (bool Done, string Words) Said((System.Net.HttpStatusCode Status, JsonElement Body) answer) => ((int)answer.Status < 300, Words(answer.Body));

    private static string Words(JsonElement body) => (body.TryGetProperty("detail", out var words) || body.TryGetProperty("words", out words) ? words.GetString() : null) ?? "";
}

/// <summary>By the verbs of the program, each a process of its own.</summary>
internal sealed class CommandLineDoor(DemoProcess demo, string folder) : StoryDoor
{
    public override async Task<(bool Done, string Words)> SavePolicyAsync(StoryPerson who, string yaml) => await RunAsync(who, "apply", "-f", await FileAsync("policy.yaml", yaml));

    public override async Task<(bool Done, string Words)> ApplyPolicyAsync(StoryPerson who, string yaml)
    {
        var (code, output, error) = await demo.RunAsync(who.CommandLine, "import", "devtron", "-f", await FileAsync("applyPolicy.yaml", yaml), "--output", "json");
        return code == 0 ? await RunAsync(who, "proposals", "accept", $"{JsonSerializer.Deserialize<JsonElement>(output).GetProperty("proposal").GetInt64()}") : (false, error);
    }

    public override async Task<string> PolicyAsync(StoryPerson who, string name) => (await RunAsync(who, "get", "policy", name)).Words;

    public override Task<(bool Done, string Words)> ReportAsync(StoryPerson who, string application, string image, string builtBy) =>
        RunAsync(who, "report", "--application", application, "--image", image, "--built-by", builtBy, "--repository", "https://git.example.org/story.git");

    public override Task<(bool Done, string Words)> WhyAsync(StoryPerson who, string application, string image, string environment) => RunAsync(who, "why", application, image, environment);

    public override async Task<(long? Promotion, string Words)> PromoteAsync(StoryPerson who, string application, string image, string environment)
    {
        var (done, words) = await RunAsync(who, "promote", application, image, "--to", environment);
        return done ? (long.Parse(words.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture), words) : (null, words);
    }

    public override Task<(bool Done, string Words)> ApproveAsync(StoryPerson who, long promotion) => RunAsync(who, "approve", $"{promotion}", "-m", "Good.");

    public override async Task<IReadOnlyList<long>> RequestsAsync(StoryPerson who, bool mine) =>
        [.. (await RunAsync(who, "requests", mine ? "--mine" : "--for-me")).Words.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => long.Parse(line.TrimStart().Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture))];

    private async Task<(bool Done, string Words)> RunAsync(StoryPerson who, params string[] args)
    {
        var (code, output, error) = await demo.RunAsync(who.CommandLine, args);
        return (code == 0, output + error);
    }

    private async Task<string> FileAsync(string name, string text)
    {
        var path = Path.Combine(folder, name);
        await File.WriteAllTextAsync(path, text);
        return path;
    }
}
