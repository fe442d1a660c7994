using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace PromotionPortal.Cli;

/// <summary>`policy create|update|get|list|delete|apply|test`, and `create imagePromotionPolicy` and `apply policy` as others write them.</summary>
internal static class PolicyVerbs
{
    private static readonly string[] s_yaml = [".yaml", ".yml"];

    private static Option<string> Name { get; } = new("--name") { Description = "Its name: 3 to 50 of a-z, 0-9 and '-'", Required = true };

    private static Option<string?> Description { get; } = new("--description") { Description = "What it is for, in at most 300 letters" };

    private static Option<string?> Pass { get; } = new("--passCondition") { Description = "CEL: an image for which it is true may be promoted. Empty: none" };

    private static Option<string?> Fail { get; } = new("--failCondition") { Description = "CEL: an image for which it is true may not, whatever else holds. Empty: none" };

    private static Option<int?> Approvers { get; } = new("--approverCount") { Description = "How many people have to approve, 0 to 6" };

    private static Option<bool?> Requester { get; } = new("--allowRequestFromApprove") { Description = "Whether who asked for it may approve it" };

    private static Option<bool?> Builder { get; } = new("--allowImageBuilderFromApprove") { Description = "Whether who built the image may approve it" };

    private static Option<bool?> Deployer { get; } = new("--allowApproverFromDeploy") { Description = "Whether who approved it may deploy it" };

    private static Option<string?> ApplyPath { get; } = new("--applyPath") { Description = "A file of kind artifactPromotionPolicy: applied in the same commit" };

    private static Option<string[]> Path { get; } = new("--path", "-p", "--file", "-f") { Description = "A file of kind artifactPromotionPolicy, a folder of such, or - for the standard input; may be given several times", Required = true };

    private static Option[] Fields => [Description, Pass, Fail, Approvers, Requester, Builder, Deployer];

    public static Command Create() => new("policy", "Makes, changes, applies and tries policies.") { New("create"), Update("update"), Get(), List(), Delete(), Apply("apply"), Test() };

    /// <summary>`create imagePromotionPolicy` and `update imagePromotionPolicy`.</summary>
    public static IEnumerable<Command> ByKind() =>
    [
        new Command("create", "Creates a policy.") { New("imagePromotionPolicy") },
        new Command("update", "Changes a policy.") { Update("imagePromotionPolicy") },
    ];

    /// <summary>Of `policy`, and of `apply` under another name.</summary>
    public static Command Apply(string name) => DefinitionVerbs.Verb(name, "Applies policies to pairs of application and environment, all or none.", [], [Path, .. DefinitionVerbs.OfSaving], async (client, parsed, printer, stop) =>
    {
        var files = await DefinitionInput.ReadAsync(parsed.GetValue(Path)!, s_yaml, stop);
        await printer.AnswerAsync(await client.PostAsync("/api/policies/apply", new { files, message = Message(parsed), dryRun = IsDryRun(parsed), propose = Proposes(parsed) }, stop), IsDryRun(parsed));
    });

    private static Command New(string name) => DefinitionVerbs.Verb(name, "Creates a policy, and applies it in the same commit where --applyPath says to what.", [], [Name, .. Fields, ApplyPath, .. DefinitionVerbs.OfSaving], async (client, parsed, printer, stop) =>
    {
        var body = Body(parsed);
        body["name"] = parsed.GetValue(Name);
        if (parsed.GetValue(ApplyPath) is { } path) body["apply"] = (await DefinitionInput.ReadAsync([path], s_yaml, stop))[0];
        await printer.AnswerAsync(await client.PostAsync("/api/policies", body, stop), IsDryRun(parsed));
    });

    private static Command Update(string name) => DefinitionVerbs.Verb(name, "Changes what is given of a policy, and nothing else of its file.", [], [Name, .. Fields, .. DefinitionVerbs.OfSaving], async (client, parsed, printer, stop) =>
        await printer.AnswerAsync(await client.SendAsync(HttpMethod.Patch, PathOf(parsed.GetValue(Name)!), Body(parsed), stop), IsDryRun(parsed)));

    private static Command Get() => DefinitionVerbs.Verb("get", "Shows a policy and where it is applied.", [DefinitionInput.Name], [], async (client, parsed, printer, stop) =>
    {
        var policy = await client.GetAsync(PathOf(parsed.GetValue(DefinitionInput.Name)!), stop);
        await printer.TellAsync(policy, () => PolicyPrinter.OneAsync(printer, policy));
    });

    private static Command List() => DefinitionVerbs.Verb("list", "Lists the policies.", [], [], async (client, _, printer, stop) =>
    {
        var all = await client.GetAsync("/api/policies", stop);
        await printer.TellAsync(all, async () =>
        {
            foreach (var policy in all.GetProperty("policies").EnumerateArray()) await printer.PrintAsync(PolicyPrinter.Line(policy));
        });
    });

    private static Command Delete() => DefinitionVerbs.Verb("delete", "Deletes a policy that is applied nowhere.", [DefinitionInput.Name], [.. DefinitionVerbs.OfSaving], async (client, parsed, printer, stop) =>
    {
        var query = VerbOutput.Query(("message", Message(parsed)), ("dryRun", Word(IsDryRun(parsed))), ("propose", Word(Proposes(parsed))));
        await printer.AnswerAsync(await client.DeleteAsync(PathOf(parsed.GetValue(DefinitionInput.Name)!) + query, stop), IsDryRun(parsed));
    });

