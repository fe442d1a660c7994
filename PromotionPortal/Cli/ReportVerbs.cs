using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;

namespace PromotionPortal.Cli;

/// <summary>`report`: what CI says of an image; `label`: what people put on it.</summary>
internal static class ReportVerbs
{
    private const string CheckOption = "--check", LinkOption = "--link", Passed = "passed", Failed = "failed";

    private static Option<string> Application { get; } = new("--application") { Description = "Its name", Required = true };

    private static Option<string> Image { get; } = new("--image") { Description = "A tag or a digest", Required = true, HelpName = "TAG|DIGEST" };

    public static IEnumerable<Command> Commands() => [Report(), Label()];

    private static Command Report()
    {
        var builtBy = new Option<string?>("--built-by") { Description = "Who built it, as the portal or git knows him" };
        var commit = new Option<string?>("--commit") { Description = "The commit it was built from" };
        var branch = new Option<string?>("--branch") { Description = "The branch that was built" };
        var repository = new Option<string?>("--repository") { Description = "The address of the repository", HelpName = "URL" };
        var message = new Option<string?>("--message") { Description = "The message of the commit" };
        var author = new Option<string?>("--author") { Description = "The author of the commit: an e-mail address", HelpName = "EMAIL" };
        var check = new Option<string[]>(CheckOption) { Description = "How a check went; may be given several times", HelpName = $"NAME={Passed}|{Failed}" };
        var link = new Option<string[]>(LinkOption) { Description = "Where the result of the check before it can be read", HelpName = "URL" };
        var deployed = new Option<string[]>("--deployed-in") { Description = "An environment in which it runs now; may be given several times", HelpName = "ENVIRONMENT" };
        var key = new Option<string?>("--key") { Description = "An idempotency key: the same report is taken once, however often it is sent" };
        var command = new Command("report", "Reports on an image, for CI: what built it, how its checks went, where it was deployed.")
        {
            Application, Image, builtBy, commit, branch, repository, message, author, check, link, deployed, key, VerbOutput.Format, PortalClient.ServerOption, PortalClient.TokenOption,
        };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            var build = new { builtBy = parsed.GetValue(builtBy), commit = parsed.GetValue(commit), branch = parsed.GetValue(branch), repository = parsed.GetValue(repository), commitMessage = parsed.GetValue(message), commitAuthor = parsed.GetValue(author) };
            var answer = await client.PostAsync("/api/reports", new
            {
                application = parsed.GetValue(Application),
                image = parsed.GetValue(Image),
                build,
                checks = Checks(parsed),
                deployedIn = parsed.GetValue(deployed) ?? [],
            }, stop, parsed.GetValue(key));
            await TellAsync(parsed, answer);
        });
        return command;
    }

    private static Command Label()
    {
        var label = new Argument<string>("label") { Description = "Such as qa-approved" };
        var remove = new Option<bool>("--remove") { Description = "Take it off" };
        var command = new Command("label", "Puts a label on an image, or takes one off. It is said by a person, so it needs portal login.") { label, Application, Image, remove, VerbOutput.Format, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            var path = $"/api/applications/{Uri.EscapeDataString(parsed.GetValue(Application)!)}/images/{Uri.EscapeDataString(parsed.GetValue(Image)!)}/labels/{Uri.EscapeDataString(parsed.GetValue(label)!)}";
            await TellAsync(parsed, await client.SendAsync(parsed.GetValue(remove) ? HttpMethod.Delete : HttpMethod.Put, path, body: null, stop));
        });
        return command;
    }

    // In the order of the command line: a link belongs to the check before it.
    private static List<object> Checks(ParseResult parsed)
    {
        var checks = new List<(string Name, bool Passed, string? Link)>();
        string? option = null;
        foreach (var token in parsed.Tokens)
        {
            if (token.Type == TokenType.Option) option = token.Value;
            else if (option == CheckOption) checks.Add(Check(token.Value));
            else if (option == LinkOption) checks[^1] = checks.Count > 0 ? checks[^1] with { Link = token.Value } : throw Wrong($"{LinkOption} belongs behind the {CheckOption} that it is of.");
        }
        return [.. checks.Select(check => (object)new { name = check.Name, passed = check.Passed, link = check.Link })];
    }

    private static (string Name, bool Passed, string? Link) Check(string text) => text.LastIndexOf('=') is > 0 and var at && text[(at + 1)..] is Passed or Failed
        ? (text[..text.LastIndexOf('=')], text.EndsWith(Passed, StringComparison.Ordinal), null)
        : throw Wrong($"“{text}” is no check: write NAME={Passed} or NAME={Failed}.");

    private static CliException Wrong(string what) => new(ExitCode.Usage, what);

    private static async Task TellAsync(ParseResult parsed, JsonElement answer)
    {
        var changed = answer.GetProperty("changed").EnumerateArray().Select(line => line.GetString()).ToList();
        var line = parsed.IsJson() ? answer.ToString()
            : $"{answer.GetProperty("application").GetString()} {answer.GetProperty("digest").GetString()}: {(changed.Count == 0 ? "all of it was known" : string.Join("; ", changed))}.";
        await parsed.InvocationConfiguration.Output.WriteLineAsync(line);
    }
}
