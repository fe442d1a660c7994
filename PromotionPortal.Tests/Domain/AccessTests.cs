using PromotionPortal.Domain.Access;

namespace PromotionPortal.Tests.Domain;

public sealed class AccessTests
{
    private static readonly Verb[] s_own = [Verb.ReadSelf, Verb.ManageOwnTokens, Verb.ConfirmDevice, Verb.SetOwnPassword, Verb.ManageOwnNotices, Verb.ChooseOwnTaste];
    private static readonly Verb[] s_look = [Verb.View, Verb.ReadActivity, Verb.PullImages, Verb.ProposeDefinitions, Verb.CommentImages];
    private static readonly Verb[] s_build = [.. s_look, Verb.Promote, Verb.PushImages, Verb.ReportImages, Verb.LabelImages];

    public static TheoryData<Role, Verb[]> Roles => new()
    {
        { Role.Viewer, s_look },
        { Role.ArtifactPromoter, [.. s_look, Verb.Approve] },
        { Role.DeploymentApprover, s_look },
        { Role.BuildAndDeploy, s_build },
        { Role.Admin, [.. s_build, Verb.EditDefinitions, Verb.EditFlows] },
        { Role.SuperAdmin, [.. s_build, Verb.ManagePeople, Verb.RunDoctor, Verb.EditDefinitions, Verb.EditFlows, Verb.EditPolicies, Verb.EditConnections, Verb.ManageSecrets, Verb.ManageRemote, Verb.ManageChannels, Verb.Approve, Verb.Hotfix] },
    };

    [Theory]
    [MemberData(nameof(Roles))]
    public void A_role_gives_these_verbs_and_no_others(Role role, Verb[] verbs) =>
        Assert.Equal(verbs.Concat(s_own).Order(), Enum.GetValues<Verb>().Where(verb => Access.Can(With(role, Reach.All), verb).Allowed).Order());

    [Fact]
    public void Every_role_stands_in_the_table() => Assert.Equal(Enum.GetValues<Role>().Order(), Roles.Select(row => (Role)row[0]).Order());

    [Fact]
    public void Nobody_may_nothing() => Assert.All(Enum.GetValues<Verb>(), verb => Assert.False(Access.Can(Actor.Anonymous, verb).Allowed));

    [Fact]
    public void Whoever_has_no_role_may_care_for_himself_alone() =>
        Assert.Equal(s_own.Order(), Enum.GetValues<Verb>().Where(verb => Access.Can(With(Role.Viewer, Reach.All) with { Grants = [] }, verb).Allowed).Order());

    [Theory]
    [InlineData("shop", "prod", "shop", "prod", true)]
    [InlineData("shop", "prod", "shop", "test", false)]
    [InlineData("shop", "prod", "cart", "prod", false)]
    [InlineData("shop", "*", "shop", "test", true)]
    [InlineData("*", "prod", "cart", "prod", true)]
    [InlineData("*", "prod", "cart", "test", false)]
    [InlineData("shop", "prod", "shop", null, true)]
    [InlineData("shop", "prod", null, "test", false)]
    [InlineData("shop", "prod", null, null, true)]
    public void A_role_reaches_as_far_as_it_was_given(string application, string environment, string? askedApplication, string? askedEnvironment, bool allowed) =>
        Assert.Equal(allowed, Access.Can(With(Role.BuildAndDeploy, new(application, environment)), Verb.Promote, new(askedApplication, askedEnvironment)).Allowed);

    [Theory]
    [InlineData(Verb.ManagePeople)]
    [InlineData(Verb.RunDoctor)]
    [InlineData(Verb.EditPolicies)]
    [InlineData(Verb.EditConnections)]
    [InlineData(Verb.ManageSecrets)]
    [InlineData(Verb.ManageRemote)]
    [InlineData(Verb.ManageChannels)]
    public void What_concerns_the_whole_portal_needs_a_role_for_all_of_it(Verb verb)
    {
        Assert.False(Access.Can(With(Role.SuperAdmin, new("shop", "*")), verb).Allowed);
        Assert.True(Access.Can(With(Role.SuperAdmin, Reach.All), verb).Allowed);
    }

    public static TheoryData<TokenScope, Verb[]> Scopes => new()
    {
        { TokenScope.Read, [Verb.View, Verb.ReadActivity, Verb.RunDoctor] },
        { TokenScope.Promote, [Verb.Promote, Verb.Hotfix] },
        { TokenScope.RegistryPull, [Verb.PullImages] },
        { TokenScope.RegistryPush, [Verb.PushImages] },
        { TokenScope.Report, [Verb.ReportImages] },
        { TokenScope.Define, [Verb.EditDefinitions, Verb.EditFlows, Verb.ProposeDefinitions] },
    };

    [Theory]
    [MemberData(nameof(Scopes))]
    public void A_token_of_a_super_admin_may_what_its_scope_says_and_say_who_it_is(TokenScope scope, Verb[] verbs)
    {
        var token = With(Role.SuperAdmin, Reach.All) with { Credential = Credential.Token, Scopes = [scope] };
        Assert.Equal(verbs.Append(Verb.ReadSelf).Order(), Enum.GetValues<Verb>().Where(verb => Access.Can(token, verb).Allowed).Order());
    }

    [Fact]
    public void A_token_never_exceeds_its_owner()
    {
        var token = With(Role.Viewer, Reach.All) with { Credential = Credential.Token, Scopes = [.. Enum.GetValues<TokenScope>()] };
        Assert.Equal(s_look.Except([Verb.CommentImages]).Append(Verb.ReadSelf).Order(), Enum.GetValues<Verb>().Where(verb => Access.Can(token, verb).Allowed).Order());
    }

    [Fact]
    public void A_command_line_session_is_its_person_but_lets_no_other_in_sets_no_password_and_makes_no_token()
    {
        var session = With(Role.SuperAdmin, Reach.All) with { Credential = Credential.Session };
        Assert.Equal([Verb.ManageOwnTokens, Verb.ConfirmDevice, Verb.SetOwnPassword], Enum.GetValues<Verb>().Where(verb => !Access.Can(session, verb).Allowed));
    }

    [Theory]
    [InlineData(Verb.Promote, "shop", "prod", "Build & deploy or above for shop in prod is needed.")]
    [InlineData(Verb.ManagePeople, null, null, "Super-admin is needed.")]
    [InlineData(Verb.Approve, "shop", "prod", "Artifact promoter or super-admin for shop in prod is needed.")]
    [InlineData(Verb.Hotfix, "shop", null, "Super-admin or the right “Hotfix” for shop is needed.")]
    [InlineData(Verb.EditFlows, null, null, "Admin or above or the right “Edit flows” is needed.")]
    public void A_refusal_says_what_is_needed(Verb verb, string? application, string? environment, string words) =>
        Assert.Equal(words, Access.Can(With(Role.Viewer, Reach.All), verb, new(application, environment)).Reason);

    [Fact]
    public void A_token_is_told_which_scope_it_lacks() =>
        Assert.Contains("Promote", Access.Can(With(Role.SuperAdmin, Reach.All) with { Credential = Credential.Token }, Verb.Promote).Reason, StringComparison.Ordinal);

    private static Actor With(Role role, Reach reach) => new("1", "Ada", Credential.Browser, [new(role, reach)], []);
}
