using PromotionPortal.Definitions;
using PromotionPortal.Definitions.Import;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Tests.Definitions;

public sealed class ImportTests
{
    private const string Apply = """
        apiVersion: v1
        kind: artifactPromotionPolicy
        spec:
          payload:
            applicationEnvironments:
              - appName: "checkout"
                envName: "prod"
              - appName: "checkout"
                envName: "test"
            applyToPolicyNames:
              - "example-policy"
        """;

    [Theory]
    [InlineData("applyToPolicyNames:\n              - \"example-policy\"", "applyToPolicyNames:\n              - \"example-policy\"")]
    [InlineData("applyToPolicyNames:\n      - \"example-policy\"", "applyToPolicyName: example-policy")]
    public void A_policy_is_applied_to_pairs_in_both_spellings(string spelling, string instead)
    {
        var changes = Devtron(Apply.Replace(spelling, instead, StringComparison.Ordinal));
        var after = With(changes);
        Assert.Equal("checkout in prod, checkout in test", string.Join(", ", after.PolicyBindings["example-policy"].Pairs));
    }

    [Fact]
    public void Applying_replaces_the_policy_that_a_pair_had_and_an_empty_name_removes_it()
    {
        var other = ("policy-bindings/others.yaml", "# by hand\napiVersion: promotionportal/v1\nkind: PolicyBinding\nmetadata: { name: others }\nspec:\n  policy: other-policy\n  pairs:\n    - { application: checkout, environment: prod }\n    # stays\n    - { application: basket, environment: prod }\n");
        var after = With(Devtron(Apply, other), other);
        Assert.Equal("basket in prod", Assert.Single(after.PolicyBindings["others"].Pairs).ToString());
        var removal = Devtron(Apply.Replace("\"example-policy\"", "\"\"", StringComparison.Ordinal), other);
        Assert.Equal(other.Item2.Replace("    - { application: checkout, environment: prod }\n", "", StringComparison.Ordinal), Assert.Single(removal.Changes).Text);
    }

    [Fact]
    public void A_filter_means_everything_that_matches()
    {
        var other = ("policy-bindings/others.yaml", "apiVersion: promotionportal/v1\nkind: PolicyBinding\nmetadata: { name: others }\nspec: { policy: other-policy, pairs: [ { application: checkout, environment: prod } ] }\n");
        var text = "apiVersion: v1\nkind: artifactPromotionPolicy\nspec:\n  payload:\n    appEnvPolicyListFilter: { appNames: [], envNames: [ prod ], policyNames: [ NA ] }\n    applyToPolicyName: example-policy\n";
        Assert.Equal("basket in prod", Assert.Single(With(Devtron(text, other), other).PolicyBindings["example-policy"].Pairs).ToString());
    }

    [Theory]
    [InlineData("\"checkout\"", "\"chekout\"", "There is no application 'chekout'.")]
    [InlineData("\"prod\"", "\"prd\"", "There is no environment 'prd'.")]
    [InlineData("\"example-policy\"", "\"no-policy\"", "There is no policy 'no-policy'.")]
    [InlineData("- \"example-policy\"", "[ example-policy, other-policy ]", "One policy governs a pair")]
    [InlineData("kind: artifactPromotionPolicy", "kind: somethingElse", "This is no policy to apply.")]
    [InlineData("applyToPolicyNames", "applyToPolicys", "No policy is named.")]
    [InlineData("  payload:", "  payload: [", "This is not YAML")]
    public void What_is_wrong_is_named_and_nothing_is_applied_half(string part, string wrong, string error)
    {
        var imported = Devtron(Apply.Replace(part, wrong, StringComparison.Ordinal));
        Assert.Contains(imported.Errors, problem => problem.What.StartsWith(error, StringComparison.Ordinal) && problem.File == "apply.yaml");
        Assert.Empty(imported.Changes);
    }

