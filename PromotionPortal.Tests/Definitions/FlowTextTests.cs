using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Flows;

namespace PromotionPortal.Tests.Definitions;

/// <summary>What is drawn, in the text: only the lines that have to change do.</summary>
public sealed class FlowTextTests
{
    private const string Flow = """
        # How we deliver.
        apiVersion: promotionportal/v1
        kind: Flow
        metadata: { name: standard } # ours
        spec:
          start: { images: true }
          nodes:
            # first
            - { id: staging, stage: staging } # one
            # second
            - id: calm   # two
              soak: { for: 24h } # a day
              dependsOn:
                - staging # why
            - { id: prod, stage: prod, dependsOn: [ calm ], when: "nodes['calm'].state == 'succeeded'" } # three
        layout: { staging: [ 0, 0 ], calm: [ 260, 0 ] } # drawn
        # the end

        """;

    public static TheoryData<string, FlowOp, string> Ops()
    {
        static string R(string old, string now) => Flow.Replace(old, now, StringComparison.Ordinal);
        static JsonObject Node(string json) => (JsonObject)JsonNode.Parse(json)!;
        return new()
        {
            { "add at the end", new FlowOp.Add(Node("""{ "id": "late", "stage": "prod", "dependsOn": [ "prod" ] }""")), R("# three\n", "# three\n    - { id: late, stage: prod, dependsOn: [ prod ] }\n") },
            { "add behind", new FlowOp.Add(Node("""{ "id": "mid", "stage": "mid" }"""), After: "staging"), R("# one\n", "# one\n    - { id: mid, stage: mid }\n") },
            { "add with its place", new FlowOp.Add(Node("""{ "id": "late", "stage": "prod" }"""), new(520, -40)), R("# three\n", "# three\n    - { id: late, stage: prod }\n").Replace("calm: [ 260, 0 ]", "calm: [ 260, 0 ], late: [ 520, -40 ]", StringComparison.Ordinal) },
            { "remove", new FlowOp.Remove("calm"), R("    - id: calm   # two\n      soak: { for: 24h } # a day\n      dependsOn:\n        - staging # why\n", "").Replace("dependsOn: [ calm ]", "dependsOn: []", StringComparison.Ordinal).Replace(", calm: [ 260, 0 ]", "", StringComparison.Ordinal) },
            { "rename", new FlowOp.Rename("calm", "quiet"), R("id: calm ", "id: quiet ").Replace("[ calm ]", "[ quiet ]", StringComparison.Ordinal).Replace("nodes['calm']", "nodes['quiet']", StringComparison.Ordinal).Replace("calm: [ 260", "quiet: [ 260", StringComparison.Ordinal) },
            { "rename in a block", new FlowOp.Rename("staging", "early"), R("id: staging,", "id: early,").Replace("- staging # why", "- early # why", StringComparison.Ordinal).Replace("layout: { staging:", "layout: { early:", StringComparison.Ordinal) },
            { "connect in a block", new FlowOp.Connect("prod", "calm"), R("- staging # why\n", "- staging # why\n        - prod\n") },
            { "connect in brackets", new FlowOp.Connect("staging", "prod"), R("[ calm ]", "[ calm, staging ]") },
            { "connect where nothing was", new FlowOp.Connect("prod", "staging"), R("stage: staging }", "stage: staging, dependsOn: [ prod ] }") },
            { "connect again", new FlowOp.Connect("calm", "prod"), Flow },
            { "disconnect", new FlowOp.Disconnect("calm", "prod"), R("[ calm ]", "[]") },
            { "disconnect what is not", new FlowOp.Disconnect("staging", "prod"), Flow },
            { "set", new FlowOp.Set("calm", ["soak", "for"], "2h"), R("24h", "2h") },
            { "set what was not there", new FlowOp.Set("staging", ["ifFails"], "ignore"), R("stage: staging }", "stage: staging, ifFails: ignore }") },
            { "take out", new FlowOp.Set("prod", ["when"], null), R(", when: \"nodes['calm'].state == 'succeeded'\"", "") },
            { "set the flow", new FlowOp.SetFlow(["spec", "limit"], "5d"), R("  nodes:\n", "  limit: 5d\n  nodes:\n") },
            { "move", new FlowOp.Move(Places(("calm", 300, 40))), R("[ 260, 0 ]", "[ 300, 40 ]") },
            { "move what had no place", new FlowOp.Move(Places(("prod", 520, 0), ("gone", 1, 1))), R("calm: [ 260, 0 ]", "calm: [ 260, 0 ], prod: [ 520, 0 ]") },
            { "typed", new FlowOp.Text("a: [\n"), "a: [\n" },
        };
    }

    [Theory]
    [MemberData(nameof(Ops))]
    public void Only_the_lines_that_have_to_change_do(string name, FlowOp op, string expected)
    {
        Assert.NotEmpty(name);
        var edit = FlowText.Apply(Flow, op);
        Assert.Equal((expected, null), (edit.Text, edit.Why));
    }

