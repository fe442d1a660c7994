using System.Collections.Immutable;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Images;
using PromotionPortal.Domain.Promotions;

namespace PromotionPortal.Tests.Domain;

public sealed class RequestGatesTests
{
    private static readonly Digest s_image = Digest.Parse("sha256:" + new string('a', 64));
    private static readonly ImagePlace s_ci = new("ci", "shop/checkout");
    private static readonly ImagePlace s_staging = new("main", "staging/checkout");
    private static readonly WantedImage s_wanted = new("checkout", s_image, "1.0", From: null);

    private static readonly RequestFacts s_facts = new(
        DefinitionsSnapshot.Empty with
        {
            Applications = ImmutableSortedDictionary<string, ApplicationDefinition>.Empty.Add("checkout", new(new Metadata("checkout")) { Image = s_ci }),
            Environments = ImmutableSortedDictionary<string, EnvironmentDefinition>.Empty
                .Add("dev", new(new Metadata("dev")))
                .Add("staging", new(new Metadata("staging")) { Images = new("main", "staging/{application}") })
                .Add("prod", new(new Metadata("prod")) { Images = new("main", "prod/{application}"), ImmutableTags = true }),
        },
        _ => AccessVerdict.Yes)
    {
        Available = [],
        UnderWay = ImmutableDictionary<string, long>.Empty,
        PassedSource = ImmutableDictionary<string, ImagePlace>.Empty,
    };

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

    [Theory]
    [InlineData("test")]
    [InlineData("prod")]
    public void Where_a_policy_governs_nothing_is_promoted_past_it(string governed)
    {
        var policy = new PolicyDefinition(new Metadata("careful")) { Fields = new() { ApprovalCount = 1 }, Selector = new() { Environments = new() { Names = [governed] } } };
        var facts = s_facts with { Definitions = s_facts.Definitions with { Policies = ImmutableSortedDictionary<string, PolicyDefinition>.Empty.Add("careful", policy) } };
        var (accepted, refused) = RequestGates.Judge([s_wanted], "prod", facts);
        Assert.Equal(governed == "prod", refused?.Kind == RefusalKind.PolicyNotInForce);
        Assert.Equal(governed == "prod", accepted is null);
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
