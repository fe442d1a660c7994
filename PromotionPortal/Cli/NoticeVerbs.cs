using System.CommandLine;
using System.Text.Json;

namespace PromotionPortal.Cli;

/// <summary>`notices`: what one was told; reading needs a token or session, marking and choosing the session of portal login.</summary>
internal static class NoticeVerbs
{
    public static Command Create()
    {
        var unread = new Option<bool>("--unread") { Description = "Only those that were not read" };
        var page = new Option<int>("--page") { Description = "Which page of the list", DefaultValueFactory = _ => 1 };
        var command = new Command("notices", "Lists what the portal told you: approvals that are needed, and how your requests ended.") { unread, page, VerbOutput.Format, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            var found = await client.GetAsync($"/api/notices?unread={(parsed.GetValue(unread) ? "true" : "false")}&page={parsed.GetValue(page)}", stop);
            if (parsed.IsJson()) await parsed.PrintAsync(found.GetRawText());
            else await PrintAsync(parsed, found);
        });
        command.Add(Read());
        command.Add(Mail());
        return command;
    }

    private static Command Read()
    {
        var ids = new Argument<long[]>("ids") { Description = "Their numbers; none: all of them", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("read", "Marks notices as read.") { ids, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            var marked = await client.PostAsync("/api/notices/read", new { ids = parsed.GetValue(ids) ?? [] }, stop);
            await parsed.PrintAsync($"{marked.GetProperty("count").GetInt32()} marked as read.");
        });
        return command;
    }

    private static Command Mail()
    {
        var kinds = new Argument<string[]>("kinds") { Description = "ApprovalNeeded, Reminder, HandedOver, ApprovalsVoided, Promoted, NotPromoted; or none", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("mail", "Shows what comes by mail, or chooses it: the kinds that are named, and no others.") { kinds, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            var wanted = parsed.GetValue(kinds) ?? [];
            if (wanted.Length > 0) await client.SendAsync(HttpMethod.Put, "/api/me/notifications", new { byMail = wanted is ["none"] ? [] : wanted }, stop);
            await PrintChoiceAsync(parsed, await client.GetAsync("/api/me/notifications", stop));
        });
        return command;
    }

    private static async Task PrintAsync(ParseResult parsed, JsonElement found)
    {
        foreach (var notice in found.GetProperty("notices").EnumerateArray())
            await parsed.PrintAsync($"{(notice.GetProperty("isRead").GetBoolean() ? " " : "*")} {notice.GetProperty("id").GetInt64(),-6} {notice.GetProperty("at").GetDateTimeOffset():yyyy-MM-dd HH:mm}  {notice.GetProperty("text").GetString()}  (promotion {notice.GetProperty("promotion").GetInt64()})");
        await parsed.PrintAsync($"{found.GetProperty("unread").GetInt32()} unread, page {found.GetProperty("page").GetInt32()} of {found.GetProperty("pages").GetInt32()}.");
    }

    private static async Task PrintChoiceAsync(ParseResult parsed, JsonElement choice)
    {
        var address = choice.GetProperty("address").GetString();
        var kinds = string.Join(", ", choice.GetProperty("byMail").EnumerateArray().Select(kind => kind.GetString()));
        await parsed.PrintAsync($"By mail: {(kinds.Length > 0 ? kinds : "nothing")}");
        if (!choice.GetProperty("sendsMail").GetBoolean()) await parsed.PrintAsync("This portal sends no mail.");
        else await parsed.PrintAsync(address is null ? "No e-mail address is known of you." : $"To {address}.");
    }
}