    [Fact]
    public void Three_chained_pipelines_become_one_flow()
    {
        const string text = """
            [
              { "name": "Deploy to Production", "application": "artifact-promotion-demo", "id": "p3",
                "triggers": [ { "type": "pipeline", "application": "artifact-promotion-demo", "pipeline": "p2", "status": ["successful"], "enabled": true } ],
                "stages": [ { "refId": "1", "requisiteStageRefIds": [], "type": "deployManifest", "name": "Deploy to Production", "account": "prod-account" } ] },
              { "name": "Deploy to Staging", "application": "artifact-promotion-demo", "id": "p1", "expectedArtifacts": [],
                "triggers": [ { "type": "git", "source": "github", "branch": "main", "enabled": true }, { "type": "docker", "account": "a", "repository": "r", "tag": "^v.*", "enabled": true } ],
                "stages": [ { "refId": "1", "requisiteStageRefIds": [], "type": "deployManifest", "name": "Deploy to Staging", "account": "staging" } ] },
              { "name": "Staging Judgement", "application": "artifact-promotion-demo", "id": "p2",
                "triggers": [ { "type": "pipeline", "pipeline": "p1", "status": ["successful"], "enabled": true } ],
                "stages": [ { "refId": "1", "requisiteStageRefIds": [], "type": "manualJudgment", "name": "Manual Judgement", "instructions": "Look.", "judgmentInputs": [ { "value": "go" } ],
                              "failPipeline": true, "continuePipeline": false, "stageEnabled": { "type": "expression", "expression": "${ true }" } } ] }
            ]
            """;
        var imported = SpinnakerImport.Read([new("pipelines.json", text)], DefinitionsSnapshot.Empty);
        Assert.Empty(imported.Errors);
        var snapshot = Sample.Read([.. imported.Changes.Select(change => (change.Path, change.Text!))]);
        Assert.Equal("", string.Join('\n', snapshot.Problems));

        var flow = Assert.Single(snapshot.Flows).Value;
        Assert.Equal("artifact-promotion-demo", flow.Name);
        Assert.Equal("deploy-to-staging:staging←; manual-judgement:←deploy-to-staging; deploy-to-production:prod-account←manual-judgement", string.Join("; ", flow.Nodes.Select(node => $"{node.Id}:{node.Stage}←{string.Join(',', node.DependsOn)}")));
        Assert.Equal(("Look.", "go", TimeSpan.FromDays(3)), (flow.Nodes[1].Judgement!.Instructions, flow.Nodes[1].Judgement!.Choices[0], flow.Nodes[1].Judgement!.ExpireAfter));
        Assert.Equal("^v.*", Assert.Single(flow.Triggers).Tags);
        Assert.Equal(["prod-account", "staging"], snapshot.Environments.Keys);
        Assert.Equal(
            ["5: expectedArtifacts was not carried over.", "6: The trigger 'git' of Deploy to Staging was not carried over.", "6: triggers[1].account was not carried over.", "6: triggers[1].repository was not carried over.", "11: stages[0].stageEnabled was not carried over."],
            imported.NotCarried.OrderBy(problem => problem.Line).Select(problem => $"{problem.Line}: {problem.What}"));
    }

    [Fact]
    public void A_guard_without_a_counterpart_becomes_a_judgement_and_no_gap()
    {
        const string text = """{ "name": "One", "stages": [ { "refId": "1", "type": "deploy", "name": "Test", "account": "test" }, { "refId": "2", "requisiteStageRefIds": ["1"], "type": "kayentaCanary", "name": "Canary", "canaryConfig": {} }, { "refId": "3", "requisiteStageRefIds": ["2"], "type": "deploy", "name": "Live", "account": "live" } ] }""";
        var imported = SpinnakerImport.Read([new("one.json", text)], DefinitionsSnapshot.Empty);
        var flow = Assert.Single(Sample.Read([.. imported.Changes.Select(change => (change.Path, change.Text!))]).Flows).Value;
        Assert.NotNull(flow.Nodes[1].Judgement);
        Assert.Equal("canary", Assert.Single(flow.Nodes[2].DependsOn));
        Assert.Contains(imported.NotCarried, problem => problem.What.Contains("'kayentaCanary'", StringComparison.Ordinal));
    }

