using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Tests.Definitions;

public sealed class PolicyAndFlowTests
{
    [Fact]
    public void The_example_of_a_flow_is_read_with_all_it_says()
    {
        var flow = Assert.Single(Read(("flows/standard.yaml", Flow("""
              start: { images: true }
              triggers:
                - { kind: image, tags: ">=2.0.0 || ^main-" }
                - { kind: schedule, cron: "0 0 6 ? * MON-FRI", zone: Europe/Berlin, enabled: false }
              limit: 5d
              nodes:
                - { id: staging, stage: staging, dependsOn: [] }
                - { id: calm, soak: { for: 2h, every: 30s, probes: [ { prometheus: "sum(rate(errors[5m]))", atMost: 0.01 }, { http: "https://staging.example.internal/health", status: 200 } ], allowedFailures: 2, newer: wait }, dependsOn: [ staging ], ifFails: halt }
                - { id: look, judgement: { instructions: "Check the dashboards.", choices: [ go, go-slow ], judges: { groups: [ { group: sre, count: 1 } ] }, expireAfter: 3d }, dependsOn: [ calm ], ifFails: haltBranch }
                - { id: prod, stage: prod, dependsOn: [ look ], when: "nodes['look'].choice == 'go'" }
            layout: { staging: [ 0, 0 ], calm: [ 260, 0 ] }
            """))).Flows).Value;
        Assert.Equal((TimeSpan.FromHours(2), 2, 0.01), (flow.Nodes[1].Soak!.For, flow.Nodes[1].Soak!.AllowedFailures, flow.Nodes[1].Soak!.Probes[0].AtMost));
        Assert.Equal((FailureEffect.HaltBranch, "sre", TimeSpan.FromDays(3)), (flow.Nodes[2].IfFails, flow.Nodes[2].Judgement!.Judges!.Groups[0].Group, flow.Nodes[2].Judgement!.ExpireAfter));
        Assert.Equal(("nodes['look'].choice == 'go'", false, 260d), (flow.Nodes[3].When, flow.Triggers[1].Enabled, flow.Layout["calm"].X));
    }

    [Theory]
    [InlineData("- { id: one, stage: prod, dependsOn: [ two ] }\n    - { id: two, stage: test, dependsOn: [ one ] }", "8:7: The nodes wait for one another in a circle: two → one → two.")]
    [InlineData("- { id: one, stage: prod, dependsOn: [ one ] }", "7:7: The nodes wait for one another in a circle: one → one.")]
    [InlineData("- { id: one, stage: prod }\n    - { id: one, stage: test }", "8:7: The id 'one' stands on a node before.")]
    [InlineData("- { id: one, stage: prod, dependsOn: [ two ] }", "7:7: The node 'one' depends on 'two', which is not there.")]
    [InlineData("- { id: one, stage: nowhere }", "7:25: There is no Environment nowhere.")]
    [InlineData("- { id: one, stage: prod }\n    - { id: two }", "8:7: The node 'two' is nothing.")]
    [InlineData("- { id: one, stage: prod, judgement: {} }", "7:7: The node 'one' is several things at once.")]
    [InlineData("- { id: one, stage: prod }\n    - { id: two, soak: { for: 1h } }", "8:7: The soak 'two' does not depend on exactly one stage.")]
    [InlineData("- { id: one, judgement: {} }", "5:3: The flow has no stage.")]
    [InlineData("- { id: one, stage: prod, dependsOn: [ two ] }\n    - { id: three, stage: test, dependsOn: [ one ] }", "8:7: The node 'three' is never reached: it waits for 'one', which never begins.")]
    [InlineData("- { id: one, stage: prod, dependsOn: [ one ] }\n    - { id: two, stage: test, dependsOn: [ one ] }", "8:7: The node 'two' is never reached: it waits for 'one', which never begins.")]
    [InlineData("- { id: one, stage: prod, when: \"nodes['two'].state == 'failed'\" }", "7:37: The condition of 'one' names the node 'two', which is not there.")]
    [InlineData("- { id: one, check: smoke, stage: prod }", "7:18: 'check' is planned, but nothing acts on it yet.")]
    [InlineData("- { id: one, stage: prod }\n    - { id: two, soak: { for: 1h, probes: [ { prometheus: up } ] }, dependsOn: [ one ] }", "8:45: The probe asks nothing that could fail.")]
    [InlineData("- { id: one, stage: prod }\n    - { id: two, soak: { for: soon }, dependsOn: [ one ] }", "8:31: 'soon' does not fit here. Write a length of time")]
    [InlineData("- { id: one, stage: prod, ifFails: shrug }", "7:40: 'shrug' does not fit here. Write halt or haltBranch or haltBranchThenFail or ignore.")]
    public void A_flow_that_cannot_run_is_a_problem(string nodes, string problem) =>
        AssertProblem(("flows/standard.yaml", Flow($"  start: {{ images: true }}\n  nodes:\n    {nodes}\n")), problem);

