using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Definitions.Import;

/// <summary>Reads promotion policies of Devtron, and to what they are applied. Nothing is applied half: with an error there are no changes.</summary>
public static class DevtronImport
{
    private const long Passes = 1;
    private const long Fails = 0;

    public static Imported Read(IEnumerable<ForeignFile> files, DefinitionsSnapshot current, Func<DefinitionKey, string?> textOf)
    {
        var draft = new ImportDraft(current);
        var objects = ForeignObject.All(files, draft).ToList();
        // Policies first: what applies them names them.
        foreach (var foreign in objects.Where(foreign => !IsApply(foreign))) Policy(foreign, draft);
        var policies = draft.Made.OfType<PolicyDefinition>().Select(policy => KeyValuePair.Create(policy.Name, policy));
        var before = current with { Policies = current.Policies.AddRange(policies) };
        var after = objects.Where(IsApply).Aggregate(before, (applied, foreign) => DevtronApply.Read(foreign, applied, draft));
        var done = draft.Done();
        return done.Errors.IsEmpty ? done with { Changes = [.. done.Changes, .. PolicyBindings.Changes(before, after, textOf)] } : done;
    }

    /// <summary>Only what applies policies; anything else in the files is an error. With the definitions as they would be.</summary>
    public static (Imported Imported, DefinitionsSnapshot After) Apply(IEnumerable<ForeignFile> files, DefinitionsSnapshot current, Func<DefinitionKey, string?> textOf)
    {
        var draft = new ImportDraft(current);
        var objects = ForeignObject.All(files, draft).ToList();
        if (objects.Count == 0 && draft.Errors.Count == 0) draft.Errors.Add(new("(file)", 1, 1, "Nothing is to be applied here.", $"Write kind: {DevtronApply.Kind}."));
        var after = objects.Aggregate(current, (applied, foreign) => DevtronApply.Read(foreign, applied, draft));
        var done = draft.Done();
        return done.Errors.IsEmpty ? (done with { Changes = [.. PolicyBindings.Changes(current, after, textOf)] }, after) : (done, current);
    }

    // Whatever is neither is told as an unknown kind.
    private static bool IsApply(ForeignObject foreign) => foreign.Has("kind") || foreign.Has("spec");

    private static void Policy(ForeignObject foreign, ImportDraft draft)
    {
        if (foreign.Text("name") is not { } name)
        {
            draft.Errors.Add(foreign.At(null, "This is neither a policy nor one to apply.", $"A policy has a name; what applies it has kind: {DevtronApply.Kind}."));
            return;
        }
        var approvals = foreign.Object("approvalMetadata");
        var fields = new PolicyFields
        {
            Pass = Condition(foreign, Passes, " && ", draft),
            Fail = Condition(foreign, Fails, " || ", draft),
            ApprovalCount = Count(approvals, draft),
            RequesterApproves = approvals.Bool("allowRequesterFromApprove"),
            BuilderApproves = approvals.Bool("allowImageBuilderFromApprove"),
            ApproverDeploys = approvals.Bool("allowApproverFromDeploy"),
        };
        var description = foreign.Text("description");
        draft.NotCarried.AddRange(approvals.Rest().Concat(foreign.Rest()));
        draft.Add(DefinitionKind.Policy, name, foreign, metadata => new PolicyDefinition(metadata with { Description = description }) { Fields = fields });
    }

    // Several of one type: every one that lets pass has to, any one that stops does.
    private static string? Condition(ForeignObject foreign, long type, string joined, ImportDraft draft)
    {
        var all = foreign.Objects("conditions").ToList();
        if (type == Passes)
        {
            draft.Errors.AddRange(all.Where(condition => condition.Number("conditionType") is not (Passes or Fails)).Select(condition => condition.At("conditionType", "A condition is of type 1 (pass) or 0 (fail).")));
            draft.NotCarried.AddRange(all.SelectMany(condition => condition.Without("conditionType", "expression").Rest()));
        }
        var expressions = all.Where(condition => condition.Number("conditionType") == type).Select(condition => condition.Text("expression")).OfType<string>().ToList();
        return expressions.Count switch
        {
            0 => null,
            1 => expressions[0],
            _ => string.Join(joined, expressions.Select(expression => $"({expression})")),
        };
    }

    private static int? Count(ForeignObject approvals, ImportDraft draft)
    {
        if (approvals.Number("approverCount") is not { } count) return null;
        if (count is >= 0 and <= PolicyDefinition.MostApprovals) return (int)count;
        draft.Errors.Add(approvals.At("approverCount", $"There can be 0 to {PolicyDefinition.MostApprovals} approvals."));
        return null;
    }
}
