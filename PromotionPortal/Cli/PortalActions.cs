using System.CommandLine;

namespace PromotionPortal.Cli;

public static class PortalActions
{
    /// <summary>What a verb does against the portal; a failure is words on the error output and an exit code, never a stack.</summary>
    public static void SetPortalAction(this Command command, Func<ParseResult, CancellationToken, Task> action) => command.SetAction(async (parsed, stop) =>
    {
        try
        {
            await action(parsed, stop);
            return ExitCode.Ok;
        }
        catch (CliException ended)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(ended.Message);
            return ended.Code;
        }
    });
}
