using System.CommandLine;
using System.Text.Json;

namespace PromotionPortal.Cli;

/// <summary>`remote`: the repository that the definitions are shared with.</summary>
internal static class RemoteVerb
{
    private const string Path = "/api/definitions/remote";

    public static Command Create() => new("remote", "Shows and chooses the repository that the definitions are shared with. Needs the session of portal login.") { Show(), Set(), Do("clear", "Keeps the definitions in the portal alone from now on.", HttpMethod.Delete, Path), Do("sync", "Fetches and pushes now.", HttpMethod.Post, $"{Path}/sync") };

    private static Command Show()
    {
        var command = new Command("show", "Says which repository it is, and how the last exchange ended.") { PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            var remote = await client.GetAsync(Path, stop);
            var setting = remote.GetProperty("setting");
            var output = parsed.InvocationConfiguration.Output;
            await output.WriteLineAsync($"{Text(setting, "url")}, branch {Text(setting, "branch")}{(Text(setting, "folder") is { Length: > 0 } folder ? $", folder {folder}" : "")}");
            await output.WriteLineAsync($"{Text(remote, "result")}: {Text(remote, "words")}".TrimEnd(' ', ':'));
        });
        return command;
    }

    private static Command Set()
    {
        var url = new Argument<string>("url") { Description = "https://…, ssh://git@… or file:///…, without a password in it" };
        var branch = new Option<string>("--branch") { DefaultValueFactory = _ => "main" };
        var folder = new Option<string>("--folder") { Description = "Where in the repository the definitions lie; else at its root", DefaultValueFactory = _ => "" };
        var credentials = new Option<string?>("--credentials") { Description = "The name of the secret with user:password, a token, or an ed25519 key" };
        var fingerprint = new Option<string?>("--host-fingerprint") { Description = "For ssh: SHA256:…, as ssh-keygen -l prints it" };
        var test = new Option<bool>("--test") { Description = "Only call it and say what fails; change nothing" };
        var command = new Command("set", "Chooses the repository.") { url, branch, folder, credentials, fingerprint, test, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            var setting = new { url = parsed.GetValue(url), branch = parsed.GetValue(branch), folder = parsed.GetValue(folder), credentials = parsed.GetValue(credentials), hostFingerprint = parsed.GetValue(fingerprint) };
            var answer = parsed.GetValue(test) ? await client.PostAsync($"{Path}/test", setting, stop) : await client.SendAsync(HttpMethod.Put, Path, setting, stop);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(Text(answer, "text"));
        });
        return command;
    }

    private static Command Do(string name, string description, HttpMethod method, string path)
    {
        var command = new Command(name, description) { PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(Text(await client.SendAsync(method, path, body: null, stop), "text"));
        });
        return command;
    }

    private static string Text(JsonElement owner, string name) => owner.GetProperty(name).GetString() ?? "";
}