    [Theory]
    [InlineData("30s", 30)]
    [InlineData("1h30m", 5400)]
    [InlineData("7d", 604800)]
    public void A_length_of_time_is_written_as_people_do(string written, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Read(("flows/standard.yaml", Flow($"  start: {{ images: true }}\n  limit: {written}\n  nodes: [ {{ id: one, stage: prod }} ]\n"))).Flows["standard"].Limit);

    [Fact]
    public void A_policy_is_read_and_what_it_does_not_say_stays_undefined()
    {
        var policy = Read(("policies/to-prod.yaml", Policy("to-prod", "pass: \"semver(containerImageTag) >= semver('2.0.0')\", approvals: { count: 2, groups: [ { group: sre, count: 1 } ], expireAfter: 7d }, allow: { requesterApproves: false }, requireReason: true, priority: 10"))).Policies["to-prod"];
        Assert.Equal((2, false, null, true, 10), (policy.Fields.ApprovalCount, policy.Fields.RequesterApproves, policy.Fields.BuilderApproves, policy.Fields.RequireReason, policy.Priority));
        Assert.Null(policy.Selector);
        Assert.Null(policy.Fields.Fail);
    }

    [Theory]
    [InlineData("approvals: { count: 7 }", "'7' does not fit here.")]
    [InlineData("action: commit", "'action' is planned")]
    [InlineData("before: [ smoke ]", "'before' is planned")]
    [InlineData("after: [ smoke ]", "'after' is planned")]
    [InlineData("rollback: { approvals: 0 }", "'rollback' is planned")]
    [InlineData("selector: { environments: { names: [ nowhere ] } }", "There is no Environment nowhere.")]
    public void A_policy_that_promises_what_nothing_keeps_is_a_problem(string spec, string problem) =>
        Assert.Contains(Sample.Read([.. World, ("policies/to-prod.yaml", Policy("to-prod", spec))]).Problems, found => found.What.StartsWith(problem, StringComparison.Ordinal));

    [Fact]
    public void A_binding_beats_a_selector_and_a_higher_priority_beats_a_lower_field_by_field()
    {
        var snapshot = Read(
            ("policies/bound.yaml", Policy("bound", "approvals: { count: 3 }, priority: -5")),
            ("policies/high.yaml", Policy("high", "approvals: { count: 2 }, pass: \"'high' == ''\", selector: { environments: { classes: [ live ] } }, priority: 10")),
            ("policies/low.yaml", Policy("low", "pass: \"false\", fail: \"'blocked' in imageLabels\", requireReason: true, selector: {}, priority: 1")),
            ("policies/other.yaml", Policy("other", "allow: { requesterApproves: true }, selector: { products: { labels: { team: toys } } }")),
            ("policy-bindings/fix.yaml", Binding("fix", "bound", "prod")));

        var prod = For(snapshot, "prod");
        Assert.Equal(("bound", 3, "'high' == ''", "'blocked' in imageLabels", true, false), (prod.Bound, prod.ApprovalCount, prod.Pass, prod.Fail, prod.RequireReason, prod.RequesterApproves));
        Assert.Equal("approvals.count=bound fail=low pass=high requireReason=low", string.Join(' ', prod.Origins.Select(origin => $"{origin.Key}={origin.Value}")));
        Assert.Empty(prod.Ties);

        var test = For(snapshot, "test");
        Assert.Equal((null, 0, "false", GoverningPolicy.UsualExpiry), (test.Bound, test.ApprovalCount, test.Pass, test.ApprovalsExpireAfter));
    }

    [Fact]
    public void An_explicit_false_is_a_value_and_no_gap()
    {
        var snapshot = Read(
            ("policies/high.yaml", Policy("high", "requireReason: false, approvals: { groups: [] }, selector: {}, priority: 2")),
            ("policies/low.yaml", Policy("low", "requireReason: true, approvals: { groups: [ { group: sre, count: 1 } ] }, selector: {}, priority: 1")));
        Assert.Equal("high high", $"{For(snapshot, "prod").Origins["requireReason"]} {For(snapshot, "prod").Origins["approvals.groups"]}");
        Assert.Empty(For(snapshot, "prod").ApprovalGroups);
    }

