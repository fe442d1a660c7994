namespace PromotionPortal.Engine;

/// <summary>What the test of a registry does, in this order.</summary>
public enum ProbeStepKind
{
    /// <summary>Its name stands for an address.</summary>
    Address,

    /// <summary>Something answers there, and over https proves who it is.</summary>
    Connect,

    /// <summary>It is a registry.</summary>
    Protocol,

    /// <summary>It lets us in.</summary>
    SignIn,

    /// <summary>We may see the images of a repository that applications use.</summary>
    Read,

    /// <summary>We may store images where those of an environment live.</summary>
    Write,
}

/// <summary>How one step went.</summary>
public enum ProbeVerdict
{
    Passed,
    Failed,

    /// <summary>Not tried, because a step before it failed.</summary>
    NotTried,
}

/// <summary>One step of a test: what was tried on what, what came of it, and what would help.</summary>
/// <param name="Subject">A host, an address or a repository.</param>
/// <param name="Help">Null where nothing has to be done.</param>
public sealed record ProbeStep(ProbeStepKind Kind, string Subject, ProbeVerdict Verdict, string Found, string? Help, double Milliseconds)
{
    /// <summary>What the step asks, in words.</summary>
    public string Question => Kind switch
    {
        ProbeStepKind.Address => "Does its name stand for an address?",
        ProbeStepKind.Connect => "Does something answer there?",
        ProbeStepKind.Protocol => "Is it a registry?",
        ProbeStepKind.SignIn => "Does it let the portal in?",
        ProbeStepKind.Read => "May the portal read here?",
        ProbeStepKind.Write => "May the portal store here?",
        _ => throw new InvalidOperationException($"{Kind} asks nothing."),
    };
}

/// <summary>The test of a registry, step by step.</summary>
public sealed record ProbeReport(string Registry, DateTimeOffset At, IReadOnlyList<ProbeStep> Steps)
{
    public bool Passed => Steps.All(step => step.Verdict == ProbeVerdict.Passed);

    /// <summary>What failed first, in one line; null when nothing did.</summary>
    public string? Problem => Steps.FirstOrDefault(step => step.Verdict == ProbeVerdict.Failed) is { } failed ? $"{failed.Subject}: {failed.Found}" : null;
}
