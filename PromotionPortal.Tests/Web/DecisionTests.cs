using Bunit;
using Microsoft.Extensions.DependencyInjection;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Engine;
using PromotionPortal.Tests.Engine;
using PromotionPortal.Web.Inbox;
using PromotionPortal.Web.Promotions;
using PromotionPortal.Web.Shared;

namespace PromotionPortal.Tests.Web;

/// <summary>The buttons of a decision, on the real desk.</summary>
public sealed class DecisionTests : EngineTest, IDisposable
{
    private readonly BunitContext _page = new();

    [Fact]
    public async Task Who_may_approve_does_and_who_may_not_reads_why()
    {
        var id = await RequestedAsync();
        var paul = await PersonAsync("paul", Role.ArtifactPromoter);
        var vera = await PersonAsync("vera", Role.Viewer);
        var closed = await ActionsAsync(id, vera);
        Assert.Equal(["Approve for prod", "Reject…"], closed.FindAll("button[disabled]").Select(button => button.TextContent));
        Assert.Equal("You cannot approve it. Artifact promoter or super-admin for checkout in prod is needed.", closed.Find($"#{closed.Find("[data-approve]").GetAttribute("aria-describedby")}").TextContent);

        ApprovalOutcome? done = null;
        var open = await ActionsAsync(id, paul, outcome => done = outcome);
        await open.Find("[data-approve]").ClickAsync(new());
        Assert.Equal(ApprovalResult.Approved, done?.Result);
        Assert.Equal(PromotionState.Queued, (await Portal.ReadAsync(id)).Row.State);
    }

    [Fact]
    public async Task Who_asked_finds_no_approval_but_reminds_once_an_hour_and_withdraws()
    {
        var id = await RequestedAsync();
        var mine = await ActionsAsync(id, Portal.Dora);
        Assert.Equal(["Remind", "Withdraw"], mine.FindAll("button").Select(button => button.TextContent));
        await mine.FindAll("button")[0].ClickAsync(new());
        var reminded = await ActionsAsync(id, Portal.Dora);
        Assert.True(reminded.FindAll("button")[0].HasAttribute("disabled"));
        Assert.Contains("once an hour is enough", reminded.Markup, StringComparison.Ordinal);
        await reminded.FindAll("button")[1].ClickAsync(new());
        Assert.Equal(PromotionState.Withdrawn, (await Portal.ReadAsync(id)).Row.State);
    }

    [Fact]
    public async Task A_rejection_waits_for_its_reason()
    {
        var id = await RequestedAsync();
        var actions = await ActionsAsync(id, await PersonAsync("paul", Role.ArtifactPromoter));
        await actions.Find("[data-reject]").ClickAsync(new());
        Assert.True(actions.Find(".button--danger").HasAttribute("disabled"));
        actions.Find("textarea").Input("It breaks the cart.");
        await actions.Find(".button--danger").ClickAsync(new());
        Assert.Equal("Paul rejected it: It breaks the cart.", (await Portal.ReadAsync(id)).Row.EndingWhat);
    }

