using System.CommandLine;

namespace PromotionPortal.Cli;

/// <summary>`p2p promote`: the promotion step of a pipeline, without a server.</summary>
public static class P2pVerb
{
    internal const string Name = "p2p";
    internal const int Failed = 1;
    internal const int Usage = 2;
    internal const int Denied = 3;
    internal const int Unreachable = 4;
    internal const int TagPointsElsewhere = 5;

    private const string ExitCodes = "Exit codes: 0 promoted, or promoted before; 1 failed; 2 wrong usage; 3 credentials not accepted; 4 a registry cannot be reached; 5 the tag is another image at the destination.";

    /// <summary>The environment and the clock are the machine's, unless a test brings its own.</summary>
    public static Command Create(Func<string, string?>? environment = null, TimeProvider? clock = null) =>
        new(Name, "Steps of a path to production.") { Promote(environment ?? Environment.GetEnvironmentVariable, clock ?? TimeProvider.System) };

    private static Command Promote(Func<string, string?> environment, TimeProvider clock)
    {
        var image = new Argument<string>("image_with_tag") { Description = "The image below the stage, such as checkout:1.4.0" };
        var flags = P2pSettings.Setting.All.ToDictionary(setting => setting, Flag);
        var tokenHosts = new Option<string[]>("--token-host") { Description = "another host that may be shown a registry's credentials to get a token" };
        var output = VerbOutput.Format;
        var command = new Command("promote", $"Promotes image from source to destination registry, by digest, with its signatures, attestations and SBOMs. {ExitCodes}") { image, tokenHosts, output };
        foreach (var flag in flags.Values) command.Add(flag);
        command.SetAction(async (parsed, stop) =>
        {
            var (settings, problems) = P2pSettings.Read(parsed.GetValue(image)!, setting => parsed.GetValue(flags[setting]), environment);
            var report = new P2pReport(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, parsed.GetValue(output) == "json", clock);
            if (settings is null) return report.Refuse(Usage, "usage", string.Join('\n', problems));
            var hosts = (parsed.GetValue(tokenHosts) ?? []).ToHashSet(StringComparer.OrdinalIgnoreCase);
            return await report.RunAsync(settings, new P2pPromotion(environment, hosts, clock), stop);
        });
        return command;
    }

    private static Option<string?> Flag(P2pSettings.Setting setting) => new(setting.Flag)
    {
        Description = $"{(setting.IsRequired ? "required" : "optional")}, defaults to environment variable: {string.Join(" or ", setting.Variables)}",
    };
}
