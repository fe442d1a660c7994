using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Tests.Domain;

/// <summary>Who may what where: over names, products and classes, by roles and by verbs granted apart, through groups and by one's own doing.</summary>
public sealed class ReachTests
{
    private static readonly ImagePlace s_anywhere = new("builds", "any");

    // checkout and cart are of the product web; prod and live are of the class prod; stray and lone belong to nothing.
    private static readonly DefinitionsSnapshot s_definitions = new("c-1")
    {
        Products = DefinitionsSnapshot.Empty.Products
            .Add("web", new(new("web")) { Flows = [new("ship"), new("both")] }).Add("office", new(new("office")) { Flows = [new("both")] }),
        Applications = DefinitionsSnapshot.Empty.Applications
            .Add("checkout", new(new("checkout")) { Product = "web", Image = s_anywhere }).Add("cart", new(new("cart")) { Product = "web", Image = s_anywhere })
            .Add("payroll", new(new("payroll")) { Product = "office", Image = s_anywhere }).Add("stray", new(new("stray")) { Image = s_anywhere }),
        Environments = DefinitionsSnapshot.Empty.Environments
            .Add("prod", new(new("prod")) { Class = "prod" }).Add("live", new(new("live")) { Class = "prod" })
            .Add("test", new(new("test")) { Class = "test" }).Add("lone", new(new("lone"))),
    };

    [Theory]
    [InlineData("product:web", "*", "checkout", "prod", true)]
    [InlineData("product:web", "*", "cart", "lone", true)]
    [InlineData("product:web", "*", "payroll", "prod", false)]
    [InlineData("product:web", "*", "stray", "prod", false)]
    [InlineData("product:web", "*", "unknown", "prod", false)]
    [InlineData("product:web", "*", "web", "prod", false)]
    [InlineData("web", "*", "checkout", "prod", false)]
    [InlineData("product:web", "prod", "checkout", "prod", true)]
    [InlineData("product:web", "prod", "checkout", "live", false)]
    [InlineData("*", "class:prod", "payroll", "live", true)]
    [InlineData("*", "class:prod", "payroll", "test", false)]
    [InlineData("*", "class:prod", "payroll", "lone", false)]
    [InlineData("*", "class:prod", "payroll", "unknown", false)]
    [InlineData("*", "class:test", "payroll", "test", true)]
    [InlineData("checkout", "class:prod", "checkout", "live", true)]
    [InlineData("checkout", "class:prod", "cart", "live", false)]
    [InlineData("product:web", "class:prod", "cart", "live", true)]
    [InlineData("product:web", "class:prod", "cart", "test", false)]
    [InlineData("product:web", "class:prod", "payroll", "live", false)]
    [InlineData("product:web", "class:prod", "cart", null, true)]
    [InlineData("product:web", "class:prod", "payroll", null, false)]
    [InlineData("product:web", "class:prod", null, "live", true)]
    [InlineData("product:web", "class:prod", null, "test", false)]
    [InlineData("product:web", "class:prod", null, null, true)]
    [InlineData("product:gone", "*", "checkout", "prod", false)]
    [InlineData("class:prod", "product:web", "checkout", "prod", false)]
    public void A_role_over_products_and_classes_reaches_what_the_definitions_put_there(string application, string environment, string? askedApplication, string? askedEnvironment, bool allowed)
    {
        var place = s_definitions.PlaceOf(askedApplication, askedEnvironment);
        Assert.Equal(allowed, Access.Can(With(new Grant(Role.BuildAndDeploy, new(application, environment))), Verb.Promote, place).Allowed);
    }

    [Theory]
    [InlineData("product:web", "*", false)]
    [InlineData("*", "class:prod", false)]
    [InlineData("product:web", "class:prod", false)]
    [InlineData("checkout", "prod", true)]
    [InlineData("*", "*", true)]
    public void A_place_made_without_the_definitions_is_reached_by_names_alone(string application, string environment, bool allowed) =>
        Assert.Equal(allowed, Access.Can(With(new Grant(Role.SuperAdmin, new(application, environment))), Verb.Promote, new("checkout", "prod")).Allowed);

    public static TheoryData<Verb> Apart => [.. Access.GrantedApart];

    [Theory]
    [MemberData(nameof(Apart))]
    public void A_verb_granted_apart_gives_it_and_looking_and_nothing_more(Verb verb)
    {
        var looking = Verbs(With(new Grant(Role.Viewer, Reach.All)));
        Assert.DoesNotContain(verb, looking);
        Assert.Equal(looking.Append(verb).Order(), Verbs(With(Grant.OfVerb(verb, Reach.All))).Order());
    }

