using System.Collections.Immutable;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Definitions.Import;

/// <summary>Reads Spinnaker pipelines. Those that trigger one another become one flow; a guard without a counterpart becomes a judgement, so that nothing passes that did not pass before.</summary>
public static class SpinnakerImport
{
    public static Imported Read(IEnumerable<ForeignFile> files, DefinitionsSnapshot current)
    {
        var draft = new ImportDraft(current);
        var pipelines = ForeignObject.All(files, draft).Select(foreign => new SpinnakerPipeline(foreign)).ToList();
        foreach (var chain in Chains(pipelines)) Flow(chain, draft);
        return draft.Done();
    }

    // Pipelines that are joined by triggers, each after those that trigger it.
    private static IEnumerable<List<SpinnakerPipeline>> Chains(List<SpinnakerPipeline> pipelines)
    {
        var left = pipelines.ToList();
        while (left.Count > 0)
        {
            var chain = new List<SpinnakerPipeline> { left[0] };
            while (left.FirstOrDefault(other => !chain.Contains(other) && chain.Exists(one => one.IsTriggeredBy(other) || other.IsTriggeredBy(one))) is { } joined) chain.Add(joined);
            left.RemoveAll(chain.Contains);
            yield return Ordered(chain);
        }
    }

    private static List<SpinnakerPipeline> Ordered(List<SpinnakerPipeline> chain)
    {
        var ordered = new List<SpinnakerPipeline>();
        while (chain.Find(one => !ordered.Contains(one) && !chain.Exists(other => !ordered.Contains(other) && other != one && one.IsTriggeredBy(other))) is { } next) ordered.Add(next);
        return [.. ordered, .. chain.Except(ordered)];
    }

    private static void Flow(List<SpinnakerPipeline> chain, ImportDraft draft)
    {
        var stages = new SpinnakerStages(draft);
        var triggers = new List<FlowTrigger>();
        var leaves = new Dictionary<SpinnakerPipeline, IReadOnlyList<string>>();
        foreach (var pipeline in chain)
        {
            var before = chain.Where(other => leaves.ContainsKey(other) && pipeline.IsTriggeredBy(other)).SelectMany(other => leaves[other]).ToList();
            leaves[pipeline] = stages.Add(pipeline.Foreign, before);
            triggers.AddRange(Triggers(pipeline, chain, draft));
            draft.NotCarried.AddRange(pipeline.Foreign.Without("id", "index", "application", "schema", "lastModifiedBy", "updateTs").Rest());
        }
        var name = chain.Count == 1 ? chain[0].Name : chain[0].Foreign.Text("application") ?? chain[0].Name;
        draft.Add(DefinitionKind.Flow, name, chain[0].Foreign, metadata => new FlowDefinition(metadata) { Start = new() { Images = true }, Triggers = [.. triggers], Nodes = [.. stages.Nodes] });
    }

    private static IEnumerable<FlowTrigger> Triggers(SpinnakerPipeline pipeline, List<SpinnakerPipeline> chain, ImportDraft draft)
    {
        foreach (var trigger in pipeline.Triggers)
        {
            var enabled = trigger.Bool("enabled") ?? true;
            switch (trigger.Text("type"))
            {
                case "docker":
                    yield return new FlowTrigger { Tags = trigger.Text("tag"), Enabled = enabled };
                    draft.NotCarried.AddRange(trigger.Without("id").Rest());
                    break;
                case "cron":
                    yield return new FlowTrigger { Kind = FlowTriggerKind.Schedule, Cron = trigger.Text("cronExpression"), Enabled = enabled };
                    draft.NotCarried.AddRange(trigger.Without("id").Rest());
                    break;
                case "pipeline" when enabled && chain.Exists(other => SpinnakerPipeline.Names(trigger, other)) && IsOnSuccess(trigger):
                    break;
                case var type:
                    draft.NotCarried.Add(trigger.At("type", $"The trigger '{type}' of {pipeline.Name} was not carried over.", enabled ? "" : "It was switched off."));
                    break;
            }
        }
    }

    private static bool IsOnSuccess(ForeignObject trigger) => trigger.Texts("status") is [] or ["successful"];
}

/// <summary>One pipeline, and by which others it is started.</summary>
internal sealed class SpinnakerPipeline
{
    public SpinnakerPipeline(ForeignObject foreign)
    {
        Foreign = foreign;
        Name = foreign.Text("name") ?? "unnamed";
        Triggers = [.. foreign.Objects("triggers")];
    }

    public ForeignObject Foreign { get; }

    public string Name { get; }

    public ImmutableArray<ForeignObject> Triggers { get; }

    public bool IsTriggeredBy(SpinnakerPipeline other) => Triggers.Any(trigger => trigger.Text("type") == "pipeline" && Names(trigger, other));

    /// <summary>By its id, as the system writes it, or by its name, as people do.</summary>
    public static bool Names(ForeignObject trigger, SpinnakerPipeline other) => trigger.Text("pipeline") is { } named && (named == other.Foreign.Text("id") || named == other.Name);
}
