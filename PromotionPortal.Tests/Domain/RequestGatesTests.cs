using System.Collections.Immutable;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Images;
using PromotionPortal.Domain.Policies;
using PromotionPortal.Domain.Promotions;

namespace PromotionPortal.Tests.Domain;

public sealed class RequestGatesTests
{
    private static readonly Digest s_image = Digest.Parse("sha256:" + new string('a', 64));
    private static readonly ImagePlace s_ci = new("ci", "shop/checkout");
    private static readonly ImagePlace s_staging = new("main", "staging/checkout");
    private static readonly WantedImage s_wanted = new("checkout", s_image, "1.0", From: null);

    private static readonly DefinitionsSnapshot s_definitions = DefinitionsSnapshot.Empty with
    {
        Applications = ImmutableSortedDictionary<string, ApplicationDefinition>.Empty.Add("checkout", new(new Metadata("checkout") { Labels = ImmutableSortedDictionary<string, string>.Empty.Add("team", "shop") }) { Image = s_ci }),
        Environments = ImmutableSortedDictionary<string, EnvironmentDefinition>.Empty
            .Add("dev", new(new Metadata("dev")))
            .Add("staging", new(new Metadata("staging")) { Images = new("main", "staging/{application}") })
            .Add("prod", new(new Metadata("prod")) { Images = new("main", "prod/{application}"), ImmutableTags = true }),
        PolicyBindings = ImmutableSortedDictionary<string, PolicyBindingDefinition>.Empty
            .Add("everything", new(new Metadata("everything")) { Policy = "careful", Pairs = [new("checkout", "dev"), new("checkout", "staging"), new("checkout", "prod")] }),
    };

    private static readonly RequestFacts s_facts = Under(new());

    private static RequestFacts Under(PolicyFields fields, Func<DefinitionsSnapshot, DefinitionsSnapshot>? change = null)
    {
        var definitions = s_definitions with { Policies = ImmutableSortedDictionary<string, PolicyDefinition>.Empty.Add("careful", new(new Metadata("careful")) { Fields = fields }) };
        return new(new RuleBook(change?.Invoke(definitions) ?? definitions), _ => AccessVerdict.Yes, DateTimeOffset.UnixEpoch)
        {
            Available = [],
            UnderWay = ImmutableDictionary<string, long>.Empty,
            PassedSource = ImmutableDictionary<string, ImagePlace>.Empty,
        };
    }

    [Fact]
    public void A_request_that_passes_every_gate_plans_source_and_target()
    {
        var (accepted, refused) = RequestGates.Judge([s_wanted], "prod", s_facts);

        Assert.Null(refused);
        Assert.True(accepted!.ImmutableTags);
        Assert.Equal(new PromotionItem("checkout", s_image, "1.0", s_ci, new("main", "prod/checkout")), accepted.Items.Single());
    }

    [Fact]
    public void What_comes_from_an_environment_is_taken_from_where_it_lies_there()
    {
        var facts = s_facts with { PassedSource = s_facts.PassedSource.Add("checkout", s_staging) };
        Assert.Equal(s_staging, Accepted(s_wanted with { From = "staging" }, "prod", facts).Source);
    }

    [Fact]
    public void An_environment_without_a_place_of_its_own_leaves_the_image_where_it_is() =>
        Assert.True(Accepted(s_wanted, "dev", s_facts).StaysInPlace);

    [Fact]
    public void An_unknown_environment_is_named() => Refused(RefusalKind.NotDefined, "There is no environment moon.", [s_wanted], "moon", s_facts);

    [Fact]
    public void An_unknown_application_is_named() =>
        Refused(RefusalKind.NotDefined, "There is no application cart.", [s_wanted with { Application = "cart" }], "prod", s_facts);

    [Fact]
    public void Who_may_not_is_told_what_he_lacks() =>
        Refused(RefusalKind.NoPermission, "Build & deploy is needed.", [s_wanted], "prod", s_facts with { RequesterMay = _ => new(false, "Build & deploy is needed.") });

    [Fact]
    public void The_definition_gate_stands_before_the_permission_gate() =>
        Refused(RefusalKind.NotDefined, "There is no environment moon.", [s_wanted], "moon", s_facts with { RequesterMay = _ => new(false, "no") });

    [Fact]
    public void Without_a_policy_applied_to_the_pair_there_is_no_path() =>
        Refused(RefusalKind.PolicyNotConfigured, "No policy is applied to checkout in prod.", [s_wanted], "prod", Under(new(), definitions => definitions with { PolicyBindings = ImmutableSortedDictionary<string, PolicyBindingDefinition>.Empty }));

