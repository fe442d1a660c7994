using System.CommandLine;
using System.Text.Json;

namespace PromotionPortal.Cli;

/// <summary>`login`, `logout` and `whoami`: the command line's own session, confirmed by its person in the browser.</summary>
public static class LoginVerb
{
    public static IEnumerable<Command> Commands() => [Login(), Logout(), WhoAmI()];

    private static Command Login()
    {
        var command = new Command("login", "Signs this command line in: prints a link and a code to confirm in the browser.") { PortalClient.ServerOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            var server = PortalClient.ServerOf(parsed, SessionFile.Read());
            using var client = new PortalClient(server, token: null);
            var output = parsed.InvocationConfiguration.Output;
            var session = await SignInAsync(client, server, output, stop);
            SessionFile.Write(session);
            await output.WriteLineAsync($"Signed in to {session.Server} until {session.ExpiresAt.ToLocalTime():HH:mm}.");
        });
        return command;
    }

    private static Command Logout()
    {
        var command = new Command("logout", "Ends the session of portal login, here and in the portal.");
        command.SetPortalAction(async (parsed, stop) =>
        {
            if (SessionFile.Read() is not { } session) throw new CliException(ExitCode.NotSignedIn, "You are not signed in.");
            // Forgotten here first: if the portal cannot be reached, the session ends by itself.
            SessionFile.Delete();
            using var client = new PortalClient(new(session.Server), session.Token);
            await client.DeleteAsync("/api/me/session", stop);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"Signed out of {session.Server}.");
        });
        return command;
    }

    private static Command WhoAmI()
    {
        var command = new Command("whoami", "Says as whom this command line acts, and what that person may.") { PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            var me = await client.GetAsync("/api/me", stop);
            var output = parsed.InvocationConfiguration.Output;
            await output.WriteLineAsync($"{me.GetProperty("name").GetString()}, by {me.GetProperty("credential").GetString()}");
            foreach (var grant in me.GetProperty("grants").EnumerateArray())
                await output.WriteLineAsync($"  {AccessVerbs.InWords(grant)}");
        });
        return command;
    }

    private static async Task<Session> SignInAsync(PortalClient client, Uri server, TextWriter output, CancellationToken stop)
    {
        var started = await client.PostAsync("/api/device/start", new { machine = $"{Environment.UserName} on {Environment.MachineName}" }, stop);
        await output.WriteLineAsync($"Open {started.GetProperty("verificationUrlComplete").GetString()}");
        await output.WriteLineAsync($"and approve the code {started.GetProperty("userCode").GetString()}. Waiting…");
        var interval = TimeSpan.FromSeconds(started.GetProperty("interval").GetInt32());
        while (true)
        {
            await Task.Delay(interval, stop);
            var answer = await client.PostAsync("/api/device/token", new { deviceCode = started.GetProperty("deviceCode").GetString() }, stop);
            if (SessionOf(answer, server) is { } session) return session;
        }
    }

    // Null: nobody has said anything yet.
    private static Session? SessionOf(JsonElement answer, Uri server) => answer.GetProperty("state").GetString() switch
    {
        "Pending" => null,
        "Ready" => new(server.ToString().TrimEnd('/'), answer.GetProperty("token").GetString()!, answer.GetProperty("expiresAt").GetDateTimeOffset()),
        "Denied" => throw new CliException(ExitCode.Refused, "The sign-in was refused in the browser."),
        _ => throw new CliException(ExitCode.Refused, "Nobody approved the sign-in in time. Run portal login again."),
    };
}
