using System.Collections.Immutable;
using PromotionPortal.Domain.Access;

namespace PromotionPortal.Domain.Approvals;

/// <summary>Why somebody's approval does not count, or is not taken.</summary>
public enum ApproverBar
{
    /// <summary>He lacks the role.</summary>
    Role,
    Requester,
    Builder,
    CommitAuthor,
    PolicyEditor,

    /// <summary>The policy asks for known authors, and one is not known here.</summary>
    UnknownAuthor,

    /// <summary>Whoever made the link by which he came in is barred, and could have used it himself.</summary>
    OpenedAccount,
}

/// <summary>Who had a hand in an image and its rules. Ids of people here; what could not be mapped to one is counted.</summary>
public sealed record Hands(string Requester)
{
    /// <summary>Who reported the build, who is said to have started it, and who wrote its commits.</summary>
    public ImmutableHashSet<string> Builders { get; init; } = [];

    public ImmutableHashSet<string> CommitAuthors { get; init; } = [];

    /// <summary>Who changed one of the governing policies or its binding last.</summary>
    public ImmutableHashSet<string> PolicyEditors { get; init; } = [];

    /// <summary>Authors whose address belongs to nobody here; where no report named one, that is one who is unknown.</summary>
    public ImmutableArray<string> Unknown { get; init; } = [];
}

/// <summary>The switches of a policy that bind everybody, super-admins included.</summary>
public sealed record ApproverSwitches
{
    public bool RequesterApproves { get; init; }

    public bool BuilderApproves { get; init; }

    public bool SeparateCommitAuthor { get; init; }

    public bool SeparatePolicyEditor { get; init; }

    public bool UnknownAuthorBlocks { get; init; }
}

/// <summary>Whether somebody's approval counts for one application in one environment.</summary>
public static class ApproverRules
{
    /// <summary>Null: it counts.</summary>
    /// <param name="openedBy">Who made the link by which the person came in last; empty for nobody else.</param>
    public static ApproverBar? Bar(string person, string openedBy, AccessVerdict role, ApproverSwitches switches, Hands hands) =>
        !role.Allowed ? ApproverBar.Role
        : HandOf(person, switches, hands) is { } hand ? hand
        : openedBy.Length > 0 && HandOf(openedBy, switches, hands) is not null ? ApproverBar.OpenedAccount
        : !hands.Unknown.IsEmpty && switches.UnknownAuthorBlocks ? ApproverBar.UnknownAuthor
        : null;

    private static ApproverBar? HandOf(string person, ApproverSwitches switches, Hands hands) =>
        person == hands.Requester && !switches.RequesterApproves ? ApproverBar.Requester
        : hands.Builders.Contains(person) && !switches.BuilderApproves ? ApproverBar.Builder
        : hands.CommitAuthors.Contains(person) && switches.SeparateCommitAuthor ? ApproverBar.CommitAuthor
        : hands.PolicyEditors.Contains(person) && switches.SeparatePolicyEditor ? ApproverBar.PolicyEditor
        : null;

    public static string InWords(this ApproverBar bar, AccessVerdict role) => bar switch
    {
        ApproverBar.Role => role.Reason,
        ApproverBar.Requester => "You asked for this promotion, and the policy lets nobody approve his own request.",
        ApproverBar.Builder => "You built this image, and the policy lets no builder approve it.",
        ApproverBar.CommitAuthor => "You wrote a commit of this image, and the policy keeps authors from approving it.",
        ApproverBar.PolicyEditor => "You changed the policy that governs this last, and it keeps its editor from approving.",
        ApproverBar.UnknownAuthor => "An author of this image is unknown here, and the policy asks for known ones.",
        ApproverBar.OpenedAccount => "Whoever made the sign-in link by which you came in has a hand in this promotion, and could have used it too. Another super-admin makes you a new link.",
        _ => throw new ArgumentOutOfRangeException(nameof(bar)),
    };
}
