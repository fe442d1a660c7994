using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PromotionPortal.Definitions.Shapes;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Yaml;

namespace PromotionPortal.Definitions.Kinds;

/// <summary>flows/*.yaml</summary>
internal static class FlowKind
{
    private const int MostFailures = 1000;

    public static Kind<FlowDefinition> Kind { get; } = KindTable.Make(
        DefinitionKind.Flow,
        Nothing,
        (flow, metadata) => flow with { Metadata = metadata },
        [
            Field.Required<FlowDefinition, FlowStart>("start", Start, flow => flow.Start, (flow, start) => flow with { Start = start }),
            Field.List<FlowDefinition, FlowTrigger>("triggers", Trigger, flow => flow.Triggers, (flow, triggers) => flow with { Triggers = triggers }),
            Field.OptionalValue<FlowDefinition, TimeSpan>("limit", Scalars.Duration, flow => flow.Limit, (flow, limit) => flow with { Limit = limit }),
            Field.RequiredList<FlowDefinition, FlowNode>("nodes", Node, flow => flow.Nodes, (flow, nodes) => flow with { Nodes = nodes }),
            Field.NotYet<FlowDefinition>("hooks"),
        ],
        CheckGraph,
        isSpecRequired: true,
        Field.Map<FlowDefinition, CanvasPoint>("layout", new PointShape(), flow => flow.Layout, (flow, layout) => flow with { Layout = layout }));

    private static FlowDefinition Nothing => new(KindTable.NoName) { Start = new() };