    [Fact]
    public void A_policy_that_selects_the_pair_supplies_fields_and_opens_no_path() =>
        Refused(RefusalKind.PolicyNotConfigured, "No policy is applied to checkout in prod.", [s_wanted], "prod", Under(new(), definitions => definitions with
        {
            PolicyBindings = ImmutableSortedDictionary<string, PolicyBindingDefinition>.Empty,
            Policies = definitions.Policies.Add("wide", new(new Metadata("wide")) { Selector = new() }),
        }));

    [Fact]
    public void Two_policies_of_one_rank_let_nobody_say_what_governs()
    {
        PolicyDefinition Selecting(string name) => new(new Metadata(name)) { Selector = new(), Fields = new() { ApprovalCount = 1 } };
        Refused(RefusalKind.PolicyUnclear, "'left' and 'right' both supply approvals.count with the same rank, so that nobody can say what governs.", [s_wanted], "prod",
            Under(new(), definitions => definitions with { Policies = definitions.Policies.Add("left", Selecting("left")).Add("right", Selecting("right")) }));
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("true", "false", null)]
    [InlineData("containerImageTag == '1.0'", null, null)]
    [InlineData("appLabels['team'] == 'shop'", null, null)]
    [InlineData("containerRepository == 'ci/shop/checkout' && containerImage == 'ci/shop/checkout:1.0'", null, null)]
    [InlineData("imageLabels == [] && builtBy == '' && builtAt == null && size == 0", null, null)]
    [InlineData("containerImageTag == '2.0'", null, RefusalKind.BlockedByPolicy)]
    [InlineData("true", "true", RefusalKind.BlockedByPolicy)]
    [InlineData("checks['smoke'].passed", null, RefusalKind.EvaluationFailed)]
    [InlineData("true", "checks['smoke'].passed", RefusalKind.EvaluationFailed)]
    public void Fail_beats_pass_and_what_cannot_be_evaluated_means_no(string? pass, string? fail, RefusalKind? refused)
    {
        var (accepted, refusal) = RequestGates.Judge([s_wanted], "prod", Under(new() { Pass = pass, Fail = fail }));
        Assert.Equal(refused, refusal?.Kind);
        Assert.Equal(refused is null, accepted is not null);
    }

    [Fact]
    public void A_blocked_image_is_told_the_expression_the_values_and_the_policy()
    {
        var refusal = Refused(RefusalKind.BlockedByPolicy, "The pass condition does not hold. `semver(containerImageTag) >= semver('2.0.0')` is false because `containerImageTag` is \"1.0.0\".", [s_wanted with { Tag = "1.0.0" }], "prod",
            Under(new() { Pass = "semver(containerImageTag) >= semver('2.0.0')" }));
        Assert.Equal<GateValue>([new("condition", "semver(containerImageTag) >= semver('2.0.0')"), new("policy", "careful")], refusal.Values);
    }

    [Theory]
    [InlineData("", RefusalKind.ReasonMissing)]
    [InlineData("  ", RefusalKind.ReasonMissing)]
    [InlineData("It burns", null)]
    public void Where_the_policy_asks_for_a_reason_there_has_to_be_one(string reason, RefusalKind? refused) =>
        Assert.Equal(refused, RequestGates.Judge([s_wanted], "prod", Under(new() { RequireReason = true }) with { Reason = reason }).Refused?.Kind);

    [Theory]
    [InlineData("release-key", null)]
    [InlineData("other-key", RefusalKind.NotSigned)]
    public void Where_the_policy_asks_for_a_signature_it_has_to_be_verified(string signedBy, RefusalKind? refused)
    {
        var facts = Under(new() { RequireSignatures = ["release-key"] });
        facts = facts with { Images = facts.Images.Add("checkout", new("checkout", s_image) { SignedBy = [signedBy] }) };
        Assert.Equal(refused, RequestGates.Judge([s_wanted], "prod", facts).Refused?.Kind);
    }

