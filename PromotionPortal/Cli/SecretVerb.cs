using System.CommandLine;
using System.Text;
using System.Text.Json;

namespace PromotionPortal.Cli;

/// <summary>`secret`: sets, lists and deletes secrets. A value comes by the input or a file, never by an argument, which other people of the machine could read.</summary>
internal static class SecretVerb
{
    public static Command Create() => new("secret", "Sets, lists and deletes the secrets that definitions name. Needs the session of portal login.") { Set(), List(), Delete() };

    private static Argument<string> Name() => new("name") { Description = "Its name: small letters, digits and hyphens" };

    private static Command Set()
    {
        var name = Name();
        var file = new Option<FileInfo?>("--from-file") { Description = "The file that holds the value, such as a key. Else it is read from the input, or asked for" };
        var command = new Command("set", "Sets a secret to what stands in the input, or in a file.") { name, file, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            var value = parsed.GetValue(file) is { } from ? await ReadAsync(from, stop) : await AskAsync(parsed, stop);
            if (value.Length == 0) throw new CliException(ExitCode.Usage, "There is no value: the input was empty.");
            await client.SendAsync(HttpMethod.Put, PathOf(parsed.GetValue(name)!), new { value }, stop);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"{parsed.GetValue(name)} is set.");
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Lists the secrets by name: where each comes from, and where definitions name it.") { PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            foreach (var secret in (await client.GetAsync("/api/secrets", stop)).EnumerateArray()) await parsed.InvocationConfiguration.Output.WriteLineAsync(Line(secret));
        });
        return command;
    }

    private static Command Delete()
    {
        var name = Name();
        var command = new Command("delete", "Deletes a secret that the portal keeps.") { name, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            await client.DeleteAsync(PathOf(parsed.GetValue(name)!), stop);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"{parsed.GetValue(name)} is deleted.");
        });
        return command;
    }

    private static string PathOf(string name) => $"/api/secrets/{Uri.EscapeDataString(name)}";

    private static string Line(JsonElement secret)
    {
        var source = secret.GetProperty("source").GetString() switch
        {
            "Portal" => $"set by {secret.GetProperty("changedBy").GetString()} on {secret.GetProperty("changedAt").GetDateTimeOffset():yyyy-MM-dd}",
            "Operator" => "set by the operator",
            _ => "MISSING",
        };
        var uses = string.Join(", ", secret.GetProperty("usedIn").EnumerateArray().Select(use => $"{use.GetProperty("file").GetString()}:{use.GetProperty("line").GetInt32()}"));
        return $"{secret.GetProperty("name").GetString(),-30} {source,-40} {uses}".TrimEnd();
    }

    private static async Task<string> ReadAsync(FileInfo file, CancellationToken stop)
    {
        try
        {
            return await File.ReadAllTextAsync(file.FullName, stop);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Usage, $"{file} cannot be read: {e.Message}");
        }
    }

    private static async Task<string> AskAsync(ParseResult parsed, CancellationToken stop)
    {
        // What echo and editors add at the end is no part of a secret.
        if (Console.IsInputRedirected) return (await Console.In.ReadToEndAsync(stop)).TrimEnd('\r', '\n');
        await parsed.InvocationConfiguration.Error.WriteAsync("The value (not shown): ");
        var value = Typed();
        await parsed.InvocationConfiguration.Error.WriteLineAsync();
        return value;
    }

    private static string Typed()
    {
        var text = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key != ConsoleKey.Backspace) text.Append(key.KeyChar);
            else if (text.Length > 0) text.Length--;
        }
        return text.ToString();
    }
}
