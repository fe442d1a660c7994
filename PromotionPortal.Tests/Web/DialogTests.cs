using Bunit;
using PromotionPortal.Web.Shared;

namespace PromotionPortal.Tests.Web;

/// <summary>A decision: asked once, done once, and Esc means no.</summary>
public sealed class DialogTests : BunitContext
{
    private readonly TaskCompletionSource _work = new();
    private int _confirmed;
    private int _closed;

    private IRenderedComponent<ConfirmDialog> Dialog(string? problem = null) => Render<ConfirmDialog>(d => d
        .Add(x => x.Title, "Promote checkout to prod")
        .Add(x => x.Verb, "Promote image")
        .Add(x => x.Problem, problem)
        .Add(x => x.OnConfirm, () => { _confirmed++; return _work.Task; })
        .Add(x => x.OnClose, () => _closed++));

    [Fact]
    public void The_dialog_is_named_by_its_title()
    {
        var dialog = Dialog();
        Assert.Equal("Promote checkout to prod", dialog.Find($"#{dialog.Find("dialog").GetAttribute("aria-labelledby")}").TextContent);
    }

    [Fact]
    public async Task While_it_is_under_way_a_second_click_does_nothing_and_the_ways_out_wait()
    {
        var dialog = Dialog();
        var confirming = dialog.Find(".button--primary").ClickAsync(new());
        var again = dialog.Find(".button--primary").ClickAsync(new());

        Assert.Equal(1, _confirmed);
        Assert.Equal("true", dialog.Find(".button--primary").GetAttribute("aria-busy"));
        Assert.Equal("true", dialog.Find("dialog").GetAttribute("data-busy"));
        Assert.All(dialog.FindAll("[data-close-dialog]"), button => Assert.True(button.HasAttribute("disabled")));

        _work.SetResult();
        await Task.WhenAll(confirming, again);
        Assert.False(dialog.Find(".button--primary").HasAttribute("aria-busy"));
    }

    [Fact]
    public void After_a_failure_it_can_be_tried_again()
    {
        var dialog = Dialog();
        _work.SetException(new InvalidOperationException("down"));
        Assert.Throws<InvalidOperationException>(() => dialog.Find(".button--primary").Click());
        Assert.Contains("data-busy=\"false\"", dialog.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void When_the_browser_closes_it_the_page_is_told()
    {
        Dialog().Find("dialog").TriggerEvent("onclose", EventArgs.Empty);
        Assert.Equal((0, 1), (_confirmed, _closed));
    }

    [Fact]
    public void Why_it_did_not_happen_is_announced() =>
        Assert.Contains("The tag moved", Dialog("The tag moved").Find("[role=alert]").TextContent, StringComparison.Ordinal);
}