    [Fact]
    public void Products_flows_and_policies_of_Codefresh_are_carried_over_and_the_rest_is_told()
    {
        const string text = """
            apiVersion: codefresh.io/v1beta1
            kind: Product
            metadata: { name: web-shop }
            spec:
              concurrency: terminate
              promotionTemplateRef: images
              promotionFlows:
                - { name: standard, gitTriggerSelectors: [ { key: gitRevision, operator: NotIn, values: [ "hotfix/*" ] } ] }
            ---
            apiVersion: codefresh.io/v1beta1
            kind: PromotionFlow
            metadata: { name: standard, annotations: { description: Usual } }
            spec:
              triggerEnvironment: dev
              promotionTimeoutLimit: 90
              steps:
                - { environment: QA, policy: { preAction: smoke } }
                - { environment: prod, dependsOn: [ QA ] }
            ---
            apiVersion: codefresh.io/v1beta1
            kind: PromotionPolicy
            metadata: { name: strict }
            spec: { priority: 5, selector: { targetEnvironment: { types: [ PROD ] } }, policy: { action: pr } }
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: WorkflowTemplate
            metadata: { name: smoke }
            """;
        var imported = CodefreshImport.Read([new("all.yaml", text)], DefinitionsSnapshot.Empty);
        var snapshot = Sample.Read([.. imported.Changes.Select(change => (change.Path, change.Text!))]);
        Assert.Equal("", string.Join('\n', snapshot.Problems.Concat(imported.Errors)));
        Assert.Equal((ReleaseConcurrency.Replace, ConditionOperator.NotIn, "hotfix/*"), (snapshot.Products["web-shop"].Concurrency, snapshot.Products["web-shop"].Flows[0].When[0].Operator, snapshot.Products["web-shop"].Flows[0].When[0].Values[0]));
        var flow = snapshot.Flows["standard"];
        Assert.Equal(("dev", TimeSpan.FromMinutes(90), "Usual"), (flow.Start.Environment, flow.Limit, flow.Metadata.Description));
        Assert.Equal("qax→prod", string.Join('→', flow.Nodes.Select(node => node.Stage)));
        Assert.Equal("QA", snapshot.Environments["qax"].Metadata.Title);
        Assert.Empty(snapshot.Policies);
        Assert.Equal("6 17 23 23 23 26", string.Join(' ', imported.NotCarried.Select(problem => problem.Line).Order()));
    }

    [Fact]
    public void A_policy_of_Devtron_is_carried_over_with_what_applies_it_in_another_file()
    {
        const string policy = """
            { "name": "to-live", "description": "Only what is approved",
              "conditions": [ { "conditionType": 1, "expression": "'approved' in imageLabels" }, { "conditionType": 0, "expression": "containerImageTag == 'bad'" }, { "conditionType": 0, "expression": "false" } ],
              "approvalMetadata": { "approverCount": 2, "allowRequesterFromApprove": true, "allowImageBuilderFromApprove": false, "allowApproverFromDeploy": false, "approvers": [] },
              "createdBy": 7 }
            """;
        ForeignFile[] files = [new("apply.yaml", Apply.Replace("example-policy", "to-live", StringComparison.Ordinal)), new("policy.json", policy)];
        var imported = DevtronImport.Read(files, World(), _ => null);
        Assert.Equal("policy.json:3:", string.Join(' ', imported.NotCarried.Select(problem => $"{problem.File}:{problem.Line}:").Take(1)));
        Assert.Equal(["approvalMetadata.approvers was not carried over.", "createdBy was not carried over."], imported.NotCarried.Select(problem => problem.What));
        var after = With(imported);
        var fields = after.Policies["to-live"].Fields;
        Assert.Equal(("'approved' in imageLabels", "(containerImageTag == 'bad') || (false)", 2, true, false), (fields.Pass, fields.Fail, fields.ApprovalCount, fields.RequesterApproves, fields.ApproverDeploys));
        Assert.Equal(2, after.PolicyBindings["to-live"].Pairs.Length);
    }

    [Theory]
    [InlineData("{ \"conditions\": [] }", "This is neither a policy nor one to apply.")]
    [InlineData("{ \"name\": \"abc\", \"conditions\": [ { \"conditionType\": 2, \"expression\": \"true\" } ] }", "A condition is of type 1 (pass) or 0 (fail).")]
    [InlineData("{ \"name\": \"abc\", \"approvalMetadata\": { \"approverCount\": 9 } }", "There can be 0 to 6 approvals.")]
    public void A_policy_of_Devtron_that_is_not_understood_is_no_policy(string text, string error)
    {
        var imported = Devtron(text);
        Assert.Equal(error, Assert.Single(imported.Errors).What);
        Assert.Empty(imported.Changes);
    }