    private static Command Test()
    {
        var name = new Argument<string?>("NAME") { Description = "A saved policy; or give conditions, or --environment", Arity = ArgumentArity.ZeroOrOne };
        var application = new Option<string>("--application") { Description = "Whose images are judged", Required = true };
        var environment = new Option<string?>("--environment") { Description = "Judge by what governs the application there" };
        var images = new Option<int>("--images") { Description = "How many of the newest, at most 50", DefaultValueFactory = _ => Engine.TryPolicy.UsualImages };
        var explain = new Option<bool>("--explain") { Description = "Shows the value of every part of each condition" };
        return DefinitionVerbs.Verb("test", "Judges the newest images of an application, and changes nothing.", [name], [Pass, Fail, application, environment, images, explain], async (client, parsed, printer, stop) =>
        {
            var body = new { application = parsed.GetValue(application), policy = parsed.GetValue(name), passCondition = parsed.GetValue(Pass), failCondition = parsed.GetValue(Fail), environment = parsed.GetValue(environment), images = parsed.GetValue(images) };
            var answer = await client.PostAsync("/api/policies/test", body, stop);
            await printer.TellAsync(answer, () => PolicyPrinter.TrialAsync(printer, answer, parsed.GetValue(explain)));
        });
    }

    // Only what is given: the portal tells what is absent from what is empty.
    private static Dictionary<string, object?> Body(ParseResult parsed) => new(StringComparer.Ordinal)
    {
        ["description"] = parsed.GetValue(Description),
        ["passCondition"] = parsed.GetValue(Pass),
        ["failCondition"] = parsed.GetValue(Fail),
        ["approverCount"] = parsed.GetValue(Approvers),
        ["allowRequestFromApprove"] = parsed.GetValue(Requester),
        ["allowImageBuilderFromApprove"] = parsed.GetValue(Builder),
        ["allowApproverFromDeploy"] = parsed.GetValue(Deployer),
        ["message"] = Message(parsed),
        ["dryRun"] = IsDryRun(parsed),
        ["propose"] = Proposes(parsed),
    };

    private static string PathOf(string name) => $"/api/policies/{Uri.EscapeDataString(name)}";

    private static string Message(ParseResult parsed) => parsed.GetValue(DefinitionVerbs.Message)!;

    private static bool IsDryRun(ParseResult parsed) => parsed.GetValue(DefinitionVerbs.DryRun);

    private static bool Proposes(ParseResult parsed) => parsed.GetValue(DefinitionVerbs.Propose);

    private static string Word(bool value) => value ? "true" : "false";
}

/// <summary>Policies and verdicts in lines for people.</summary>
internal static class PolicyPrinter
{
    public static string Line(JsonElement policy) =>
        $"{Text(policy, "name"),-30} {Approvals(policy),-14} {Places(policy.GetProperty("appliedTo").GetArrayLength()),-10} {Text(policy, "description")}".TrimEnd();

    public static async Task OneAsync(DefinitionPrinter printer, JsonElement policy)
    {
        await printer.PrintAsync($"{Text(policy, "name")}  {Text(policy, "description")}".TrimEnd());
        await printer.PrintAsync($"  pass: {Text(policy, "passCondition") ?? "every image"}");
        await printer.PrintAsync($"  fail: {Text(policy, "failCondition") ?? "no image"}");
        await printer.PrintAsync($"  {Approvals(policy)}");
        await printer.PrintAsync($"  the requester {May(policy, "allowRequestFromApprove")} approve, the builder {May(policy, "allowImageBuilderFromApprove")} approve, an approver {May(policy, "allowApproverFromDeploy")} deploy");
        foreach (var pair in policy.GetProperty("appliedTo").EnumerateArray()) await printer.PrintAsync($"  applied to {Text(pair, "application")} in {Text(pair, "environment")}");
    }

    public static async Task TrialAsync(DefinitionPrinter printer, JsonElement answer, bool explain)
    {
        foreach (var image in answer.GetProperty("images").EnumerateArray())
        {
            await printer.PrintAsync($"{(image.GetProperty("isEligible").GetBoolean() ? "yes" : "no "),-4}{Text(image, "tag") ?? "(no tag)",-20} {Text(image, "digest")![..19]}  {Text(image, "verdict")}");
            if (!explain) continue;
            foreach (var condition in image.GetProperty("conditions").EnumerateArray()) await ConditionAsync(printer, condition);
        }
        if (answer.GetProperty("images").GetArrayLength() == 0) await printer.PrintAsync("There is no image to judge.");
        if (answer.GetProperty("leftOut").GetInt32() is > 0 and var left) await printer.PrintAsync($"{left} more were not judged: the conditions cost too much.");
    }

    private static async Task ConditionAsync(DefinitionPrinter printer, JsonElement condition)
    {
        await printer.PrintAsync($"    {Text(condition, "field")}:");
        foreach (var part in condition.GetProperty("parts").EnumerateArray()) await printer.PrintAsync($"    {new string(' ', 2 + (part.GetProperty("depth").GetInt32() * 2))}{Text(part, "text")} → {Text(part, "value")}");
        if (condition.GetProperty("isCut").GetBoolean()) await printer.PrintAsync("      … and more parts");
    }

    private static string Approvals(JsonElement policy)
    {
        var count = policy.GetProperty("approverCount") is { ValueKind: JsonValueKind.Number } number ? number.GetInt32() : 0;
        return count switch { 0 => "no approvals", 1 => "1 approval", _ => string.Create(CultureInfo.InvariantCulture, $"{count} approvals") };
    }

    private static string Places(int count) => count switch { 0 => "nowhere", 1 => "1 pair", _ => string.Create(CultureInfo.InvariantCulture, $"{count} pairs") };

    private static string May(JsonElement policy, string name) => policy.GetProperty(name).GetBoolean() ? "may" : "may not";

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
