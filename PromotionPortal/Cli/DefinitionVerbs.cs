using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace PromotionPortal.Cli;

/// <summary>`get`, `list`, `apply`, `diff`, `delete`, `history`, `restore` and `import`: definitions from the command line.</summary>
internal static class DefinitionVerbs
{
    private static readonly string[] s_ours = [".yaml", ".yml"];
    private static readonly string[] s_foreign = [".yaml", ".yml", ".json"];

    internal static Option<string> Message { get; } = new("--message", "-m") { Description = "What the commit says; else what changes", DefaultValueFactory = _ => "" };

    internal static Option<bool> Propose { get; } = new("--propose") { Description = "Leave it to somebody else to accept" };

    internal static Option<bool> DryRun { get; } = new("--dry-run") { Description = "Say what would change; change nothing" };

    /// <summary>What every verb takes that changes definitions.</summary>
    internal static Option[] OfSaving => [Message, DryRun, Propose];

    public static IEnumerable<Command> Commands() => [Get(), List(), Apply(), Diff(), Delete(), History(), Restore(), Import()];

    private static Command Get() => Verb("get", "Prints a definition.", [DefinitionInput.Kind, DefinitionInput.Name], [], async (client, parsed, printer, stop) =>
    {
        var answer = await client.GetAsync(PathOf(parsed), stop);
        await printer.TellAsync(answer, () => parsed.InvocationConfiguration.Output.WriteAsync(answer.GetProperty("text").GetString()));
        foreach (var problem in answer.GetProperty("problems").EnumerateArray()) await parsed.InvocationConfiguration.Error.WriteLineAsync(DefinitionPrinter.Problem(problem));
    });

    private static Command List()
    {
        var kind = new Argument<string?>("KIND") { Description = "Such as environments; without it, how many there are of each", Arity = ArgumentArity.ZeroOrOne };
        return Verb("list", "Lists the definitions of a kind.", [kind], [], async (client, parsed, printer, stop) =>
        {
            if (parsed.GetValue(kind) is not { } written)
            {
                var all = await client.GetAsync("/api/definitions", stop);
                await printer.TellAsync(all, () => OverviewAsync(printer, all));
                return;
            }
            var answer = await client.GetAsync($"/api/definitions/{DefinitionInput.FolderOf(written)}", stop);
            await printer.TellAsync(answer, async () =>
            {
                foreach (var one in answer.GetProperty("definitions").EnumerateArray()) await printer.PrintAsync(Line(one));
            });
        });
    }

    private static Command Apply()
    {
        var files = DefinitionInput.Files("What to save");
        var prune = new Option<bool>("--prune") { Description = "Delete what the portal has of the same kinds and the files have not" };
        var apply = Verb("apply", "Saves definitions together, all or none.", [], [files, DryRun, Message, Propose, prune], async (client, parsed, printer, stop) =>
        {
            var sent = await DefinitionInput.ReadAsync(parsed.GetValue(files)!, s_ours, stop);
            var commit = await TipAsync(client, stop);
            if (parsed.GetValue(prune)) sent = [.. sent, .. await DefinitionInput.SurplusAsync(client, sent, stop)];
            var answer = await client.PostAsync("/api/definitions/apply", new { files = sent, @base = commit, message = parsed.GetValue(Message), dryRun = parsed.GetValue(DryRun), propose = parsed.GetValue(Propose) }, stop);
            await printer.AnswerAsync(answer, parsed.GetValue(DryRun));
        });
        apply.Add(PolicyVerbs.Apply("policy"));
        return apply;
    }

    private static Command Diff()
    {
        var files = DefinitionInput.Files("What to compare");
        return Verb("diff", "Shows how files differ from the definitions that are there.", [], [files], async (client, parsed, printer, stop) =>
        {
            var sent = await DefinitionInput.ReadAsync(parsed.GetValue(files)!, s_ours, stop);
            await printer.PlanAsync(await client.PostAsync("/api/definitions/diff", new { files = sent }, stop), withTexts: true);
        });
    }

    private static Command Delete() => Verb("delete", "Deletes a definition.", [DefinitionInput.Kind, DefinitionInput.Name], [DryRun, Message, Propose], async (client, parsed, printer, stop) =>
    {
        var query = $"?message={Uri.EscapeDataString(parsed.GetValue(Message)!)}&dryRun={Word(parsed.GetValue(DryRun))}&propose={Word(parsed.GetValue(Propose))}";
        await printer.AnswerAsync(await client.DeleteAsync(PathOf(parsed) + query, stop), parsed.GetValue(DryRun));
    });