    private static ScalarShape<string> Id => new(
        "an id of 1 to 50 small letters, digits and hyphens",
        scalar => (scalar.Text.Length is > 0 and <= Metadata.LongestName && scalar.Text.All(character => character is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-'), scalar.Text),
        YamlScalar.Of,
        () => new() { ["type"] = "string", ["pattern"] = "^[a-z0-9-]{1,50}$" });

    private static RecordShape<FlowStart> Start => new(new(),
    [
        Field.Usually<FlowStart, bool>("images", false, Scalars.Bool, start => start.Images, (start, yes) => start with { Images = yes }),
        Field.Optional<FlowStart, string>("environment", Scalars.Ref(DefinitionKind.Environment), start => start.Environment, (start, name) => start with { Environment = name }),
    ]);

    private static RecordShape<FlowTrigger> Trigger => new(new(),
    [
        Field.Required<FlowTrigger, FlowTriggerKind>("kind", Scalars.Choice<FlowTriggerKind>(), trigger => trigger.Kind, (trigger, kind) => trigger with { Kind = kind }),
        Field.Optional<FlowTrigger, string>("tags", Scalars.Word, trigger => trigger.Tags, (trigger, tags) => trigger with { Tags = tags }),
        Field.Optional<FlowTrigger, string>("cron", Scalars.Word, trigger => trigger.Cron, (trigger, cron) => trigger with { Cron = cron }),
        Field.Optional<FlowTrigger, string>("zone", Scalars.Word, trigger => trigger.Zone, (trigger, zone) => trigger with { Zone = zone }),
        Field.Usually<FlowTrigger, bool>("enabled", true, Scalars.Bool, trigger => trigger.Enabled, (trigger, yes) => trigger with { Enabled = yes }),
    ]);

    private static RecordShape<FlowNode> Node => new(new(""),
    [
        Field.Required<FlowNode, string>("id", Id, node => node.Id, (node, id) => node with { Id = id }),
        Field.Optional<FlowNode, string>("stage", Scalars.Ref(DefinitionKind.Environment), node => node.Stage, (node, stage) => node with { Stage = stage }),
        Field.Optional<FlowNode, SoakStep>("soak", Soak, node => node.Soak, (node, soak) => node with { Soak = soak }),
        Field.Optional<FlowNode, JudgementStep>("judgement", Judgement, node => node.Judgement, (node, judgement) => node with { Judgement = judgement }),
        Field.NotYet<FlowNode>("check"),
        Field.NotYet<FlowNode>("hooks"),
        Field.List<FlowNode, string>("dependsOn", Id, node => node.DependsOn, (node, ids) => node with { DependsOn = ids }),
        Field.Optional<FlowNode, string>("when", CelShape.OfFlow, node => node.When, (node, when) => node with { When = when }),
        Field.Usually<FlowNode, FailureEffect>("ifFails", FailureEffect.Halt, Scalars.Choice<FailureEffect>(), node => node.IfFails, (node, effect) => node with { IfFails = effect }),
    ]);

    private static RecordShape<SoakStep> Soak => new(new(),
    [
        Field.Required<SoakStep, TimeSpan>("for", Scalars.Duration, soak => soak.For, (soak, time) => soak with { For = time }),
        Field.Usually<SoakStep, TimeSpan>("every", SoakStep.UsualInterval, Scalars.Duration, soak => soak.Every, (soak, time) => soak with { Every = time }),
        Field.List<SoakStep, SoakProbe>("probes", Probe, soak => soak.Probes, (soak, probes) => soak with { Probes = probes }),
        Field.Usually<SoakStep, int>("allowedFailures", 0, Scalars.Int(0, MostFailures), soak => soak.AllowedFailures, (soak, count) => soak with { AllowedFailures = count }),
        Field.Usually<SoakStep, NewerImage>("newer", NewerImage.Wait, Scalars.Choice<NewerImage>(), soak => soak.Newer, (soak, newer) => soak with { Newer = newer }),
    ]);

    private static RecordShape<SoakProbe> Probe => new(new(),
    [
        Field.Optional<SoakProbe, string>("prometheus", Scalars.Text, probe => probe.Prometheus, (probe, query) => probe with { Prometheus = query }),
        Field.OptionalValue<SoakProbe, double>("atMost", Scalars.Number, probe => probe.AtMost, (probe, bound) => probe with { AtMost = bound }),
        Field.OptionalValue<SoakProbe, double>("atLeast", Scalars.Number, probe => probe.AtLeast, (probe, bound) => probe with { AtLeast = bound }),
        Field.Optional<SoakProbe, Uri>("http", Scalars.HttpUrl, probe => probe.Http, (probe, url) => probe with { Http = url }),
        Field.OptionalValue<SoakProbe, int>("status", Scalars.Int(100, 599), probe => probe.Status, (probe, status) => probe with { Status = status }),
    ],
    CheckProbe);

    private static RecordShape<JudgementStep> Judgement => new(new(),
    [
        Field.Optional<JudgementStep, string>("instructions", Scalars.Text, judgement => judgement.Instructions, (judgement, text) => judgement with { Instructions = text }),
        Field.List<JudgementStep, string>("choices", Scalars.Word, judgement => judgement.Choices, (judgement, choices) => judgement with { Choices = choices }),
        Field.Optional<JudgementStep, Quorum>("judges", Quorums.Of, judgement => judgement.Judges, (judgement, judges) => judgement with { Judges = judges }),
        Field.OptionalValue<JudgementStep, TimeSpan>("expireAfter", Scalars.Duration, judgement => judgement.ExpireAfter, (judgement, time) => judgement with { ExpireAfter = time }),
    ]);

    // A probe that asks nothing, or bounds nothing, would always be well.
    private static void CheckProbe(SoakProbe probe, YamlMapping mapping, Reading reading)
    {
        var isQuery = probe is { Prometheus: not null, Http: null, Status: null } && (probe.AtMost ?? probe.AtLeast) is not null;
        var isAddress = probe is { Http: not null, Prometheus: null, AtMost: null, AtLeast: null };
        if (!isQuery && !isAddress) reading.Problem(mapping, "The probe asks nothing that could fail.", "Write { prometheus: …, atMost: … } (or atLeast), or { http: …, status: 200 }.");
    }

    private static void CheckGraph(FlowDefinition flow, YamlMapping root, Reading reading)
    {
        var spec = (YamlMapping)root["spec"]!;
        var nodes = (YamlSequence)spec["nodes"]!;
        foreach (var flaw in FlowChecks.Of(flow))
            reading.Problem(flaw.Node is { } at ? PlaceIn(nodes.Items[at], flaw.Field) : spec, flaw.What, flaw.Help);
    }

    private static YamlNode PlaceIn(YamlNode node, string? field) => field is null ? node : (node as YamlMapping)?[field] ?? node;

    /// <summary>[ x, y ]</summary>
    private sealed class PointShape : Shape<CanvasPoint>
    {
        private static readonly ListShape<double> s_pair = new(Scalars.Number);

        public override bool TryRead(YamlNode node, Reading reading, out CanvasPoint value)
        {
            value = default;
            if (!s_pair.TryRead(node, reading, out var pair)) return false;
            if (pair.Length != 2)
            {
                reading.Problem(node, "A point has two numbers.", "Write [ x, y ].");
                return false;
            }
            value = new(pair[0], pair[1]);
            return true;
        }

        public override YamlNode Write(CanvasPoint value) => s_pair.Write(ImmutableArray.Create(value.X, value.Y));

        public override JsonObject Schema()
        {
            var schema = s_pair.Schema();
            schema["minItems"] = 2;
            schema["maxItems"] = 2;
            return schema;
        }
    }
}
