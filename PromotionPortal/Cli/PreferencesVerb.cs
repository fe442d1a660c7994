using System.CommandLine;

namespace PromotionPortal.Cli;

/// <summary>`preferences`: shows how the portal looks to oneself, and chooses it; choosing needs the session of portal login.</summary>
internal static class PreferencesVerb
{
    public static Command Create()
    {
        var theme = new Option<string?>("--theme") { Description = "system, light or dark" };
        theme.AcceptOnlyFromAmong("system", "light", "dark");
        var keys = new Option<string?>("--single-keys") { Description = "Whether single keys such as j and k are shortcuts: on or off" };
        keys.AcceptOnlyFromAmong("on", "off");
        var command = new Command("preferences", "Shows how the portal looks to you, or chooses it for every browser you sign in with.") { theme, keys, VerbOutput.Format, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            var (wanted, on) = (parsed.GetValue(theme), parsed.GetValue(keys));
            var taste = wanted is null && on is null
                ? await client.GetAsync("/api/me/preferences", stop)
                : await client.SendAsync(HttpMethod.Patch, "/api/me/preferences", new { theme = Capital(wanted), singleKeys = on is null ? (bool?)null : on == "on" }, stop);
            if (parsed.IsJson()) await parsed.PrintAsync(taste.GetRawText());
            else
            {
                await parsed.PrintAsync($"Theme: {taste.GetProperty("theme").GetString()?.ToLowerInvariant() ?? "as each browser has it"}");
                await parsed.PrintAsync($"Single keys: {taste.GetProperty("singleKeys").ValueKind switch { System.Text.Json.JsonValueKind.True => "on", System.Text.Json.JsonValueKind.False => "off", _ => "as each browser has it" }}");
            }
        });
        return command;
    }

    private static string? Capital(string? word) => word is null ? null : char.ToUpperInvariant(word[0]) + word[1..];
}
