using System.CommandLine;
using System.Text.Json;

namespace PromotionPortal.Cli;

/// <summary>`channel`: where teams are told of promotions. An address is a secret, so a channel only names it.</summary>
internal static class ChannelVerbs
{
    private static readonly string[] s_usual = ["ApprovalNeeded", "Promoted", "NotPromoted"];

    public static Command Create() => new("channel", "Sets, lists, tests and deletes the Slack, Teams and webhook channels that are told of promotions, and shows what was sent. Needs the session of portal login.") { Set(), List(), Test(), Delete(), DeliveryVerbs.List(), DeliveryVerbs.SendAgain() };

    private static Argument<string> Name() => new("name") { Description = "Its name: small letters, digits and hyphens" };

    private static Option<string[]> Several(string name, string description) => new(name) { Description = description, AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };

    private static Command Set()
    {
        var name = Name();
        var kind = new Option<string>("--kind") { Description = "Slack, Teams or Webhook", Required = true };
        kind.AcceptOnlyFromAmong("Slack", "Teams", "Webhook");
        var url = new Option<string>("--url-secret") { Description = "The secret that holds its address", Required = true };
        var signing = new Option<string>("--signing-secret") { Description = "The secret that a webhook is signed with", DefaultValueFactory = _ => "" };
        var events = Several("--event", "ApprovalNeeded, Reminder, ApprovalsVoided, Promoted, NotPromoted");
        var applications = Several("--application", "Only of these; else of all");
        var environments = Several("--environment", "Only to these; else to all");
        var off = new Option<bool>("--off") { Description = "Keep it, but send nothing" };
        var command = new Command("set", "Makes a channel, or changes the one of this name.") { name, kind, url, signing, events, applications, environments, off, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            var body = new
            {
                kind = parsed.GetValue(kind),
                urlSecret = parsed.GetValue(url),
                signingSecret = parsed.GetValue(signing),
                kinds = parsed.GetValue(events) is { Length: > 0 } chosen ? chosen : s_usual,
                applications = parsed.GetValue(applications),
                environments = parsed.GetValue(environments),
                isOn = !parsed.GetValue(off),
            };
            await SayAsync(parsed, await client.SendAsync(HttpMethod.Put, PathOf(parsed.GetValue(name)!), body, stop));
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Lists the channels: what each is told, and whether it arrives.") { VerbOutput.Format, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            var channels = await client.GetAsync("/api/channels", stop);
            if (parsed.IsJson()) await parsed.PrintAsync(channels.GetRawText());
            else foreach (var channel in channels.EnumerateArray()) await parsed.PrintAsync(Line(channel));
        });
        return command;
    }

    private static Command Test()
    {
        var name = Name();
        var command = new Command("test", "Sends a message that says that it is a test.") { name, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            await SayAsync(parsed, await client.PostAsync($"{PathOf(parsed.GetValue(name)!)}/test", body: null, stop));
        });
        return command;
    }

    private static Command Delete()
    {
        var name = Name();
        var command = new Command("delete", "Deletes a channel. What still waited for it is not sent.") { name, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            await SayAsync(parsed, await client.DeleteAsync(PathOf(parsed.GetValue(name)!), stop));
        });
        return command;
    }

    private static string PathOf(string name) => $"/api/channels/{Uri.EscapeDataString(name)}";

    private static Task SayAsync(ParseResult parsed, JsonElement done) => parsed.PrintAsync(done.GetProperty("text").GetString()!);

    private static string Line(JsonElement channel)
    {
        var setting = channel.GetProperty("setting");
        var state = !setting.GetProperty("isOn").GetBoolean() ? "off" : channel.GetProperty("sentAt").ValueKind == JsonValueKind.Null ? "nothing sent yet" : $"sent {channel.GetProperty("sentAt").GetDateTimeOffset():yyyy-MM-dd HH:mm}";
        var problem = channel.GetProperty("problem").GetString();
        return $"{setting.GetProperty("name").GetString(),-30} {setting.GetProperty("kind").GetString(),-8} {state,-24} {problem}".TrimEnd();
    }
}
