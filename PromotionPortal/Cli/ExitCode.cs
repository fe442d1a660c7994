namespace PromotionPortal.Cli;

/// <summary>How a verb ends, for scripts.</summary>
public static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The portal understood and said no; its words are on the error output.</summary>
    public const int Refused = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int Usage = 2;

    /// <summary>No session and no token, or one that is no longer valid.</summary>
    public const int NotSignedIn = 3;

    public const int Unreachable = 4;

    public const string InWords = "Exit codes: 0 done, 1 refused by the portal, 2 wrong usage, 3 not signed in, 4 the portal cannot be reached.";
}

/// <summary>A verb cannot go on; ends it with these words and this code.</summary>
public sealed class CliException(int code, string message) : Exception(message)
{
    public int Code { get; } = code;
}
