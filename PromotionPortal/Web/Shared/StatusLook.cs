namespace PromotionPortal.Web.Shared;

/// <summary>What a status says at a glance. Everything that has a state on a page is one of these.</summary>
public enum StatusKind
{
    /// <summary>Waits for a person, a time or a slot.</summary>
    Waiting,

    /// <summary>Works right now; the only thing on a page that moves.</summary>
    Running,

    /// <summary>Done, and well.</summary>
    Good,

    /// <summary>Failed, refused or blocked.</summary>
    Bad,

    /// <summary>Skipped, stale, withdrawn: nothing to do.</summary>
    Quiet,
}

/// <summary>How a status looks: icon and class name. Its word comes from who shows it.</summary>
public sealed record StatusLook(IconName Icon, string Class)
{
    public static StatusLook Of(StatusKind kind) => kind switch
    {
        StatusKind.Waiting => new(IconName.Clock, "status--waiting"),
        StatusKind.Running => new(IconName.Running, "status--running"),
        StatusKind.Good => new(IconName.Good, "status--good"),
        StatusKind.Bad => new(IconName.Bad, "status--bad"),
        StatusKind.Quiet => new(IconName.Quiet, "status--quiet"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "This status has no look."),
    };
}