    [Fact]
    public void Two_policies_of_one_rank_that_supply_a_field_are_a_problem_in_both()
    {
        var snapshot = Sample.Read([.. World,
            ("policies/one.yaml", Policy("one", "pass: \"true\", selector: { environments: { classes: [ live ] } }")),
            ("policies/two.yaml", Policy("two", "pass: \"false\", selector: {}"))]);
        Assert.Equal(
            ["policies/one.yaml:4:23: The policy 'two' has the same priority and supplies pass for the same pairs.", "policies/two.yaml:4:24: The policy 'one' has the same priority and supplies pass for the same pairs."],
            snapshot.Problems.Select(problem => $"{problem.File}:{problem.Line}:{problem.Column}: {problem.What}"));
        Assert.Equal(new PolicyTie("pass", "one", "two"), Assert.Single(For(snapshot, "prod").Ties));
        Assert.Empty(For(snapshot, "test").Ties);
    }

    [Theory]
    [InlineData("selector: { environments: { names: [ test ] } }")]
    [InlineData("selector: { products: { names: [ toys ] }, environments: { names: [ prod ] } }")]
    [InlineData("selector: {}, priority: 1")]
    [InlineData("priority: 0")]
    public void Policies_that_never_meet_are_no_tie(string other) =>
        Read(("policies/one.yaml", Policy("one", "pass: \"true\", selector: { products: { names: [ shop ] }, environments: { classes: [ live ] } }")), ("policies/two.yaml", Policy("two", $"pass: \"false\", {other}")));

    [Fact]
    public void A_pair_is_bound_once()
    {
        var snapshot = Sample.Read([.. World,
            ("policies/one.yaml", Policy("one", "pass: \"true\"")),
            ("policy-bindings/first.yaml", Binding("first", "one", "prod")), ("policy-bindings/second.yaml", Binding("second", "one", "prod"))]);
        Assert.Equal(["policy-bindings/first.yaml:4:31", "policy-bindings/second.yaml:4:31"], snapshot.Problems.Select(problem => $"{problem.File}:{problem.Line}:{problem.Column}"));
        Assert.Equal(new PolicyTie("pairs", "first", "second"), For(snapshot, "prod").Ties[0]);
    }

    private static (string Path, string Text)[] World =>
    [
        ("registries/main.yaml", Sample.Main), ("products/shop.yaml", Sample.Shop), ("products/toys.yaml", Sample.Shop.Replace("shop", "toys", StringComparison.Ordinal)), ("applications/checkout.yaml", Sample.Checkout),
        ("environments/test.yaml", Sample.Environment("test", "class: test")), ("environments/staging.yaml", Sample.Environment("staging", "class: test")), ("environments/prod.yaml", Sample.Environment("prod", "class: live")),
    ];

    private static DefinitionsSnapshot Read(params (string Path, string Text)[] files)
    {
        var snapshot = Sample.Read([.. World, .. files]);
        Assert.Equal("", string.Join('\n', snapshot.Problems));
        return snapshot;
    }

    private static GoverningPolicy For(DefinitionsSnapshot snapshot, string environment) => PolicyResolution.For(snapshot, snapshot.Applications["checkout"], snapshot.Environments[environment]);

    private static string Flow(string spec) => $"apiVersion: promotionportal/v1\nkind: Flow\nmetadata: {{ name: standard }}\nspec:\n{spec}\n";

    private static string Policy(string name, string spec) => $"apiVersion: promotionportal/v1\nkind: Policy\nmetadata: {{ name: {name} }}\nspec: {{ {spec} }}\n";

    private static string Binding(string name, string policy, string environment) =>
        $"apiVersion: promotionportal/v1\nkind: PolicyBinding\nmetadata: {{ name: {name} }}\nspec: {{ policy: {policy}, pairs: [ {{ application: checkout, environment: {environment} }} ] }}\n";

    private static void AssertProblem((string Path, string Text) file, string problem) =>
        Assert.Contains(Sample.Read([.. World, file]).Problems, found => found.ToString().StartsWith($"{file.Path}:{problem}", StringComparison.Ordinal));
}
