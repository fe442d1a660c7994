using Bunit;
using PromotionPortal.Engine;
using PromotionPortal.Web.Flows;

namespace PromotionPortal.Tests.Web;

/// <summary>Which step is chosen is said by the canvas and by the address of the page, and the address comes later.</summary>
public sealed class FlowCanvasTests : BunitContext
{
    private readonly BunitJSModuleInterop _canvas;
    private readonly IRenderedComponent<FlowCanvas> _shown;

    public FlowCanvasTests()
    {
        _canvas = JSInterop.SetupModule("mountModule", _ => true);
        _canvas.Mode = JSRuntimeMode.Loose;
        _shown = Render<FlowCanvas>(parameters => parameters.Add(canvas => canvas.State, State(0, 0)));
    }

    [Fact]
    public void An_address_that_comes_late_does_not_take_the_person_back()
    {
        Said("dev");
        Said("judgement");
        Address("dev");
        Address("judgement");
        Assert.Empty(Told);
    }

    [Fact]
    public void What_the_page_chooses_is_told()
    {
        Address("prod");
        Said("dev");
        Address("dev");
        Address(null);
        Address("dev");
        Assert.Equal(["prod", "", "dev"], Told);
    }

    [Fact]
    public void Several_chosen_steps_stay_chosen_when_the_drawer_closes()
    {
        Said("dev");
        Address("dev");
        Said("dev", "prod");
        Address(null);
        Assert.Empty(Told);
        Said();
        Address("prod");
        Address(null);
        Assert.Equal(["prod", ""], Told);
    }

    [Fact]
    public void What_never_came_to_the_address_is_forgotten()
    {
        Said("dev");
        Said("prod");
        Address("dev");
        Address("test");
        Address("prod");
        Assert.Equal(["test", "prod"], Told);
    }

    [Fact]
    public async Task Of_another_draft_it_has_seen_nothing_yet()
    {
        var canvas = _shown.Instance;
        await canvas.ShowAsync(State(1, 4));
        canvas.Stepped(1, 5);
        Assert.Equal([true, true, false, false, false], [canvas.HasSeen(State(1, 4)), canvas.HasSeen(State(1, 5)), canvas.HasSeen(State(1, 6)), canvas.HasSeen(State(0, 0)), canvas.HasSeen(State(2, 1))]);
        await canvas.ShowAsync(State(0, 0));
        Assert.False(canvas.HasSeen(State(2, 1)));
    }

    private static FlowState State(long draft, int revision) => new() { Name = "standard", Base = "", Tip = "", Draft = draft, Revision = revision };

    private string[] Told => [.. _canvas.Invocations["select"].Select(call => string.Join(',', Assert.IsType<string[]>(call.Arguments[0])))];

    private void Said(params string[] ids) => _ = _shown.Instance.SelectedAsync(ids);

    private void Address(string? step) => _shown.Render(parameters => parameters.Add(canvas => canvas.Selected, step));
}
