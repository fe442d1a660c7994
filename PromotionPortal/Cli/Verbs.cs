using System.CommandLine;

namespace PromotionPortal.Cli;

/// <summary>What the program does when it is called: a verb, or, without one, the server.</summary>
public static class Verbs
{
    public static async Task<int> RunAsync(string[] args)
    {
        // A pipeline starts this one anew for every image: nothing else is made ready for it.
        if (args is [P2pVerb.Name, ..]) return await InvokeAsync(args, new RootCommand { P2pVerb.Create() }, configuration: null);
        return IsForHost(args) ? await PortalServer.RunAsync(args) : await InvokeAsync(args);
    }

    // Configuration ("--urls", "--environment", "Logging:LogLevel=…", and what WebApplicationFactory passes). A mistyped verb is none of it, and must not start a server.
    private static bool IsForHost(string[] args) => args is [] || args is [var first, ..] && first is not ("-h" or "--help" or "--version") && (first.StartsWith("--", StringComparison.Ordinal) || first.Contains('=', StringComparison.Ordinal));

    public static Task<int> InvokeAsync(string[] args, InvocationConfiguration? configuration = null) => InvokeAsync(args, Root(), configuration);

    private static async Task<int> InvokeAsync(string[] args, RootCommand root, InvocationConfiguration? configuration)
    {
        var parsed = root.Parse(args);
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

    // In the order in which --help lists them: to begin with, promotions, definitions, and what needs no server or only its data.
    private static IEnumerable<Command> Commands() =>
    [
        DemoVerb.Create(), .. LoginVerb.Commands(),
        FindVerb.Create(), .. PromotionVerbs.Commands(), .. ApprovalVerbs.Commands(), .. ReportVerbs.Commands(),
        .. DefinitionVerbs.Commands(), PolicyVerbs.Create(), .. PolicyVerbs.ByKind(), ProposalVerbs.Create(), ValidateVerb.Create(), RemoteVerb.Create(), SecretVerb.Create(), RegistryVerb.Create(), NoticeVerbs.Create(), PreferencesVerb.Create(), ChannelVerbs.Create(), .. AccessVerbs.Commands(),
        P2pVerb.Create(), CelVerb.Create(), DoctorVerb.Create(), BenchVerb.Create(),
    ];
}