    private static Command History()
    {
        var kind = new Argument<string?>("KIND") { Description = "With a name: of that definition alone", Arity = ArgumentArity.ZeroOrOne };
        var name = new Argument<string?>("NAME") { Arity = ArgumentArity.ZeroOrOne };
        var most = new Option<int>("--most") { Description = "How many commits at most", DefaultValueFactory = _ => 20 };
        var from = new Option<string?>("--from") { Description = "From this commit back" };
        return Verb("history", "Lists the commits of a definition, or of all.", [kind, name], [most, from], async (client, parsed, printer, stop) =>
        {
            if (parsed.GetValue(kind) is not null && parsed.GetValue(name) is null) throw new CliException(ExitCode.Usage, "Give KIND and NAME, or neither.");
            var place = parsed.GetValue(kind) is { } written ? $"/{DefinitionInput.FolderOf(written)}/{Uri.EscapeDataString(parsed.GetValue(name)!)}" : "";
            var query = string.Create(CultureInfo.InvariantCulture, $"?most={parsed.GetValue(most)}{(parsed.GetValue(from) is { } commit ? "&from=" + Uri.EscapeDataString(commit) : "")}");
            var answer = await client.GetAsync($"/api/definitions{place}/history{query}", stop);
            await printer.TellAsync(answer, () => RevisionsAsync(printer, answer));
        });
    }

    private static Command Restore()
    {
        var to = new Option<string>("--to") { Description = "The commit at which it was as it is to be again", Required = true };
        return Verb("restore", "Makes a definition what it was at a commit.", [DefinitionInput.Kind, DefinitionInput.Name], [to, DryRun, Message, Propose], async (client, parsed, printer, stop) =>
        {
            var body = new { commit = parsed.GetValue(to), message = parsed.GetValue(Message), dryRun = parsed.GetValue(DryRun), propose = parsed.GetValue(Propose) };
            await printer.AnswerAsync(await client.PostAsync(PathOf(parsed) + "/restore", body, stop), parsed.GetValue(DryRun));
        });
    }

    private static Command Import()
    {
        var system = new Argument<string>("SYSTEM") { Description = "devtron, codefresh or spinnaker" };
        system.AcceptOnlyFromAmong([.. Definitions.Import.Imports.Systems]);
        var files = DefinitionInput.Files("What that system exported");
        return Verb("import", "Proposes what another system's files come to here; a line with ! names what could not be carried over.", [system], [files, DryRun, Message], async (client, parsed, printer, stop) =>
        {
            var sent = await DefinitionInput.ReadAsync(parsed.GetValue(files)!, s_foreign, stop);
            await printer.AnswerAsync(await client.PostAsync($"/api/definitions/import/{parsed.GetValue(system)}", new { files = sent, message = parsed.GetValue(Message), dryRun = parsed.GetValue(DryRun) }, stop), parsed.GetValue(DryRun));
        });
    }

    internal static Command Verb(string name, string what, Argument[] arguments, Option[] options, Func<PortalClient, ParseResult, DefinitionPrinter, CancellationToken, Task> act)
    {
        var command = new Command(name, what);
        foreach (var argument in arguments) command.Add(argument);
        foreach (var option in (Option[])[.. options, VerbOutput.Format, PortalClient.ServerOption, PortalClient.TokenOption]) command.Add(option);
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            await act(client, parsed, new(parsed), stop);
        });
        return command;
    }

    private static async Task<string> TipAsync(PortalClient client, CancellationToken stop) => (await client.GetAsync("/api/definitions", stop)).GetProperty("commit").GetString()!;

    private static string PathOf(ParseResult parsed) => $"/api/definitions/{DefinitionInput.FolderOf(parsed.GetValue(DefinitionInput.Kind)!)}/{Uri.EscapeDataString(parsed.GetValue(DefinitionInput.Name)!)}";

    private static string Word(bool value) => value ? "true" : "false";

    private static string Line(JsonElement one)
    {
        var state = one.GetProperty("state").GetString() switch
        {
            "LastSound" => "  (has problems; its last sound version is in force)",
            "NotInForce" => "  (has problems; not in force)",
            _ when one.GetProperty("problems").GetInt32() > 0 => "  (has problems)",
            _ => "",
        };
        return $"{one.GetProperty("name").GetString(),-30} {one.GetProperty("title").GetString()}{state}".TrimEnd();
    }

    private static async Task OverviewAsync(DefinitionPrinter printer, JsonElement all)
    {
        foreach (var kind in all.GetProperty("kinds").EnumerateArray()) await printer.PrintAsync($"{kind.GetProperty("folder").GetString(),-18} {kind.GetProperty("count"),6}");
        foreach (var problem in all.GetProperty("problems").EnumerateArray()) await printer.PrintAsync(DefinitionPrinter.Problem(problem));
        await printer.PrintAsync($"definitions at {DefinitionPrinter.Short(all.GetProperty("commit").GetString()!)} · {all.GetProperty("problems").GetArrayLength()} problems");
    }

    private static async Task RevisionsAsync(DefinitionPrinter printer, JsonElement answer)
    {
        foreach (var revision in answer.GetProperty("revisions").EnumerateArray())
        {
            await printer.PrintAsync($"{DefinitionPrinter.Short(revision.GetProperty("commit").GetString()!)}  {revision.GetProperty("at").GetDateTimeOffset():u}  {revision.GetProperty("author").GetString(),-20} {revision.GetProperty("message").GetString()?.Split('\n')[0]}");
            foreach (var change in revision.GetProperty("changes").EnumerateArray()) await printer.PrintAsync($"    {DefinitionPrinter.Line(change)}");
        }
        if (answer.GetProperty("next").GetString() is { } next) await printer.PrintAsync($"There are more: --from {DefinitionPrinter.Short(next)}");
    }
}
