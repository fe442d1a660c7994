using PromotionPortal.Definitions;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Engine;

namespace PromotionPortal.Api;

/// <summary>What is to be changed of a policy; what is absent stays, an empty condition or description is taken away.</summary>
public record PolicyBody
{
    public string? Description { get; init; }

    public string? PassCondition { get; init; }

    public string? FailCondition { get; init; }

    public int? ApproverCount { get; init; }

    public bool? AllowRequestFromApprove { get; init; }

    public bool? AllowImageBuilderFromApprove { get; init; }

    public bool? AllowApproverFromDeploy { get; init; }

    /// <summary>What the commit says; empty: what changes, in words.</summary>
    public string Message { get; init; } = "";

    public bool DryRun { get; init; }

    public bool Propose { get; init; }

    internal PolicyInput ToInput(string name) => new(name)
    {
        Description = Description,
        Pass = PassCondition,
        Fail = FailCondition,
        Approvals = ApproverCount,
        RequesterApproves = AllowRequestFromApprove,
        BuilderApproves = AllowImageBuilderFromApprove,
        ApproverDeploys = AllowApproverFromDeploy,
    };
}

/// <summary>A new policy. Apply: a file of kind artifactPromotionPolicy that applies it in the same commit.</summary>
public sealed record NewPolicyBody : PolicyBody
{
    public required string Name { get; init; }

    public ForeignFileBody? Apply { get; init; }
}

/// <summary>Files of kind artifactPromotionPolicy; all is applied, or nothing.</summary>
public sealed record ApplyPolicyBody(IReadOnlyList<ForeignFileBody> Files, string Message = "", bool DryRun = false, bool Propose = false);

/// <summary>What to try on the newest images of an application: conditions, a saved policy, or what governs an environment.</summary>
public sealed record TryPolicyBody(string Application, string? Policy = null, string? PassCondition = null, string? FailCondition = null, string? Environment = null, int Images = TryPolicy.UsualImages);

/// <summary>A policy as it counts now, and the pairs it is applied to.</summary>
public sealed record PolicyLine(
    string Name, string? Title, string? Description, string? PassCondition, string? FailCondition, int? ApproverCount, IReadOnlyList<GroupQuorum> ApproverGroups,
    bool AllowRequestFromApprove, bool AllowImageBuilderFromApprove, bool AllowApproverFromDeploy, IReadOnlyList<PolicyPair> AppliedTo)
{
    internal static PolicyLine Of(PolicyDefinition policy, Actor actor, DefinitionsSnapshot definitions) => new(
        policy.Name, policy.Metadata.Title, policy.Metadata.Description, policy.Fields.Pass, policy.Fields.Fail, policy.Fields.ApprovalCount, policy.Fields.ApprovalGroups ?? [],
        policy.Fields.RequesterApproves ?? false, policy.Fields.BuilderApproves ?? false, policy.Fields.ApproverDeploys ?? false, AppliedPolicies.Of(actor, definitions, policy.Name));
}

/// <summary>All policies.</summary>
public sealed record PolicyList(string Commit, IReadOnlyList<PolicyLine> Policies);

/// <summary>What a trial says, newest image first. Left out: images not judged because the conditions cost too much.</summary>
public sealed record TrialAnswer(IReadOnlyList<JudgedImage> Images, int LeftOut);
