using System.Collections.Immutable;
using PromotionPortal.Domain.Approvals;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Domain.Flows;

/// <summary>One thing that policies ask for. From: the policy that says so; empty where none does and it is so by itself.</summary>
public sealed record StageGate(string What, string Words, string From);

/// <summary>What the applications of a product meet where a flow brings them.</summary>
public static class StageGates
{
    /// <summary>For all applications of the product at once: what not all of them meet names those who do.</summary>
    public static ImmutableArray<StageGate> Of(DefinitionsSnapshot definitions, string product, string environment)
    {
        if (!definitions.Environments.TryGetValue(environment, out var into)) return [];
        var met = definitions.Applications.Values.Where(application => application.Product == product)
            .Select(application => (application.Name, Gates: Of(PolicyResolution.For(definitions, application, into)))).ToList();
        return
        [
            .. from one in met.SelectMany(application => application.Gates.Select(gate => (gate, application.Name)))
               group one.Name by one.gate into gate
               select gate.Count() == met.Count ? gate.Key : gate.Key with { Words = $"{gate.Key.Words} ({string.Join(", ", gate)})" },
        ];
    }

    /// <summary>Every field, with the policy that it came from.</summary>
    public static IEnumerable<StageGate> Of(GoverningPolicy policy)
    {
        string From(params ReadOnlySpan<string> fields)
        {
            var by = new List<string>();
            foreach (var field in fields)
                if (policy.Origins.TryGetValue(field, out var name) && !by.Contains(name)) by.Add(name);
            return string.Join(", ", by);
        }

        foreach (var tie in policy.Ties) yield return new("Unclear", $"both supply {tie.Field}", $"{tie.First}, {tie.Second}");
        yield return new("Approvals", new ApprovalQuorum(policy.ApprovalCount, policy.ApprovalGroups).InWords(), From("approvals.count", "approvals.groups"));
        if (policy.ApprovalCount > 0 || !policy.ApprovalGroups.IsEmpty) yield return new("Approvals hold", Span(policy.ApprovalsExpireAfter), From("approvals.expireAfter"));
        if (policy.Pass is { } pass) yield return new("Passes if", pass, From("pass"));
        if (policy.Fail is { } fail) yield return new("Fails if", fail, From("fail"));
        if (!policy.RequireSignatures.IsEmpty) yield return new("Signed with", string.Join(", ", policy.RequireSignatures), From("requireSignatures"));
        yield return new("Reason", policy.RequireReason ? "has to be given" : "may be left out", From("requireReason"));
        foreach (var (what, isOn, field) in Switches(policy)) yield return new(what, isOn ? "yes" : "no", From(field));
    }

    private static IEnumerable<(string What, bool IsOn, string Field)> Switches(GoverningPolicy policy) =>
    [
        ("Requester may approve", policy.RequesterApproves, "allow.requesterApproves"),
        ("Builder may approve", policy.BuilderApproves, "allow.builderApproves"),
        ("Approver may deploy", policy.ApproverDeploys, "allow.approverDeploys"),
        ("Commit author kept apart", policy.SeparateCommitAuthor, "separation.commitAuthor"),
        ("Policy editor kept apart", policy.SeparatePolicyEditor, "separation.policyEditor"),
        ("Unknown author blocks", policy.UnknownAuthorBlocks, "separation.unknownAuthorBlocks"),
    ];

    private static string Span(TimeSpan time) => time switch
    {
        { Days: 1, Hours: 0 } => "1 day",
        { Days: > 1, Hours: 0 } => $"{time.Days} days",
        { TotalHours: >= 1, Minutes: 0 } => $"{(int)time.TotalHours} h",
        _ => $"{(int)time.TotalMinutes} min",
    };
}
