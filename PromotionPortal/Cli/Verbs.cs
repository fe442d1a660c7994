using System.CommandLine;

namespace PromotionPortal.Cli;

/// <summary>What the program does when it is called: a verb, or, without one, the server.</summary>
public static class Verbs
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand($"Promotes container images through environments. {ExitCode.InWords}");
        foreach (var command in Commands()) root.Add(command);
        // Anything that is not a verb is configuration for the host ("--urls", "--environment", and what WebApplicationFactory passes).
        var isVerb = args.Length > 0 && (args[0] is "-h" or "--help" or "--version" || root.Subcommands.Any(command => command.Name == args[0]));
        return isVerb ? await InvokeAsync(root.Parse(args)) : await PortalServer.RunAsync(args);
    }

    private static IEnumerable<Command> Commands() => [DemoVerb.Create(), .. LoginVerb.Commands(), .. PromotionVerbs.Commands(), DoctorVerb.Create(), BenchVerb.Create()];

    // System.CommandLine prints what is wrong, but ends with 1, which here means that the portal refused.
    private static async Task<int> InvokeAsync(ParseResult parsed)
    {
        var code = await parsed.InvokeAsync();
        return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
    }
}
