using System.CommandLine;

namespace PromotionPortal.Cli;

/// <summary>`find`: pages, applications, images, requests, definitions, people and actions by a few words, with their addresses.</summary>
internal static class FindVerb
{
    public static Command Create()
    {
        var words = new Argument<string[]>("WORD") { Description = "A name, a tag, the beginning of a digest, the number of a request, who asked for it", Arity = ArgumentArity.OneOrMore };
        var command = new Command("find", "Finds what you may see by a few words, and where it is.") { words, VerbOutput.Format, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            var answer = await client.GetAsync($"/api/search{VerbOutput.Query(("q", string.Join(' ', parsed.GetValue(words)!)))}", stop);
            if (parsed.IsJson()) await parsed.PrintAsync(answer.GetRawText());
            else await PrintAsync(parsed, answer.GetProperty("groups"));
        });
        return command;
    }

    private static async Task PrintAsync(ParseResult parsed, System.Text.Json.JsonElement groups)
    {
        if (groups.GetArrayLength() == 0) await parsed.PrintAsync("Nothing found.");
        foreach (var group in groups.EnumerateArray())
        {
            await parsed.PrintAsync(group.GetProperty("group").GetString()!);
            foreach (var found in group.GetProperty("found").EnumerateArray())
                await parsed.PrintAsync($"  {found.GetProperty("title").GetString(),-40} {found.GetProperty("address").GetString(),-40} {found.GetProperty("detail").GetString()}".TrimEnd());
        }
    }
}