    [Theory]
    [InlineData("staging", "prod", null)]
    [InlineData("dev", "prod", null)]
    [InlineData("prod", "staging", RefusalKind.NotDescendant)]
    public void Where_a_flow_holds_both_it_has_to_lead_from_source_to_target(string from, string to, RefusalKind? refused)
    {
        var flow = new FlowDefinition(new Metadata("standard")) { Start = new() { Environment = "dev" }, Nodes = [new("one") { Stage = "staging" }, new("look") { DependsOn = ["one"] }, new("two") { Stage = "prod", DependsOn = ["look"] }] };
        var facts = Under(new(), definitions => definitions with { Flows = definitions.Flows.Add("standard", flow) });
        facts = facts with { PassedSource = facts.PassedSource.Add("checkout", s_staging) };
        Assert.Equal(refused, RequestGates.Judge([s_wanted with { From = from }], to, facts).Refused?.Kind);
    }

    [Fact]
    public void Approvals_that_are_wanted_stop_no_request_and_the_gate_says_who_is_needed()
    {
        var facts = Under(new() { ApprovalCount = 2, ApprovalGroups = [new("sre", 1)] });
        Assert.Null(RequestGates.Judge([s_wanted], "prod", facts).Refused);
        var gate = PromotionGates.Of(s_wanted, "prod", facts)[^1];
        Assert.Equal((GateKind.Approvals, GateVerdict.Waits, "2 approvers and 1 of sre must approve.", "Still needed: 1 of sre and 2 more."), (gate.Kind, gate.Verdict, gate.What, gate.Help));
    }

    [Fact]
    public void Every_gate_is_shown_also_behind_a_closed_one()
    {
        var gates = PromotionGates.Of(s_wanted, "prod", Under(new() { Pass = "false", RequireReason = true, ApprovalCount = 1 }) with { RequesterMay = _ => new(false, "Build & deploy is needed.") });
        Assert.Equal([GateKind.Definition, GateKind.Requester, GateKind.Path, GateKind.Source, GateKind.Target, GateKind.Conditions, GateKind.Reason, GateKind.Approvals], gates.Select(gate => gate.Kind));
        Assert.Equal([GateKind.Requester, GateKind.Conditions, GateKind.Reason], gates.Where(gate => gate.Verdict == GateVerdict.Closed).Select(gate => gate.Kind));
    }

    [Fact]
    public void An_image_that_did_not_pass_its_source_stays_out() =>
        Refused(RefusalKind.SourceNotPassed, "checkout aaaaaaaaaaaa is not available in staging.", [s_wanted with { From = "staging" }], "prod", s_facts);

    [Fact]
    public void An_environment_is_not_its_own_source() =>
        Refused(RefusalKind.SourceNotPassed, "prod is both source and target.", [s_wanted with { From = "prod" }], "prod", s_facts);

    [Fact]
    public void What_is_under_way_is_not_begun_twice()
    {
        var refusal = Refused(RefusalKind.AlreadyRequested, "checkout aaaaaaaaaaaa is on its way to prod.", [s_wanted], "prod",
            s_facts with { UnderWay = s_facts.UnderWay.Add("checkout", 7) });
        Assert.Equal(7, refusal.Existing);
    }

    [Fact]
    public void What_is_there_is_not_promoted_again() =>
        Refused(RefusalKind.AlreadyPromoted, "checkout aaaaaaaaaaaa is available in prod already.", [s_wanted], "prod", s_facts with { Available = ["checkout"] });

    [Fact]
    public void Nothing_chosen_is_said() => Refused(RefusalKind.NothingChosen, "No image was chosen.", [], "prod", s_facts);

    [Fact]
    public void One_application_goes_once() => Refused(RefusalKind.NothingChosen, "One application was chosen twice.", [s_wanted, s_wanted], "prod", s_facts);

    [Theory]
    [InlineData("")]
    [InlineData(".hidden")]
    [InlineData("a b")]
    [InlineData("a/b")]
    public void Only_a_tag_is_a_tag(string tag) => Refused(RefusalKind.NothingChosen, $"'{tag}' is not a tag.", [s_wanted with { Tag = tag }], "prod", s_facts);

    private static PromotionItem Accepted(WantedImage wanted, string environment, RequestFacts facts)
    {
        var (accepted, refused) = RequestGates.Judge([wanted], environment, facts);
        Assert.Null(refused);
        return accepted!.Items.Single();
    }

    private static Refusal Refused(RefusalKind kind, string what, ImmutableArray<WantedImage> wanted, string environment, RequestFacts facts)
    {
        var (accepted, refused) = RequestGates.Judge(wanted, environment, facts);
        Assert.Null(accepted);
        Assert.Equal((kind, what), (refused!.Kind, refused.What));
        Assert.NotEqual("", refused.Help);
        return refused;
    }
}
