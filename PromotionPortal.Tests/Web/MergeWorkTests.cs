using PromotionPortal.Definitions;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Engine;
using PromotionPortal.Tests.Definitions;
using PromotionPortal.Web.Definitions;

namespace PromotionPortal.Tests.Web;

/// <summary>Two people changed the same; one of them puts it together.</summary>
public sealed class MergeWorkTests
{
    private static readonly DefinitionKey s_prod = new(DefinitionKind.Environment, "prod");
    private static readonly string s_base = Sample.Environment("prod", "position: 40");

    [Fact]
    public void A_conflict_waits_for_a_choice_and_either_can_stand()
    {
        var merge = Merge(Sample.Environment("prod", "position: 41"), Sample.Environment("prod", "position: 42"));
        var work = new MergeWork([merge]);
        Assert.Equal(1, work.Open);

        work.Choose(merge, "/spec/position", theirs: true);
        Assert.Equal((0, merge.Theirs), (work.Open, work.ResultOf(merge)));
        work.Choose(merge, "/spec/position", theirs: false);
        Assert.Equal(merge.Ours, work.ResultOf(merge));
    }

    [Fact]
    public void What_touches_different_fields_needs_no_choice()
    {
        var merge = Merge(s_base.Replace("name: prod", "name: prod, title: Live", StringComparison.Ordinal), Sample.Environment("prod", "position: 42"));
        var work = new MergeWork([merge]);
        Assert.Equal(0, work.Open);
        Assert.Contains("title: Live", work.ResultOf(merge), StringComparison.Ordinal);
        Assert.Contains("position: 42", work.ResultOf(merge), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, null, null)]
    [InlineData(true, null, "theirs")]
    [InlineData(false, "mine", "mine")]
    public void Where_one_deleted_it_or_both_made_it_the_whole_is_chosen(bool theirs, string? ours, string? result)
    {
        var merge = new DefinitionMerge(s_prod, ours is null ? s_base : null, ours, "theirs", null);
        var work = new MergeWork([merge]);
        Assert.Equal(1, work.Open);
        work.Choose(merge, MergeWork.Whole, theirs);
        Assert.Equal((0, result), (work.Open, work.ResultOf(merge)));
    }

    [Fact]
    public void What_was_in_no_conflict_goes_along_from_the_tip()
    {
        var other = new DefinitionEdit(new(DefinitionKind.Environment, "test"), "x");
        var merge = Merge(Sample.Environment("prod", "position: 41"), Sample.Environment("prod", "position: 42"));
        var command = new MergeWork([merge]).Command("tip", [new(s_prod, "as it was typed"), other]);
        Assert.Equal(("tip", 2), (command.BaseCommit, command.Edits.Length));
        Assert.Equal([merge.Ours, "x"], command.Edits.Select(edit => edit.Text));
    }

    private static DefinitionMerge Merge(string ours, string theirs) => new(s_prod, s_base, ours, theirs, DefinitionText.Merge(s_base, ours, theirs));
}