    [Fact]
    public async Task What_changed_since_it_was_looked_at_is_not_decided_and_said()
    {
        var id = await RequestedAsync();
        var paul = await PersonAsync("paul", Role.ArtifactPromoter);
        var actions = await ActionsAsync(id, paul);
        World.Govern(new() { ApprovalCount = 1, ApproverDeploys = true });
        await actions.Find("[data-approve]").ClickAsync(new());
        Assert.Contains("has changed since you looked", actions.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal(PromotionState.AwaitingApproval, (await Portal.ReadAsync(id)).Row.State);
    }

    [Fact]
    public async Task Several_are_approved_for_the_chosen_environments_with_a_line_each()
    {
        var (prod, test) = (await RequestedAsync(), await RequestedAsync("test"));
        var paul = await PersonAsync("paul", Role.ArtifactPromoter);
        var dialog = await DialogAsync([prod, test], paul);
        Assert.Equal("Approve for prod and test", dialog.Find("[data-approve]").TextContent);
        await dialog.FindAll("fieldset input")[1].ChangeAsync(new() { Value = false });
        Assert.Equal("Approve for prod", dialog.Find("[data-approve]").TextContent);
        await dialog.Find("[data-approve]").ClickAsync(new());
        Assert.Contains("1 of 1 approved", dialog.Find(".result-list").TextContent, StringComparison.Ordinal);
        Assert.Equal((PromotionState.Queued, PromotionState.AwaitingApproval), ((await Portal.ReadAsync(prod)).Row.State, (await Portal.ReadAsync(test)).Row.State));
    }

    [Fact]
    public async Task One_that_was_decided_meanwhile_fails_with_a_line_and_stops_no_other()
    {
        var (prod, test) = (await RequestedAsync(), await RequestedAsync("test"));
        var (paul, priya) = (await PersonAsync("paul", Role.ArtifactPromoter), await PersonAsync("priya", Role.ArtifactPromoter));
        var dialog = await DialogAsync([prod, test], paul);
        await Portal.Approvals.RejectAsync(new(prod, "No."), priya, CancellationToken.None);
        await dialog.Find("[data-approve]").ClickAsync(new());
        Assert.Contains("It does not wait any more: it is rejected.", dialog.Find(".result-list").TextContent, StringComparison.Ordinal);
        Assert.Contains("1 of 2 approved", dialog.Find(".result-list").TextContent, StringComparison.Ordinal);
        Assert.Equal(PromotionState.Queued, (await Portal.ReadAsync(test)).Row.State);
    }

    [Fact]
    public async Task A_promotion_is_cancelled_with_the_reason_in_its_history()
    {
        World.Govern(new());
        var id = await Portal.RequestAsync();
        var closed = false;
        var row = (await Portal.ReadAsync(id)).Row;
        var dialog = Page().Render<CancelDialog>(d => d.Add(x => x.Row, row).Add(x => x.Who, () => Task.FromResult(Portal.Dora)).Add(x => x.OnClose, () => closed = true));
        dialog.Find("textarea").Input("The wrong image.");
        await dialog.Find(".button--danger").ClickAsync(new());
        Assert.True(closed);
        var view = await Portal.ReadAsync(id);
        Assert.Equal(PromotionState.Cancelled, view.Row.State);
        Assert.Contains(view.History, entry => entry.Text.Contains("The wrong image.", StringComparison.Ordinal));
    }

    public void Dispose() => _page.Dispose();

    private BunitContext Page()
    {
        if (_page.Services.Any(service => service.ServiceType == typeof(ApprovalDesk))) return _page;
        _page.Services.AddSingleton(Portal.Approvals);
        _page.Services.AddSingleton<TimeProvider>(World.Time);
        _page.Services.AddScoped<MinuteClock>();
        _page.JSInterop.Mode = JSRuntimeMode.Loose;
        return _page;
    }

    private async Task<IRenderedComponent<DecisionActions>> ActionsAsync(long id, Actor actor, Action<ApprovalOutcome>? done = null)
    {
        var detail = (await Portal.Waiting.DetailAsync(id, actor, CancellationToken.None))!;
        return Page().Render<DecisionActions>(a => a.Add(x => x.Detail, detail).Add(x => x.Who, () => Task.FromResult(actor)).Add(x => x.OnDone, done ?? (_ => { })));
    }

    private async Task<IRenderedComponent<DecideDialog>> DialogAsync(long[] ids, Actor actor)
    {
        var requests = new List<WaitingRequest>();
        foreach (var id in ids) requests.Add((await Portal.Waiting.FindAsync(id, actor, CancellationToken.None))!);
        return Page().Render<DecideDialog>(d => d.Add(x => x.Requests, requests).Add(x => x.Who, () => Task.FromResult(actor)));
    }

    private Task<Actor> PersonAsync(string name, Role role) => Portal.AddAsync(new(name, char.ToUpperInvariant(name[0]) + name[1..], Credential.Browser, [new(role, Reach.All)], []));

    private async Task<long> RequestedAsync(string environment = "prod")
    {
        World.Govern(new PolicyFields { ApprovalCount = 1 });
        var id = await Portal.RequestAsync(environment);
        await Portal.RunAsync();
        return id;
    }
}