    [Theory]
    [InlineData("checkout", "prod", true)]
    [InlineData("cart", "prod", true)]
    [InlineData("cart", "test", false)]
    [InlineData("payroll", "prod", false)]
    public void A_verb_granted_apart_reaches_as_far_as_a_role_would(string application, string environment, bool allowed) =>
        Assert.Equal(allowed, Access.Can(With(Grant.OfVerb(Verb.Hotfix, new("product:web", "class:prod"))), Verb.Hotfix, s_definitions.PlaceOf(application, environment)).Allowed);

    public static TheoryData<Role, bool> Approvers => new()
    {
        { Role.Viewer, false }, { Role.BuildAndDeploy, false }, { Role.Admin, false }, { Role.SuperAdmin, true }, { Role.ArtifactPromoter, true }, { Role.DeploymentApprover, false },
    };

    [Theory]
    [MemberData(nameof(Approvers))]
    public void Artifact_promoters_and_super_admins_approve_in_person(Role role, bool allowed)
    {
        var person = With(new Grant(role, Reach.All));
        Assert.Equal(allowed, Access.Can(person, Verb.Approve, s_definitions.PlaceOf("cart", "prod")).Allowed);
        Assert.Equal(allowed, Access.Can(person with { Credential = Credential.Session }, Verb.Approve, s_definitions.PlaceOf("cart", "prod")).Allowed);
        Assert.False(Access.Can(person with { Credential = Credential.Token, Scopes = [.. Enum.GetValues<TokenScope>()] }, Verb.Approve, s_definitions.PlaceOf("cart", "prod")).Allowed);
    }

    [Theory]
    [InlineData("", null, true)] // the portal's set-up
    [InlineData("ada", null, true)]
    [InlineData("self", null, false)]
    [InlineData("ada", "ada", true)]
    [InlineData("ada", "self", false)]
    [InlineData("self", "ada", false)]
    public void Nobody_approves_by_a_right_he_gave_himself_or_put_himself_near(string givenBy, string? addedBy, bool allowed)
    {
        var grant = new Grant(Role.ArtifactPromoter, Reach.All) { GivenBy = givenBy, Group = addedBy is null ? null : "sre", AddedBy = addedBy };
        var verdict = Access.Can(With(grant), Verb.Approve, s_definitions.PlaceOf("cart", "prod"));
        Assert.Equal(allowed, verdict.Allowed);
        if (!allowed) Assert.Contains("gave himself", verdict.Reason, StringComparison.Ordinal);
        Assert.True(Access.Can(With(grant), Verb.View).Allowed);
    }

    [Fact]
    public void What_another_gave_counts_beside_what_one_gave_oneself()
    {
        Grant own = new(Role.SuperAdmin, Reach.All) { GivenBy = "self" }, others = new(Role.ArtifactPromoter, new("cart", "*")) { GivenBy = "ada" };
        Assert.True(Access.Can(With(own, others), Verb.Approve, s_definitions.PlaceOf("cart", "prod")).Allowed);
        Assert.False(Access.Can(With(own, others), Verb.Approve, s_definitions.PlaceOf("payroll", "prod")).Allowed);
    }

    public static TheoryData<string, string, string, DefinitionKind, string, bool> Editors => new()
    {
        { "Admin", "product:web", "*", DefinitionKind.Application, "cart", true },
        { "Admin", "product:web", "*", DefinitionKind.Application, "payroll", false },
        { "Admin", "product:web", "*", DefinitionKind.Application, "new-one", false },
        { "Admin", "product:web", "prod", DefinitionKind.Application, "cart", false },
        { "Admin", "product:web", "*", DefinitionKind.Product, "web", true },
        { "Admin", "product:web", "*", DefinitionKind.Product, "office", false },
        { "Admin", "cart", "*", DefinitionKind.Product, "web", false },
        { "Admin", "*", "class:prod", DefinitionKind.Environment, "live", true },
        { "Admin", "*", "class:prod", DefinitionKind.Environment, "test", false },
        { "Admin", "cart", "class:prod", DefinitionKind.Environment, "live", false },
        { "EditDefinitions", "product:web", "*", DefinitionKind.Application, "cart", true },
        { "EditDefinitions", "product:web", "*", DefinitionKind.Flow, "ship", false },
        { "EditFlows", "product:web", "*", DefinitionKind.Flow, "ship", true },
        { "EditFlows", "product:web", "*", DefinitionKind.Flow, "both", false },
        { "EditFlows", "product:web", "*", DefinitionKind.Flow, "unused", false },
        { "EditFlows", "product:web", "class:prod", DefinitionKind.Flow, "ship", false },
        { "EditFlows", "*", "*", DefinitionKind.Flow, "unused", true },
        { "EditFlows", "*", "*", DefinitionKind.Application, "cart", false },
        { "EditPolicies", "*", "*", DefinitionKind.Policy, "any", true },
        { "EditPolicies", "*", "*", DefinitionKind.PolicyBinding, "any", true },
        { "EditPolicies", "*", "*", DefinitionKind.Registry, "builds", false },
        { "EditPolicies", "product:web", "*", DefinitionKind.Policy, "any", false },
        { "Hotfix", "*", "*", DefinitionKind.Flow, "ship", false },
    };

