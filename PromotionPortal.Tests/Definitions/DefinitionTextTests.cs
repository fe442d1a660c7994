using PromotionPortal.Definitions;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Tests.Definitions;

public sealed class DefinitionTextTests
{
    private const string ByHand = """
        # Where customers are.
        apiVersion: promotionportal/v1
        kind: Environment

        metadata:   { name: prod,  title: 'Production' }   # keep the title
        spec:
          # the board
          position: 40     # rightmost

          production: yes-not-really   # see below
          class: "prod"
          deploy: manual
          images: { registry: main, repository: 'prod/{application}' }
        # the end

        """;

    private static readonly string s_sound = ByHand.Replace("yes-not-really", "true", StringComparison.Ordinal);

    [Fact]
    public void A_new_file_is_written_as_a_person_would() =>
        Assert.Equal("""
            apiVersion: promotionportal/v1
            kind: Environment
            metadata: { name: prod, title: Production, labels: { region: eu } }
            spec:
              class: prod
              position: 40
              images: { registry: main, repository: "prod/{application}" }

            """,
            DefinitionText.Write(new EnvironmentDefinition(new("prod") { Title = "Production", Labels = new Metadata("x").Labels.Add("region", "eu") }) { Class = "prod", Position = 40, Images = new("main", "prod/{application}") }));

    public static TheoryData<string, string, string> Edits() => new()
    {
        { "position", "  position: 40     # rightmost", "  position: 41     # rightmost" },
        { "class", "  class: \"prod\"", "  class: live" },
        { "title", "{ name: prod,  title: 'Production' }", "{ name: prod,  title: Live }" },
        { "no class", "  class: \"prod\"\n", "" },
        { "tags", "'prod/{application}' }\n", "'prod/{application}' }\n  immutableTags: true\n" },
        { "place", "registry: main,", "registry: other," },
        { "no images", "  images: { registry: main, repository: 'prod/{application}' }\n", "" },
        { "label", "title: 'Production' }", "title: 'Production', labels: { region: eu } }" },
    };

    [Theory]
    [MemberData(nameof(Edits))]
    public void An_edit_changes_only_what_it_has_to(string edit, string before, string after)
    {
        var environment = Environment(s_sound);
        var changed = edit switch
        {
            "position" => environment with { Position = 41 },
            "class" => environment with { Class = "live" },
            "title" => environment with { Metadata = environment.Metadata with { Title = "Live" } },
            "no class" => environment with { Class = null },
            "tags" => environment with { ImmutableTags = true },
            "place" => environment with { Images = new("other", "prod/{application}") },
            "no images" => environment with { Images = null },
            "label" => environment with { Metadata = environment.Metadata with { Labels = environment.Metadata.Labels.Add("region", "eu") } },
            _ => throw new ArgumentOutOfRangeException(nameof(edit)),
        };
        Assert.Equal(s_sound.Replace(before, after, StringComparison.Ordinal), DefinitionText.Edit(s_sound, changed));
    }

    [Fact]
    public void No_change_leaves_every_character() => Assert.Equal(s_sound, DefinitionText.Edit(s_sound, Environment(s_sound)));

    [Fact]
    public void A_node_is_edited_added_and_removed_without_touching_its_neighbours()
    {
        const string text = """
            apiVersion: promotionportal/v1
            kind: Flow
            metadata: { name: standard }
            spec:
              start: { images: true }
              nodes:
                # first
                - { id: staging, stage: staging, dependsOn: [] } # one
                # second
                - id: calm   # two
                  soak: { for: 24h }
                  dependsOn: [ staging ]
                - { id: prod, stage: prod, dependsOn: [ calm ] } # three
            layout: { staging: [ 0, 0 ], prod: [ 520, 0 ] }

            """;
        var flow = Read(text).Flows["standard"];
        var changed = flow with
        {
            Nodes = [flow.Nodes[0], new("test") { Stage = "test", DependsOn = ["staging"] }, flow.Nodes[2] with { DependsOn = ["test"], When = "'a' == 'b'" }],
            Layout = flow.Layout.SetItem("prod", new(780.5, 0)),
        };
        Assert.Equal("""
            apiVersion: promotionportal/v1
            kind: Flow
            metadata: { name: standard }
            spec:
              start: { images: true }
              nodes:
                # first
                - { id: staging, stage: staging, dependsOn: [] } # one
                - { id: test, stage: test, dependsOn: [ staging ] }
                # second
                - { id: prod, stage: prod, dependsOn: [ test ], when: "'a' == 'b'" } # three
            layout: { staging: [ 0, 0 ], prod: [ 780.5, 0 ] }

            """, DefinitionText.Edit(text, changed));
    }

