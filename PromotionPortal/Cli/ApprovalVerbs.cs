using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace PromotionPortal.Cli;

/// <summary>`requests`, `why`, and what one decides about a promotion.</summary>
internal static class ApprovalVerbs
{
    public static IEnumerable<Command> Commands() =>
    [
        Requests(),
        Why(),
        Act("approve", "Approves a promotion. Needs a person: sign in with portal login.", "Said to the requester; stands in the history"),
        Act("take-back", "Takes an approval back, until the copy starts.", "Why"),
        Act("reject", "Rejects a promotion, which ends it.", "Why; the requester reads it", isRequired: true),
        Act("withdraw", "Withdraws a request of one's own that still waits.", "Why"),
        Act("cancel", "Stops a promotion until its tags begin to move.", "Why"),
        Act("remind", "Marks a request of one's own for those who may approve it.", "What to say"),
        HandOver(),
    ];

    private static Command Act(string name, string what, string wordsHelp, bool isRequired = false)
    {
        var ids = new Argument<long[]>("numbers") { Description = "The promotions", Arity = ArgumentArity.OneOrMore };
        var words = new Option<string>("--reason", "-m") { Description = wordsHelp, Required = isRequired, DefaultValueFactory = _ => "" };
        var command = new Command(name, what) { ids, words, VerbOutput.Format, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            var refused = 0;
            foreach (var id in parsed.GetRequiredValue(ids)) refused += await TryAsync(client, parsed, id, name, new { words = parsed.GetValue(words) }, stop) ? 0 : 1;
            if (refused > 0) throw new CliException(ExitCode.Refused, $"{refused} of {parsed.GetRequiredValue(ids).Length} were not decided.");
        });
        return command;
    }

    private static Command HandOver()
    {
        var id = new Argument<long>("number");
        var person = new Argument<string>("person") { Description = "The user name of who is to decide. It gives no right." };
        var command = new Command("hand-over", "Asks somebody by name to decide.") { id, person, VerbOutput.Format, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            if (!await TryAsync(client, parsed, parsed.GetValue(id), "hand-over", new { person = parsed.GetValue(person) }, stop)) throw new CliException(ExitCode.Refused, "It was not handed over.");
        });
        return command;
    }

    // One line each: that one cannot be decided stops no other.
    private static async Task<bool> TryAsync(PortalClient client, ParseResult parsed, long id, string act, object body, CancellationToken stop)
    {
        try
        {
            var answer = await client.PostAsync(string.Create(CultureInfo.InvariantCulture, $"/api/promotions/{id}/{act}"), body, stop);
            await parsed.PrintAsync(parsed.IsJson() ? answer.ToString() : $"{id}: {answer.GetProperty("words").GetString()}");
            return true;
        }
        catch (CliException no) when (no.Code == ExitCode.Refused)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"{id}: {no.Message}");
            return false;
        }
    }

    private static Command Requests()
    {
        var forMe = new Option<bool>("--for-me") { Description = "Only what I can approve" };
        var mine = new Option<bool>("--mine") { Description = "Only what I asked for" };
        var application = new Option<string?>("--application");
        var environment = new Option<string?>("--environment");
        var page = new Option<int>("--page") { DefaultValueFactory = _ => 1 };
        var command = new Command("requests", "Lists the promotions that wait for approval.") { forMe, mine, application, environment, page, VerbOutput.Format, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            var show = parsed.GetValue(forMe) ? "for-me" : parsed.GetValue(mine) ? "mine" : null;
            var answer = await client.GetAsync("/api/requests" + VerbOutput.Query(("show", show), ("application", parsed.GetValue(application)), ("environment", parsed.GetValue(environment)), ("page", parsed.GetValue(page).ToString(CultureInfo.InvariantCulture))), stop);
            if (parsed.IsJson()) await parsed.PrintAsync(answer.ToString());
            else foreach (var row in answer.GetProperty("rows").EnumerateArray()) await parsed.PrintAsync(Line(row));
        });
        return command;
    }

    private static Command Why()
    {
        var application = new Argument<string>("application");
        var image = new Argument<string>("image") { Description = "A tag or a digest" };
        var environment = new Argument<string>("environment");
        var from = new Option<string?>("--from") { Description = "The environment it would come from; else CI" };
        var reason = new Option<string?>("--reason");
        var command = new Command("why", "Says of every gate between an image and an environment whether it is open; exit code 1 when one is closed.") { application, image, environment, from, reason, VerbOutput.Format, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            var answer = await client.GetAsync("/api/why" + VerbOutput.Query(("application", parsed.GetValue(application)), ("image", parsed.GetValue(image)), ("environment", parsed.GetValue(environment)), ("from", parsed.GetValue(from)), ("reason", parsed.GetValue(reason))), stop);
            if (parsed.IsJson()) await parsed.PrintAsync(answer.ToString());
            else foreach (var gate in answer.GetProperty("gates").EnumerateArray()) await parsed.PrintAsync(Gate(gate));
            if (!answer.GetProperty("isOpen").GetBoolean()) throw new CliException(ExitCode.Refused, "It cannot be promoted there.");
        });
        return command;
    }

    private static string Gate(JsonElement gate)
    {
        var sign = gate.GetProperty("verdict").GetString() switch { "Open" => "+", "Waits" => "…", _ => "-" };
        var help = gate.GetProperty("help").GetString() is { Length: > 0 } words ? " " + words : "";
        return $"{sign} {gate.GetProperty("kind").GetString(),-10} {gate.GetProperty("what").GetString()}{help}";
    }

    private static string Line(JsonElement row)
    {
        var promotion = row.GetProperty("promotion");
        var images = string.Join(", ", promotion.GetProperty("images").EnumerateArray().Select(image => $"{image.GetProperty("application").GetString()} {image.GetProperty("tag").GetString() ?? image.GetProperty("digest").GetString()} (from {image.GetProperty("from").GetString() ?? "CI"})"));
        var mine = row.GetProperty("canApprove").GetBoolean() ? "" : $"  ({row.GetProperty("whyNot").GetString()})";
        return $"{promotion.GetProperty("id"),6}  {promotion.GetProperty("environment").GetString(),-12} {row.GetProperty("approved")} of {row.GetProperty("needed")}  {images}  by {promotion.GetProperty("requestedBy").GetString()}{mine}";
    }
}