    [Theory]
    [MemberData(nameof(Editors))]
    public void Definitions_are_changed_by_whoever_has_the_right_for_all_they_concern(string right, string application, string environment, DefinitionKind kind, string name, bool allowed) =>
        Assert.Equal(allowed, DefinitionAccess.MayChange(With(Grant.Of(right, new(application, environment))!), s_definitions, new(kind, name)).Allowed);

    [Fact]
    public void Whoever_has_both_products_changes_the_flow_that_both_run() =>
        Assert.True(DefinitionAccess.MayChange(With(Grant.OfVerb(Verb.EditFlows, Reach.OfProduct("web")), Grant.OfVerb(Verb.EditFlows, Reach.OfProduct("office"))), s_definitions, new(DefinitionKind.Flow, "both")).Allowed);

    [Theory]
    [InlineData("product:web", "*", "builds/any", true)]
    [InlineData("product:office", "*", "builds/other", false)]
    public void Images_of_a_product_are_pulled_by_whoever_sees_the_product(string application, string environment, string repository, bool allowed)
    {
        var parts = repository.Split('/');
        Assert.Equal(allowed, RegistryAccess.MayPull(With(new Grant(Role.Viewer, new(application, environment))), s_definitions, new(parts[0], parts[1])));
    }

    [Theory]
    [InlineData("*", "*", true)]
    [InlineData("shop", "prod", true)]
    [InlineData("product:web", "class:prod", true)]
    [InlineData("product:*", "*", false)]
    [InlineData("product:", "*", false)]
    [InlineData("class:prod", "*", false)]
    [InlineData("*", "product:web", false)]
    [InlineData("*", "class:", false)]
    [InlineData("*", "class:two\nlines", false)]
    [InlineData("", "*", false)]
    [InlineData("Shop", "*", false)]
    public void A_reach_is_sound_or_not(string application, string environment, bool sound) => Assert.Equal(sound, new Reach(application, environment).IsSound());

    [Theory]
    [InlineData("Hotfix", "shop", "class:prod", "Hotfix of shop in class prod")]
    [InlineData("EditFlows", "product:web", "*", "Edit flows of product web in every environment")]
    [InlineData("Admin", "*", "*", "Admin")]
    public void A_right_reads_as_words(string right, string application, string environment, string words) => Assert.Equal(words, Grant.Of(right, new(application, environment))!.InWords());

    [Theory]
    [InlineData("Promote")] // comes with roles alone
    [InlineData("admin")]
    [InlineData("3")]
    [InlineData("")]
    public void What_is_no_right_is_none(string right) => Assert.Null(Grant.Of(right, Reach.All));

    [Theory]
    [InlineData("qa", true)]
    [InlineData("site-reliability", true)]
    [InlineData("q", false)]
    [InlineData("SRE", false)]
    [InlineData("s r e", false)]
    public void A_group_has_a_plain_name(string name, bool sound) => Assert.Equal(sound, GroupName.Problem(name) is null);

    [Fact]
    public void Definitions_that_name_a_group_are_found()
    {
        var policy = new PolicyDefinition(new("to-prod")) { Fields = new() { ApprovalGroups = [new("sre", 2)] } };
        Assert.Equal(new DefinitionKey(DefinitionKind.Policy, "to-prod"), Assert.Single((s_definitions with { Policies = s_definitions.Policies.Add("to-prod", policy) }).NamingGroup("sre")));
        Assert.Empty(s_definitions.NamingGroup("sre"));
    }

    private static IEnumerable<Verb> Verbs(Actor actor) => Enum.GetValues<Verb>().Where(verb => Access.Can(actor, verb).Allowed);

    private static Actor With(params Grant[] grants) => new("self", "Self", Credential.Browser, [.. grants], []);
}
