using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace PromotionPortal.Cli;

/// <summary>`promote`, `promotions`, `promotion` and `retry`: what the pages do, from the command line.</summary>
internal static class PromotionVerbs
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(500);

    private static Option<bool> Wait { get; } = new("--wait") { Description = "Wait for the end; exit code 1 when it is not a good one" };

    public static IEnumerable<Command> Commands() => [Promote(), List(), Show(), Retry(), Activity()];

    private static Command Promote()
    {
        var application = new Argument<string>("application") { Description = "Its name" };
        var image = new Argument<string>("image") { Description = "A tag that CI pushed, or a digest" };
        var to = new Option<string[]>("--to") { Description = "The environment; may be given several times", Required = true };
        var from = new Option<string?>("--from") { Description = "The environment it comes from; else CI" };
        var reason = new Option<string>("--reason") { Description = "Stands in the history", DefaultValueFactory = _ => "" };
        var key = new Option<string?>("--key") { Description = "An idempotency key: the same one promotes once, however often it is sent" };
        var hotfix = new Option<bool>("--hotfix") { Description = "Goes before others; needs the right and a reason" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would happen; begin nothing" };
        var command = new Command("promote", "Brings an image into environments.") { application, image, to, from, reason, key, hotfix, dryRun, Wait, VerbOutput.Format, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            var answer = await client.PostAsync("/api/promotions", new
            {
                images = new[] { new { application = parsed.GetValue(application), image = parsed.GetValue(image), from = parsed.GetValue(from) } },
                environments = parsed.GetValue(to),
                reason = parsed.GetValue(reason),
                dryRun = parsed.GetValue(dryRun),
                hotfix = parsed.GetValue(hotfix),
            }, stop, parsed.GetValue(key));
            await TellAsync(client, parsed, [.. answer.GetProperty("results").EnumerateArray()], stop);
        });
        return command;
    }

    private static Command Retry()
    {
        var id = new Argument<long>("number") { Description = "The promotion that did not end well" };
        var command = new Command("retry", "Begins anew what did not end well.") { id, Wait, VerbOutput.Format, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            var answer = await client.PostAsync(string.Create(CultureInfo.InvariantCulture, $"/api/promotions/{parsed.GetValue(id)}/retry"), body: null, stop);
            await TellAsync(client, parsed, [answer], stop);
        });
        return command;
    }

    private static Command Show()
    {
        var id = new Argument<long>("number");
        var command = new Command("promotion", "Shows one promotion.") { id, Wait, VerbOutput.Format, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            await FollowAsync(client, parsed, parsed.GetValue(id), stop);
        });
        return command;
    }

    private static Command List()
    {
        var application = new Option<string?>("--application");
        var environment = new Option<string?>("--environment");
        var state = new Option<string?>("--state");
        var page = new Option<int>("--page") { DefaultValueFactory = _ => 1 };
        var command = new Command("promotions", "Lists promotions, the youngest first.") { application, environment, state, page, VerbOutput.Format, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            var query = VerbOutput.Query(("application", parsed.GetValue(application)), ("environment", parsed.GetValue(environment)), ("state", parsed.GetValue(state)), ("page", parsed.GetValue(page).ToString(CultureInfo.InvariantCulture)));
            var answer = await client.GetAsync("/api/promotions" + query, stop);
            if (parsed.IsJson()) await parsed.PrintAsync(answer.ToString());
            else foreach (var row in answer.GetProperty("rows").EnumerateArray()) await parsed.PrintAsync(Line(row));
        });
        return command;
    }

    private static Command Activity()
    {
        var text = new Option<string?>("--text") { Description = "Only entries with these words" };
        var page = new Option<int>("--page") { DefaultValueFactory = _ => 1 };
        var command = new Command("activity", "Lists the audit trail, the youngest entry first.") { text, page, VerbOutput.Format, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            var answer = await client.GetAsync("/api/activity" + VerbOutput.Query(("text", parsed.GetValue(text)), ("page", parsed.GetValue(page).ToString(CultureInfo.InvariantCulture))), stop);
            if (parsed.IsJson()) await parsed.PrintAsync(answer.ToString());
            else foreach (var row in answer.GetProperty("rows").EnumerateArray()) await parsed.PrintAsync($"{row.GetProperty("sequence"),6}  {row.GetProperty("at").GetDateTimeOffset():u}  {row.GetProperty("text").GetString()}");
        });
        return command;
    }

    private static async Task TellAsync(PortalClient client, ParseResult parsed, IReadOnlyList<JsonElement> results, CancellationToken stop)
    {
        if (parsed.IsJson() && !parsed.GetValue(Wait)) await parsed.PrintAsync(JsonSerializer.Serialize(results));
        else foreach (var result in results) await parsed.PrintAsync(Said(result));
        foreach (var result in results.Where(result => parsed.GetValue(Wait) && result.GetProperty("result").GetString() == "accepted"))
            await FollowAsync(client, parsed, result.GetProperty("promotion").GetInt64(), stop);
        if (results.Any(result => result.GetProperty("result").GetString() == "refused")) throw new CliException(ExitCode.Refused, "Not every environment was promoted to.");
    }

    /// <summary>What became of the request for one environment, in a line.</summary>
    public static string Said(JsonElement result) => result.GetProperty("result").GetString() switch
    {
        "accepted" => $"{result.GetProperty("environment").GetString()}: promotion {result.GetProperty("promotion")} {(result.GetProperty("needsApproval").GetBoolean() ? "was sent for approval." : "is on its way.")}",
        "wouldBegin" => $"{result.GetProperty("environment").GetString()}: would be promoted.",
        _ => $"{result.GetProperty("environment").GetString()}: {result.GetProperty("what").GetString()} {result.GetProperty("help").GetString()}",
    };

    private static async Task FollowAsync(PortalClient client, ParseResult parsed, long id, CancellationToken stop)
    {
        while (true)
        {
            var answer = await client.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/api/promotions/{id}"), stop);
            var state = answer.GetProperty("promotion").GetProperty("state").GetString();
            if (!parsed.GetValue(Wait) || state is not ("Requested" or "AwaitingApproval" or "Queued" or "Copying"))
            {
                await parsed.PrintAsync(parsed.IsJson() ? answer.ToString() : Line(answer.GetProperty("promotion")));
                if (parsed.GetValue(Wait) && state is not "Promoted") throw new CliException(ExitCode.Refused, $"Promotion {id} did not end well.");
                return;
            }
            foreach (var copy in answer.GetProperty("copies").EnumerateArray().Where(_ => !parsed.IsJson()))
                await parsed.PrintAsync($"  {copy.GetProperty("application").GetString()}: {copy.GetProperty("doneBytes")} of {copy.GetProperty("totalBytes")} bytes");
            await Task.Delay(s_lookEvery, stop);
        }
    }

    private static string Line(JsonElement promotion)
    {
        var images = string.Join(", ", promotion.GetProperty("images").EnumerateArray().Select(image => $"{image.GetProperty("application").GetString()} {image.GetProperty("tag").GetString() ?? image.GetProperty("digest").GetString()}"));
        var why = promotion.GetProperty("what").GetString();
        return $"{promotion.GetProperty("id"),6}  {promotion.GetProperty("state").GetString(),-10} {promotion.GetProperty("environment").GetString(),-12} {images}{(why is null ? "" : $"  ({why})")}";
    }
}
