using System.CommandLine;

namespace PromotionPortal.Cli;

/// <summary>What the program does when it is called: a verb, or, without one, the server.</summary>
public static class Verbs
{
    public static async Task<int> RunAsync(string[] args)
    {
        // Anything that is not a verb is configuration for the host ("--urls", "--environment", and what WebApplicationFactory passes).
        var isVerb = args.Length > 0 && (args[0] is "-h" or "--help" or "--version" || Root().Subcommands.Any(command => command.Name == args[0]));
        return isVerb ? await InvokeAsync(args) : await PortalServer.RunAsync(args);
    }

    public static async Task<int> InvokeAsync(string[] args, InvocationConfiguration? configuration = null)
    {
        var parsed = Root().Parse(args);
        var code = await parsed.InvokeAsync(configuration);
        // System.CommandLine says what is wrong, but ends with 1, which here means that the portal refused.
        return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
    }

    private static RootCommand Root()
    {
        var root = new RootCommand($"Promotes container images through environments. {ExitCode.InWords}");
        foreach (var command in Commands()) root.Add(command);
        return root;
    }

    private static IEnumerable<Command> Commands() => [DemoVerb.Create(), .. LoginVerb.Commands(), .. PromotionVerbs.Commands(), .. AccessVerbs.Commands(), DoctorVerb.Create(), P2pVerb.Create(), ValidateVerb.Create(), CelVerb.Create(), BenchVerb.Create()];
}
