using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Approvals;

namespace PromotionPortal.Tests.Domain;

public sealed class ApproverRulesTests
{
    private static readonly Hands s_hands = new("requester") { Builders = ["builder", "author"], CommitAuthors = ["author"], PolicyEditors = ["editor"] };

    /// <summary>Who, which switches are on (R requester may, B builder may, C author may not, P editor may not, U unknown authors block), and what keeps him.</summary>
    [Theory]
    [InlineData("somebody", "", null)]
    [InlineData("requester", "", ApproverBar.Requester)]
    [InlineData("requester", "R", null)]
    [InlineData("requester", "B", ApproverBar.Requester)]
    [InlineData("builder", "", ApproverBar.Builder)]
    [InlineData("builder", "R", ApproverBar.Builder)]
    [InlineData("builder", "B", null)]
    [InlineData("author", "", ApproverBar.Builder)]
    [InlineData("author", "B", null)]
    [InlineData("author", "BC", ApproverBar.CommitAuthor)]
    [InlineData("editor", "", null)]
    [InlineData("editor", "P", ApproverBar.PolicyEditor)]
    [InlineData("somebody", "RBCPU", null)]
    public void The_switches_decide_who_counts(string person, string switches, ApproverBar? bar) =>
        Assert.Equal(bar, ApproverRules.Bar(person, openedBy: "", AccessVerdict.Yes, Switches(switches), s_hands));

    [Theory]
    [InlineData("", null)]
    [InlineData("U", ApproverBar.UnknownAuthor)]
    public void An_unknown_author_stops_everybody_where_the_policy_says_so(string switches, ApproverBar? bar) =>
        Assert.Equal(bar, ApproverRules.Bar("somebody", openedBy: "", AccessVerdict.Yes, Switches(switches), s_hands with { Unknown = ["eve@example.org"] }));

    [Fact]
    public void Without_the_role_nothing_else_is_asked() =>
        Assert.Equal(ApproverBar.Role, ApproverRules.Bar("requester", openedBy: "", new(false, "Artifact promoter is needed."), Switches("RB"), s_hands));

    [Fact]
    public void Every_bar_has_words() => Assert.All(Enum.GetValues<ApproverBar>(), bar => Assert.NotEqual("", bar.InWords(new(false, "A role is needed."))));

    [Theory]
    [InlineData("requester", "", ApproverBar.OpenedAccount)]
    [InlineData("requester", "R", null)]
    [InlineData("builder", "", ApproverBar.OpenedAccount)]
    [InlineData("editor", "P", ApproverBar.OpenedAccount)]
    [InlineData("editor", "", null)]
    [InlineData("stranger", "", null)]
    public void Whoever_came_in_by_a_link_is_barred_by_what_bars_its_maker(string maker, string switches, ApproverBar? bar) =>
        Assert.Equal(bar, ApproverRules.Bar("somebody", maker, AccessVerdict.Yes, Switches(switches), s_hands));

    private static ApproverSwitches Switches(string on) => new()
    {
        RequesterApproves = on.Contains('R', StringComparison.Ordinal),
        BuilderApproves = on.Contains('B', StringComparison.Ordinal),
        SeparateCommitAuthor = on.Contains('C', StringComparison.Ordinal),
        SeparatePolicyEditor = on.Contains('P', StringComparison.Ordinal),
        UnknownAuthorBlocks = on.Contains('U', StringComparison.Ordinal),
    };
}
