using System.CommandLine;

namespace PromotionPortal.Cli;

/// <summary>What the program does when it is called: a verb, or, without one, the server.</summary>
public static class Verbs
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Promotes container images through environments.") { DemoVerb.Create(), P2pVerb.Create() };
        // Anything that is not a verb is configuration for the host ("--urls", "--environment", and what WebApplicationFactory passes).
        var isVerb = args.Length > 0 && (args[0] is "-h" or "--help" or "--version" || root.Subcommands.Any(command => command.Name == args[0]));
        if (isVerb) return await root.Parse(args).InvokeAsync();
        return await PortalServer.RunAsync(args);
    }
}
