using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace PromotionPortal.Cli;

/// <summary>`proposals`: changes of definitions that wait for somebody who may make them.</summary>
internal static class ProposalVerbs
{
    private static Argument<long> Number { get; } = new("NUMBER") { Description = "The proposal's number" };

    public static Command Create()
    {
        var command = new Command("proposals", "Lists, shows and decides proposed changes of definitions.");
        foreach (var verb in (Command[])[List(), Show(), Accept(), Decline(), Withdraw()]) command.Add(verb);
        return command;
    }

    private static Command List()
    {
        var all = new Option<bool>("--all") { Description = "Also those that are decided" };
        return Verb("list", "Lists the open ones.", [all], async (client, parsed, printer, stop) =>
        {
            var answer = await client.GetAsync("/api/proposals" + (parsed.GetValue(all) ? "" : "?state=Open"), stop);
            await printer.TellAsync(answer, async () =>
            {
                foreach (var one in answer.GetProperty("proposals").EnumerateArray()) await printer.PrintAsync(Line(one));
                if (answer.GetProperty("proposals").GetArrayLength() == 0) await printer.PrintAsync("There are none.");
            });
        });
    }

    private static Command Show() => Verb("show", "Shows one, and what accepting it would do now.", [Number], async (client, parsed, printer, stop) =>
    {
        var answer = await client.GetAsync(PathOf(parsed), stop);
        if (printer.IsJson || answer.GetProperty("plan").ValueKind != JsonValueKind.Object)
        {
            await printer.TellAsync(answer, () => printer.PrintAsync(Line(answer.GetProperty("proposal"))));
            return;
        }
        await printer.PrintAsync(Line(answer.GetProperty("proposal")));
        await printer.PlanAsync(answer.GetProperty("plan"), withTexts: true);
    });

    private static Command Accept() => Verb("accept", "Saves what is proposed.", [Number], async (client, parsed, printer, stop) =>
        await printer.ResultAsync(await client.PostAsync(PathOf(parsed) + "/accept", new { }, stop)));

    private static Command Decline()
    {
        var because = new Option<string>("--because") { Description = "Why; its author reads it", Required = true };
        return Verb("decline", "Declines one.", [Number, because], async (client, parsed, printer, stop) => await DecidedAsync(printer, await client.PostAsync(PathOf(parsed) + "/decline", new { answer = parsed.GetValue(because) }, stop)));
    }

    private static Command Withdraw() => Verb("withdraw", "Takes your own one back.", [Number], async (client, parsed, printer, stop) =>
        await DecidedAsync(printer, await client.PostAsync(PathOf(parsed) + "/withdraw", body: null, stop)));

    private static Task DecidedAsync(DefinitionPrinter printer, JsonElement answer) => printer.TellAsync(answer, () => printer.PrintAsync(Line(answer)));

    private static Command Verb(string name, string what, Symbol[] symbols, Func<PortalClient, ParseResult, DefinitionPrinter, CancellationToken, Task> act)
    {
        var command = new Command(name, what);
        foreach (var symbol in (Symbol[])[.. symbols, VerbOutput.Format, PortalClient.ServerOption, PortalClient.TokenOption])
        {
            if (symbol is Argument argument) command.Add(argument);
            else command.Add((Option)symbol);
        }
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            await act(client, parsed, new(parsed), stop);
        });
        return command;
    }

    private static string PathOf(ParseResult parsed) => string.Create(CultureInfo.InvariantCulture, $"/api/proposals/{parsed.GetValue(Number)}");

    private static string Line(JsonElement one)
    {
        var decided = one.GetProperty("decidedBy").GetString() is { } by ? $"  ({by}{(one.GetProperty("answer").GetString() is { } answer ? ": " + answer : "")})" : "";
        return $"{one.GetProperty("id"),5}  {one.GetProperty("state").GetString(),-9} {one.GetProperty("author").GetString(),-20} {one.GetProperty("message").GetString()!.Split('\n')[0]}{decided}";
    }
}
