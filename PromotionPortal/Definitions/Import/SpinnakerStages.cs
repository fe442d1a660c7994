using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Definitions.Import;

/// <summary>Turns the stages of pipelines into the nodes of one flow.</summary>
internal sealed class SpinnakerStages(ImportDraft draft)
{
    // Spinnaker's own, where a judgement sets none.
    private static readonly TimeSpan s_usualTimeout = TimeSpan.FromDays(3);
    private static readonly TimeSpan s_longestTimeout = TimeSpan.FromDays(366);

    private readonly List<FlowNode> _nodes = [];

    public IReadOnlyList<FlowNode> Nodes => _nodes;

    /// <summary>The nodes of one pipeline, its first ones after those given; returns its last ones.</summary>
    public IReadOnlyList<string> Add(ForeignObject pipeline, IReadOnlyList<string> before)
    {
        var stages = pipeline.Objects("stages").ToList();
        var ids = stages.ToDictionary(stage => stage, stage => FreeId(stage.Text("name") ?? stage.Text("type") ?? "stage"));
        var byReference = stages.Where(stage => stage.Text("refId") is not null).DistinctBy(stage => stage.Text("refId")).ToDictionary(stage => stage.Text("refId")!, stage => ids[stage]);
        var needed = new HashSet<string>();
        foreach (var stage in stages)
        {
            var requisites = stage.Texts("requisiteStageRefIds").Where(byReference.ContainsKey).Select(reference => byReference[reference]).ToList();
            needed.UnionWith(requisites);
            _nodes[_nodes.FindIndex(node => node.Id == ids[stage])] = Node(stage, new FlowNode(ids[stage]) { DependsOn = [.. requisites.Count > 0 ? requisites : before], IfFails = Failure(stage) });
            draft.NotCarried.AddRange(stage.Without("isNew", "alias", "cloudProvider", "moniker", "source", "manifestArtifactId", "manifestArtifactAccount", "skipExpressionEvaluation", "trafficManagement", "inputArtifacts", "requiredArtifactIds").Rest());
        }
        var leaves = ids.Values.Where(id => !needed.Contains(id)).ToList();
        return leaves.Count > 0 ? leaves : before;
    }

    private FlowNode Node(ForeignObject stage, FlowNode node)
    {
        switch (stage.Text("type"))
        {
            case "deployManifest" or "deploy":
                return node with { Stage = draft.Environment(stage.Text("account") ?? node.Id) };
            case "manualJudgment":
                return node with { Judgement = Judgement(stage) };
            case "wait" when stage.Number("waitTime") is { } seconds and > 0 && node.DependsOn is [var only] && _nodes.Find(other => other.Id == only)?.Stage is not null:
                return node with { Soak = new() { For = TimeSpan.FromSeconds(Math.Min(seconds, (long)s_longestTimeout.TotalSeconds)) } };
            case var type:
                draft.NotCarried.Add(stage.At("type", $"The stage '{type}' {node.Id} has no counterpart here yet; a judgement stands in its place.", "Let a person check it, or remove the node."));
                return node with { Judgement = new() { Instructions = $"This was a stage of type '{type}'. Check by hand what it checked." } };
        }
    }

    private JudgementStep Judgement(ForeignObject stage)
    {
        var roles = stage.Texts("selectedStageRoles");
        // There it is one of any of the roles; here each group would be required.
        if (roles.Count > 1) draft.NotCarried.Add(stage.At("selectedStageRoles", $"Any of {string.Join(", ", roles)} could judge; only {roles[0]} was carried over.", "Name the group that may judge."));
        return new()
        {
            Instructions = stage.Text("instructions"),
            Choices = [.. stage.Objects("judgmentInputs").Select(input => input.Text("value")).OfType<string>().Distinct()],
            Judges = roles.Count == 0 ? null : new() { Groups = [new(roles[0], 1)] },
            ExpireAfter = stage.Number("stageTimeoutMs") is { } milliseconds and >= 1000 ? Shorter(TimeSpan.FromSeconds(milliseconds / 1000)) : s_usualTimeout,
        };
    }

    private static FailureEffect Failure(ForeignObject stage) => (stage.Bool("failPipeline") ?? true, stage.Bool("continuePipeline") ?? false, stage.Bool("completeOtherBranchesThenFail") ?? false) switch
    {
        (_, true, _) => FailureEffect.Ignore,
        (_, _, true) => FailureEffect.HaltBranchThenFail,
        (false, _, _) => FailureEffect.HaltBranch,
        _ => FailureEffect.Halt,
    };

    private static TimeSpan Shorter(TimeSpan time) => time < s_longestTimeout ? time : s_longestTimeout;

    // Taken at once, so that two stages of one name get two ids.
    private string FreeId(string name)
    {
        var slug = ImportDraft.NameOf(name);
        var id = slug;
        for (var number = 2; _nodes.Exists(node => node.Id == id); number++) id = $"{slug[..Math.Min(slug.Length, Metadata.LongestName - 4)]}-{number}";
        _nodes.Add(new(id));
        return id;
    }
}