    [Theory]
    [InlineData("devtron", Apply)]
    [InlineData("devtron", "{ \"name\": \"My Policy\", \"conditions\": [ { \"conditionType\": 1, \"expression\": \"true\" } ] }")]
    [InlineData("codefresh", "kind: PromotionFlow\nmetadata: { name: usual }\nspec: { steps: [ { environment: QA } ] }\n---\nkind: Product\nmetadata: { name: My Product }\nspec: { promotionFlows: [ { name: usual } ] }\n")]
    [InlineData("spinnaker", "{ \"name\": \"Ship It\", \"stages\": [ { \"refId\": \"1\", \"type\": \"deploy\", \"name\": \"Out\", \"account\": \"prod\" } ] }")]
    public void What_is_imported_a_second_time_changes_nothing(string system, string text)
    {
        var first = Imports.Read(system, [new("in.yaml", text)], World(), _ => null)!;
        Assert.NotEmpty(first.Changes);
        var again = Imports.Read(system, [new("in.yaml", text)], With(first), _ => null)!;
        Assert.Equal("", string.Join('\n', again.Errors.Select(error => error.ToString()).Concat(again.Changes.Select(change => change.Path))));
    }

    [Fact]
    public void What_has_the_same_name_but_is_another_gets_a_name_of_its_own_and_that_is_told()
    {
        const string text = "kind: PromotionFlow\nmetadata: { name: usual }\nspec: { steps: [ { environment: prod } ] }\n---\nkind: Product\nmetadata: { name: deli }\nspec: { promotionFlows: [ { name: usual } ] }\n";
        var there = ("flows/usual.yaml", DefinitionText.Write(new FlowDefinition(new("usual")) { Start = new() { Images = true }, Nodes = [new("only") { Stage = "test" }] }));
        var imported = CodefreshImport.Read([new("in.yaml", text)], World(there));
        var after = With(imported, there);
        Assert.Equal("usual-2", Assert.Single(after.Products["deli"].Flows).Flow);
        Assert.Equal("test", after.Flows["usual"].Nodes[0].Stage);
        Assert.Equal("There is another Flow usual already; this one is called usual-2.", Assert.Single(imported.NotCarried).What);
    }

    [Fact]
    public void A_condition_of_Codefresh_that_is_not_understood_stops_the_import()
    {
        const string text = "kind: Product\nmetadata: { name: deli }\nspec: { promotionFlows: [ { name: usual, gitTriggerSelectors: [ { key: author, operator: Like, values: [ x ] } ] } ] }\n";
        var imported = CodefreshImport.Read([new("in.yaml", text)], World());
        Assert.Equal(["The key 'author' is not known.", "The operator 'Like' is not known."], imported.Errors.Select(error => error.What));
        Assert.Empty(imported.Changes);
    }

    private static Imported Devtron(string text, params (string Path, string Text)[] more)
    {
        var texts = more.ToDictionary(file => file.Path, file => file.Text);
        return DevtronImport.Read([new("apply.yaml", text)], World(more), key => texts.GetValueOrDefault(key.Path));
    }

    private static DefinitionsSnapshot With(Imported imported, params (string Path, string Text)[] before)
    {
        Assert.Equal("", string.Join('\n', imported.Errors));
        var files = before.Where(file => imported.Changes.All(change => change.Path != file.Path)).Concat(imported.Changes.Where(change => change.Text is not null).Select(change => (change.Path, change.Text!)));
        return World([.. files]);
    }

    private static DefinitionsSnapshot World(params (string Path, string Text)[] more)
    {
        var snapshot = Sample.Read(
        [
            .. Sample.All.Select(file => (file.Path, file.Text!)),
            ("applications/basket.yaml", Sample.Checkout.Replace("checkout", "basket", StringComparison.Ordinal)),
            ("environments/test.yaml", Sample.Environment("test", "position: 1")),
            ("policies/example-policy.yaml", DefinitionText.Write(new PolicyDefinition(new("example-policy")))),
            ("policies/other-policy.yaml", DefinitionText.Write(new PolicyDefinition(new("other-policy")))),
            .. more,
        ]);
        Assert.Equal("", string.Join('\n', snapshot.Problems));
        return snapshot;
    }
}
