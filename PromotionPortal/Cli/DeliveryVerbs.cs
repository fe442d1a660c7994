using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace PromotionPortal.Cli;

/// <summary>`channel deliveries` and `channel send-again`: each mail and message to a channel, and what was answered.</summary>
internal static class DeliveryVerbs
{
    public static Command List()
    {
        var state = new Option<string?>("--state") { Description = "Pending, Sent, Failed (given up) or Dropped (nothing was left to tell)" };
        state.AcceptOnlyFromAmong("Pending", "Sent", "Failed", "Dropped");
        var mail = new Option<bool>("--mail") { Description = "Only mail to people" };
        var channel = new Option<string?>("--channel") { Description = "Only to this channel" };
        var promotion = new Option<long?>("--promotion") { Description = "Only about this promotion" };
        var page = new Option<int>("--page") { DefaultValueFactory = _ => 1 };
        var command = new Command("deliveries", "Lists single messages, the youngest first: to whom, about what, whether each arrived, and what was answered.") { state, mail, channel, promotion, page, VerbOutput.Format, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            var to = parsed.GetValue(channel) is { } name ? $"channel:{name}" : parsed.GetValue(mail) ? "mail" : null;
            var query = VerbOutput.Query(("state", parsed.GetValue(state)), ("to", to), ("promotion", parsed.GetValue(promotion)?.ToString(CultureInfo.InvariantCulture)), ("page", parsed.GetValue(page).ToString(CultureInfo.InvariantCulture)));
            var answer = await client.GetAsync("/api/deliveries" + query, stop);
            if (parsed.IsJson()) await parsed.PrintAsync(answer.ToString());
            else foreach (var row in answer.GetProperty("rows").EnumerateArray()) await parsed.PrintAsync(Line(row));
        });
        return command;
    }

    public static Command SendAgain()
    {
        var id = new Argument<long>("number") { Description = "The message, as channel deliveries lists it" };
        var command = new Command("send-again", "Sends a message again that was given up, or now one that waits, under the id it has.") { id, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            var done = await client.PostAsync(string.Create(CultureInfo.InvariantCulture, $"/api/deliveries/{parsed.GetValue(id)}/send"), body: null, stop);
            await parsed.PrintAsync(done.GetProperty("text").GetString()!);
        });
        return command;
    }

    private static string Line(JsonElement message)
    {
        var more = message.GetProperty("more").GetInt32() is > 0 and var count ? $" (and {count} more)" : "";
        var problem = message.GetProperty("problem").GetString() is { } words ? $"  [{words}]" : "";
        return $"{message.GetProperty("id"),6}  {message.GetProperty("createdAt").GetDateTimeOffset():u}  {message.GetProperty("state").GetString(),-8} {Tries(message),-9} {message.GetProperty("to").GetString(),-20} {message.GetProperty("text").GetString()}{more}{problem}";
    }

    private static string Tries(JsonElement message) => message.GetProperty("tries").GetInt32() is var tries && tries == 1 ? "1 try" : $"{tries} tries";
}