    [Fact]
    public void A_text_with_carriage_returns_keeps_them_where_nothing_changed()
    {
        var text = s_sound.Replace("\n", "\r\n", StringComparison.Ordinal);
        Assert.Equal(text.Replace("position: 40", "position: 41", StringComparison.Ordinal), DefinitionText.Edit(text, Environment(s_sound) with { Position = 41 }));
    }

    [Fact]
    public void Two_edits_of_different_fields_merge_and_keep_the_comments()
    {
        var ours = s_sound.Replace("position: 40", "position: 41", StringComparison.Ordinal);
        var theirs = s_sound.Replace("class: \"prod\"", "class: live", StringComparison.Ordinal).Replace("# the board", "# the new board", StringComparison.Ordinal);
        var merged = DefinitionText.Merge(s_sound, ours, theirs)!;
        Assert.Empty(merged.Conflicts);
        Assert.Equal(theirs.Replace("position: 40", "position: 41", StringComparison.Ordinal), merged.Text);
    }

    [Fact]
    public void Two_edits_of_one_field_are_a_conflict_that_can_be_settled_either_way()
    {
        var ours = s_sound.Replace("position: 40", "position: 41", StringComparison.Ordinal);
        var theirs = s_sound.Replace("position: 40", "position: 42", StringComparison.Ordinal);
        var merged = DefinitionText.Merge(s_sound, ours, theirs)!;
        Assert.Equal(new FieldConflict("/spec/position", "40", "41", "42"), Assert.Single(merged.Conflicts));
        Assert.Equal(ours, merged.Text);
        Assert.Equal(theirs, DefinitionText.Merge(s_sound, ours, theirs, new HashSet<string>(StringComparer.Ordinal) { "/spec/position" })!.Text);
    }

    [Fact]
    public void One_deletes_a_field_and_the_other_changes_it_is_a_conflict()
    {
        var ours = s_sound.Replace("  position: 40     # rightmost\n", "", StringComparison.Ordinal);
        var theirs = s_sound.Replace("position: 40", "position: 42", StringComparison.Ordinal);
        Assert.Equal(new FieldConflict("/spec/position", "40", null, "42"), Assert.Single(DefinitionText.Merge(s_sound, ours, theirs)!.Conflicts));
    }

    [Fact]
    public void Nodes_that_two_people_added_to_one_flow_are_both_there()
    {
        const string text = "spec:\n  nodes:\n    - { id: a, stage: aaa }\n    - { id: b, stage: bbb }\n";
        var merged = DefinitionText.Merge(text, text + "    - { id: ours, stage: ooo }\n", text.Replace("bbb", "xxx", StringComparison.Ordinal) + "    - { id: theirs, stage: ttt }\n")!;
        Assert.Empty(merged.Conflicts);
        Assert.Equal("spec:\n  nodes:\n    - { id: a, stage: aaa }\n    - { id: b, stage: xxx }\n    - { id: theirs, stage: ttt }\n    - { id: ours, stage: ooo }\n", merged.Text);
    }

    [Theory]
    [InlineData("approvals: { count: 1 }", "approvals: { count: 2 } # more", "approvals 1 → 2")]
    [InlineData("priority: 1", "", "priority 1 → none")]
    [InlineData("", "pass: 'true'", "pass true")]
    [InlineData("pairs: [ { application: aaa, environment: bbb } ]", "pairs: [ { application: aaa, environment: ccc } ]", "pairs.aaa,bbb { application: aaa, environment: bbb } → none; pairs.aaa,ccc { application: aaa, environment: ccc }")]
    [InlineData("nodes: [ { id: a, stage: one } ]", "nodes: [ { id: a, stage: two } ]", "nodes.a.stage one → two")]
    [InlineData("class: prod", "class: 'prod'", "")]
    public void A_change_is_told_by_what_it_means(string before, string after, string told) =>
        Assert.Equal(told, string.Join("; ", DefinitionText.Compare($"spec:\n  x: 1\n  {before}\n", $"spec:\n  x: 1\n  {after}\n")));

    private static EnvironmentDefinition Environment(string text) => Read(text).Environments["prod"];

    private static DefinitionsSnapshot Read(string text)
    {
        var name = text.Contains("kind: Flow", StringComparison.Ordinal) ? "flows/standard.yaml" : "environments/prod.yaml";
        var snapshot = Sample.Read([("registries/main.yaml", Sample.Main), .. new[] { "staging", "test", "prod" }.Select(other => ($"environments/{other}.yaml", Sample.Environment(other, "position: 1"))).Where(file => file.Item1 != name), (name, text)]);
        Assert.Equal("", string.Join('\n', snapshot.Problems));
        return snapshot;
    }
}