    [Fact]
    public void A_layout_is_made_where_there_is_none_and_goes_with_its_last_place()
    {
        const string bare = "kind: Flow\nspec:\n  nodes:\n    - { id: one, stage: dev }\n";
        var placed = FlowText.Apply(bare, new FlowOp.Move(Places(("one", 4, 5)))).Text!;
        Assert.Equal(bare + "layout: { one: [ 4, 5 ] }\n", placed);
        Assert.Equal("kind: Flow\nspec:\n  nodes: []\n", FlowText.Apply(placed, new FlowOp.Remove("one")).Text);
    }

    [Fact]
    public void A_first_node_is_drawn_into_an_empty_list()
    {
        var text = FlowText.Apply("kind: Flow\nspec:\n  nodes: []\n", new FlowOp.Add(new() { ["id"] = "one", ["stage"] = "dev" })).Text!;
        Assert.Equal("one", Assert.Single(FlowSketch.Of(text)!.Nodes).Id);
    }

    public static TheoryData<FlowOp, string> Refused() => new()
    {
        { new FlowOp.Add(new() { ["id"] = "calm" }), "There is a node 'calm' already." },
        { new FlowOp.Remove("gone"), "There is no node 'gone' any more." },
        { new FlowOp.Rename("calm", "prod"), "There is a node 'prod' already." },
        { new FlowOp.Connect("gone", "calm"), "There is no node 'gone' any more." },
        { new FlowOp.Set("gone", ["stage"], "prod"), "There is no node 'gone' any more." },
        { new FlowOp.Move(Places(("gone", 0, 0))), "There is no node 'gone' any more." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_cannot_be_done_says_why(FlowOp op, string why) => Assert.Equal((null, why), (FlowText.Apply(Flow, op).Text, FlowText.Apply(Flow, op).Why));

    [Fact]
    public void Two_nodes_of_one_id_are_told_apart_in_the_text_first()
    {
        var twice = Flow.Replace("id: prod", "id: calm", StringComparison.Ordinal);
        Assert.StartsWith("Several nodes are called 'calm'", FlowText.Apply(twice, new FlowOp.Remove("calm")).Why, StringComparison.Ordinal);
        Assert.Equal(twice.Replace("stage: staging }", "stage: dev }", StringComparison.Ordinal), FlowText.Apply(twice, new FlowOp.Set("staging", ["stage"], "dev")).Text);
    }

    [Fact]
    public void A_broken_text_takes_nothing_but_another_text()
    {
        Assert.StartsWith("The text cannot be read as it stands", FlowText.Apply("a: [", new FlowOp.Remove("calm")).Why, StringComparison.Ordinal);
        Assert.Equal(Flow, FlowText.Apply("a: [", new FlowOp.Text(Flow)).Text);
    }

    [Fact]
    public void What_differs_in_meaning_is_told_and_where_boxes_stand_is_not()
    {
        var to = FlowText.Apply(Flow, [new FlowOp.Set("calm", ["soak", "for"], "4h"), new FlowOp.Add(new() { ["id"] = "late", ["stage"] = "prod", ["dependsOn"] = new JsonArray("prod") }), new FlowOp.Disconnect("calm", "prod"), new FlowOp.SetFlow(["spec", "limit"], "5d"), new FlowOp.Move(Places(("calm", 9, 9)))]).Text!;
        var diff = FlowSketch.Compare(Flow, to);
        Assert.Equal(("late", "soak.for 24h → 4h", "limit 5d"), (Assert.Single(diff.Added), Assert.Single(diff.Changed["calm"]), Assert.Single(diff.Flow)));
        Assert.Equal(("prod → late", "calm → prod"), (string.Join(" → ", Assert.Single(diff.EdgesAdded)), string.Join(" → ", Assert.Single(diff.EdgesRemoved))));
        Assert.True(FlowSketch.Compare(Flow, FlowText.Apply(Flow, new FlowOp.Move(Places(("calm", 9, 9)))).Text!).IsEmpty);
        Assert.Equal("late", Assert.Single(FlowSketch.Compare(to, Flow).Removed).Id);
    }

    [Fact]
    public void A_flow_is_drawn_while_it_holds_mistakes()
    {
        var graph = FlowSketch.Of(Flow.Replace("24h", "soon", StringComparison.Ordinal).Replace("stage: prod", "stage: prod, colour: red", StringComparison.Ordinal))!;
        Assert.Equal("staging stage staging||halt; calm soak |soon|halt; prod stage prod||halt", string.Join("; ", graph.Nodes.Select(node => $"{node.Id} {node.Kind} {node.Environment}|{node.Words}|{node.IfFails}")));
        Assert.Null(FlowSketch.Of("a: ["));
    }

    private static ImmutableSortedDictionary<string, CanvasPoint> Places(params (string Id, double X, double Y)[] places) =>
        places.ToImmutableSortedDictionary(place => place.Id, place => new CanvasPoint(place.X, place.Y), StringComparer.Ordinal);
}
