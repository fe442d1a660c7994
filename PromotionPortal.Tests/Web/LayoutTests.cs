using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;
using PromotionPortal.Domain.Access;
using PromotionPortal.Web.Layout;

namespace PromotionPortal.Tests.Web;

/// <summary>The frame around every page.</summary>
public sealed class LayoutTests : BunitContext
{
    private readonly NavigationManager _navigation;

    public LayoutTests() => _navigation = Services.GetRequiredService<NavigationManager>();

    [Theory]
    [InlineData(Role.Viewer, "Applications, Promotions, Flows, Policies, Definitions, Activity")]
    [InlineData(Role.ArtifactPromoter, "Inbox, Applications, Promotions, Flows, Policies, Definitions, Activity")]
    [InlineData(Role.Admin, "Inbox, Applications, Promotions, Flows, Policies, Definitions, Activity")]
    [InlineData(Role.SuperAdmin, "Inbox, Applications, Promotions, Flows, Policies, Definitions, Activity, Admin")]
    public void The_rail_leads_to_what_the_person_may_open(Role role, string titles) =>
        Assert.Equal(titles, string.Join(", ", RailEntry.For(Holding(role)).Select(entry => entry.Title)));

    [Theory]
    [InlineData("", "Applications")]
    [InlineData("applications/checkout?tab=images", "Applications")]
    [InlineData("promotions/12", "Promotions")]
    [InlineData("promotionsx", "")]
    [InlineData("admin/groups/sre", "Admin")]
    [InlineData("admin/secrets?set=", "Admin")]
    public void The_rail_marks_where_one_is(string address, string marked)
    {
        _navigation.NavigateTo(address);
        var rail = Render<Rail>(r => r.AddCascadingValue(Holding(Role.SuperAdmin)));
        Assert.Equal(marked, string.Join(", ", rail.FindAll("[aria-current=page]").Select(link => link.TextContent)));
    }

    [Fact]
    public void The_rail_follows_the_address()
    {
        var rail = Render<Rail>(r => r.AddCascadingValue(Holding(Role.Viewer)));
        _navigation.NavigateTo("activity");
        rail.WaitForAssertion(() => Assert.Equal("Activity", rail.Find("[aria-current=page]").TextContent));
    }

    [Fact]
    public void No_two_pages_share_a_letter()
    {
        var letters = RailEntry.For(Holding(Role.SuperAdmin)).Select(entry => entry.Letter).ToList();
        Assert.Equal(letters.Count, letters.Distinct().Count());
    }

    [Fact]
    public void The_list_of_shortcuts_has_those_of_the_search_and_of_every_page_that_the_person_may_open()
    {
        var list = Render<Shortcuts>(s => s.AddCascadingValue(Holding(Role.Viewer)));
        Assert.Equal(["Everywhere", "On this page", "Go to a page"], list.FindAll("h3").Select(head => head.TextContent));
        Assert.Equal(["Ctrl K", "⌘ K"], list.FindAll("section:first-of-type dl > div:first-child kbd").Select(key => key.TextContent));
        Assert.Equal(RailEntry.For(Holding(Role.Viewer)).Select(entry => $"{entry.Title}g then {entry.Letter}"), list.FindAll("section:last-of-type dl > div").Select(PortalPages.Words));
    }

    // What the page has not is hidden by keys.ts: each of these must name what it needs.
    [Fact]
    public void What_works_on_some_pages_alone_says_what_it_needs() =>
        Assert.All(ShortcutGroup.For(Holding(Role.Viewer)).Single(group => group.Title == "On this page").Shortcuts, shortcut => Assert.StartsWith("[data-", shortcut.Needs, StringComparison.Ordinal));

    [Fact]
    public void A_page_that_throws_says_what_is_safe_with_an_id_and_can_be_tried_again()
    {
        var broken = true;
        var page = Render<PageErrors>(p => p.AddChildContent<Thrower>(t => t.Add(x => x.Broken, () => broken)));
        Assert.Matches("^[0-9a-f]{32}$", page.Find(".error code").TextContent);
        Assert.Contains("what you saved is safe", page.Find("[role=alert]").TextContent, StringComparison.Ordinal);

        broken = false;
        page.Find("button").Click();

        Assert.Equal("works", page.Markup.Trim());
    }

    [Fact]
    public void Another_page_is_another_try()
    {
        var broken = true;
        var page = Render<PageErrors>(p => p.AddChildContent<Thrower>(t => t.Add(x => x.Broken, () => broken)));
        broken = false;
        _navigation.NavigateTo("activity");
        page.WaitForAssertion(() => Assert.Equal("works", page.Markup.Trim()));
    }

    [Theory]
    [InlineData(0, "sound")]
    [InlineData(1, "1 problem")]
    [InlineData(7, "7 problems")]
    public void The_definitions_say_their_commit_and_whether_they_are_sound(int problems, string words)
    {
        var state = Render<DefinitionsState>(s => s.Add(x => x.Commit, "abc1234f00").Add(x => x.Problems, problems));
        Assert.Equal("abc1234", state.Find(".mono").TextContent);
        Assert.EndsWith(words, state.Find(".definitions").TextContent.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_definitions_lead_to_their_commit_and_to_their_problems()
    {
        var state = Render<DefinitionsState>(s => s.Add(x => x.Commit, "abc1234f00").Add(x => x.Problems, 2).Add(x => x.Address, "/problems").Add(x => x.CommitAddress, "/commit"));
        Assert.Equal(["/commit", "/problems"], state.FindAll("a").Select(link => link.GetAttribute("href")));
    }

    [Theory]
    [InlineData("page-a", "page-a?state=failed", false)]
    [InlineData("page-a", "page-b", true)]
    public void The_heading_has_the_focus_after_going_elsewhere_and_not_before(string from, string to, bool focused)
    {
        JSInterop.SetupVoid("portal.focusHeading").SetVoidResult();
        _navigation.NavigateTo(from);
        var route = new Microsoft.AspNetCore.Components.RouteData(typeof(Thrower), new Dictionary<string, object?>(StringComparer.Ordinal));
        var heading = Render<FocusHeading>(h => h.Add(x => x.RouteData, route));
        Assert.Empty(JSInterop.Invocations);

        _navigation.NavigateTo(to);
        heading.Render(h => h.Add(x => x.RouteData, route));

        Assert.Equal(focused ? 1 : 0, JSInterop.Invocations.Count);
    }

    [Fact]
    public void A_page_says_how_live_it_is()
    {
        Assert.Equal("true", Liveness.Of(isInteractive: true, assigned: null));
        Assert.Equal("false", Liveness.Of(isInteractive: false, Microsoft.AspNetCore.Components.Web.RenderMode.InteractiveServer));
        Assert.Equal("static", Liveness.Of(isInteractive: false, assigned: null));
    }

    private static Actor Holding(Role role) => new("1", "Mira", Credential.Browser, [new Grant(role, Reach.All)], []);

    private sealed class Thrower : ComponentBase
    {
        [Parameter, EditorRequired] public Func<bool> Broken { get; set; } = () => false;

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            if (Broken()) throw new InvalidOperationException("broken");
            builder.AddContent(0, "works");
        }
    }
}
