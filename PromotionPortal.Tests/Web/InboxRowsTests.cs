using PromotionPortal.Domain.Promotions;
using PromotionPortal.Engine;
using PromotionPortal.Storage;
using PromotionPortal.Web.Inbox;
using PromotionPortal.Web.Shared;

namespace PromotionPortal.Tests.Web;

/// <summary>A list under somebody's hands.</summary>
public sealed class InboxRowsTests
{
    [Fact]
    public void What_is_new_waits_until_it_is_asked_for()
    {
        var rows = InboxRows.Of([Request(1), Request(2)]).With([Request(1), Request(2), Request(3)], Nothing);
        Assert.Equal([1L, 2L], Ids(rows));
        Assert.Equal("1 new", rows.Words);
    }

    [Fact]
    public void What_moved_up_from_the_next_page_is_not_new()
    {
        var rows = InboxRows.Of([Request(1), Request(2)], newest: 4);
        Assert.Equal(("1 more", false), rows.With([Request(2), Request(3)], Nothing, newest: 4) is var moved ? (moved.Words, moved.HasFreshBehind) : default);
        Assert.Equal(("1 new, 1 more", false), rows.With([Request(3), Request(5)], Nothing) is var both ? (both.Words, both.HasFreshBehind) : default);
        Assert.Equal(("", true), rows.With([Request(1), Request(2)], Nothing, newest: 5) is var behind ? (behind.Words, behind.HasFreshBehind) : default);
    }

    [Fact]
    public void What_is_gone_stays_where_it_was_and_says_what_became_of_it()
    {
        var before = InboxRows.Of([Request(1), Request(2), Request(3)]);
        Assert.Equal([2L], before.MissingIn([Request(1), Request(3)]));
        var rows = before.With([Request(1), Request(3)], new Dictionary<long, InboxRow> { [2] = new(Request(2, PromotionState.Rejected), Settled: true) });
        Assert.Equal([1L, 2L, 3L], Ids(rows));
        Assert.Equal((true, (StatusKind.Bad, "Rejected")), (rows.Shown[1].Settled, RequestLook.Of(rows.Shown[1].Request, rows.Shown[1].Settled)));
        Assert.False(rows.Shown[0].Settled);
    }

    [Fact]
    public void What_nobody_knows_any_more_is_kept_and_cannot_be_chosen() =>
        Assert.True(InboxRows.Of([Request(1)]).With([], Nothing).Shown[0].Settled);

    [Fact]
    public void What_changed_changes_in_place()
    {
        var rows = InboxRows.Of([Request(1), Request(2)]).With([Request(2), Request(1) with { HasApproved = true }], Nothing);
        Assert.Equal([1L, 2L], Ids(rows));
        Assert.True(rows.Shown[0].Request.HasApproved);
        Assert.Equal(0, rows.Fresh);
    }

    [Fact]
    public void On_an_empty_screen_nothing_can_jump_so_what_comes_is_shown() =>
        Assert.Equal([1L], Ids(InboxRows.Of([]).With([Request(1)], Nothing)));

    [Theory]
    [InlineData("12,3", "3,12")]
    [InlineData("", null)]
    [InlineData("x,-4,0,5,5", "5")]
    [InlineData(null, null)]
    public void A_selection_stands_in_the_address(string? read, string? written) =>
        Assert.Equal(written, InboxSelection.Write(InboxSelection.Read(read)));

    [Theory]
    [InlineData(false, false, StatusKind.Waiting, "0 of 0")]
    [InlineData(true, true, StatusKind.Good, "You approved")]
    [InlineData(false, true, StatusKind.Quiet, "Not for you any more")]
    public void A_row_says_how_far_it_is(bool approved, bool settled, StatusKind kind, string word) =>
        Assert.Equal((kind, word), RequestLook.Of(Request(1) with { HasApproved = approved }, settled));

    private static Dictionary<long, InboxRow> Nothing => [];

    private static IEnumerable<long> Ids(InboxRows rows) => rows.Shown.Select(row => row.Request.Row.Id);

    private static WaitingRequest Request(long id, PromotionState state = PromotionState.AwaitingApproval) =>
        new(new PromotionRow { Id = id, State = state, Environment = "prod", Reason = "", RequestedById = "dora", RequestedByName = "Dora", DefinitionsCommit = "c", Governing = "" }, "hash", [], []);
}
