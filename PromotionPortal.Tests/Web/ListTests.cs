using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using PromotionPortal.Web.Shared;

namespace PromotionPortal.Tests.Web;

/// <summary>What a list shows stands in its address.</summary>
public sealed class ListTests : BunitContext
{
    private readonly SetTime _time = new(new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
    private readonly NavigationManager _navigation;

    public ListTests()
    {
        Services.AddSingleton<TimeProvider>(_time);
        Services.AddScoped<MinuteClock>();
        _navigation = Services.GetRequiredService<NavigationManager>();
    }

    [Theory]
    [InlineData("promotions", "Failed", "/promotions?state=Failed", false)]
    [InlineData("promotions?state=Failed&page=3&q=check", "Failed", "/promotions?q=check", true)]
    [InlineData("promotions?state=Failed&page=3", "Waiting", "/promotions?state=Waiting", false)]
    [InlineData("promotions", null, "/promotions", true)]
    [InlineData("promotions?state=Failed", null, "/promotions", false)]
    public void A_chip_sets_or_takes_away_its_filter_and_starts_at_the_first_page(string address, string? value, string leadsTo, bool isOn)
    {
        _navigation.NavigateTo(address);
        var chip = Render<FilterChip>(c => c.Add(x => x.Name, "state").Add(x => x.Value, value).Add(x => x.Label, "Failed")).Find("a");
        Assert.Equal((leadsTo, isOn), (chip.GetAttribute("href"), chip.HasAttribute("aria-current")));
    }

    [Fact]
    public void A_chip_follows_the_address_though_nothing_renders_it_anew()
    {
        var chip = Render<FilterChip>(c => c.Add(x => x.Name, "state").Add(x => x.Value, "Failed").Add(x => x.Label, "Failed"));
        _navigation.NavigateTo("promotions?state=Failed");
        chip.WaitForAssertion(() => Assert.Equal("true", chip.Find("a").GetAttribute("aria-current")));
    }

    [Fact]
    public async Task What_leaves_the_page_hears_of_no_address_anymore()
    {
        var chip = Render<FilterChip>(c => c.Add(x => x.Name, "state").Add(x => x.Value, "Failed").Add(x => x.Label, "Failed"));
        await DisposeComponentsAsync();
        var renders = chip.RenderCount;
        _navigation.NavigateTo("promotions?state=Failed");
        Assert.Equal(renders, chip.RenderCount);
    }

    [Fact]
    public void Words_go_into_the_address_when_typing_pauses()
    {
        var bar = Render<FilterBar>(b => b.Add(x => x.Search, "q"));
        bar.Find("input").Input("check");
        bar.Find("input").Input(" checkout ");
        Assert.DoesNotContain("q=", _navigation.Uri, StringComparison.Ordinal);

        _time.Move(TimeSpan.FromMilliseconds(250));

        bar.WaitForAssertion(() => Assert.EndsWith("?q=checkout", _navigation.Uri, StringComparison.Ordinal));
    }

    [Fact]
    public void No_words_leave_no_trace_in_the_address()
    {
        _navigation.NavigateTo("promotions?q=checkout");
        var bar = Render<FilterBar>(b => b.Add(x => x.Search, "q"));
        Assert.Equal("checkout", bar.Find("input").GetAttribute("value"));

        bar.Find("input").Input("  ");
        _time.Move(TimeSpan.FromMilliseconds(250));

        bar.WaitForAssertion(() => Assert.EndsWith("/promotions", _navigation.Uri, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, 3, 120, "1–50 of 120", "next /promotions?state=Failed&page=2")]
    [InlineData(2, 3, 120, "51–100 of 120", "prev /promotions?state=Failed, next /promotions?state=Failed&page=3")]
    [InlineData(3, 3, 120, "101–120 of 120", "prev /promotions?state=Failed&page=2")]
    [InlineData(30, 200, 9_999, "1,451–1,500 of 9,999", "prev /promotions?state=Failed&page=29, next /promotions?state=Failed&page=31")]
    public void A_pager_says_where_one_is_and_keeps_the_filters(int page, int pages, long total, string words, string links)
    {
        _navigation.NavigateTo("promotions?state=Failed");
        var pager = Render<Pager>(p => p.Add(x => x.Page, page).Add(x => x.Pages, pages).Add(x => x.Total, total).Add(x => x.PageSize, 50));
        Assert.Equal(words, pager.Find(".tabular").TextContent);
        Assert.Equal(links, string.Join(", ", pager.FindAll("a").Select(a => $"{a.GetAttribute("rel")} {a.GetAttribute("href")}")));
    }

    [Fact]
    public void A_list_of_one_page_has_no_pager() =>
        Assert.Equal("", Render<Pager>(p => p.Add(x => x.Page, 1).Add(x => x.Pages, 1).Add(x => x.Total, 3).Add(x => x.PageSize, 50)).Markup.Trim());

    [Fact]
    public void A_bulk_result_opens_what_failed_and_folds_what_went_well()
    {
        ResultLine? retried = null;
        IReadOnlyList<ResultLine>? all = null;
        var list = Render<ResultList>(r => r
            .Add(x => x.Results, [new("checkout", true), new("invoices", false, "The tag moved"), new("storefront", false, "No answer")])
            .Add(x => x.Done, "promoted")
            .Add(x => x.OnRetry, line => retried = line)
            .Add(x => x.OnRetryAll, lines => all = lines));

        Assert.Equal("1 of 3 promoted, 2 failed", list.Find("[role=status] p").TextContent);
        Assert.False(list.Find("details").HasAttribute("open"));
        list.Find("[aria-label='Retry storefront']").Click();
        list.Find(".section-head button").Click();

        Assert.Equal("storefront", retried?.What);
        Assert.Equal(["invoices", "storefront"], all!.Select(line => line.What));
    }

    [Fact]
    public void A_few_results_that_all_went_well_are_shown() =>
        Assert.True(Render<ResultList>(r => r.Add(x => x.Results, [new("checkout", true)])).Find("details").HasAttribute("open"));

    [Fact]
    public void A_gate_says_why_who_and_when()
    {
        var gate = Render<GateList>(g => g.Add(x => x.Gates, [new(StatusKind.Waiting, "Approval", "1 of 2", "One more is needed.")
        {
            Values = [new("soak", "3 h of 24 h")],
            Help = new("Release managers", "/admin/people"),
            Earliest = new(2026, 11, 20, 15, 0, 0, TimeSpan.Zero),
        }])).Find(".gate");

        Assert.Contains("status--waiting", gate.ClassList);
        Assert.Equal("1 of 2", gate.QuerySelector(".gate__verdict")!.TextContent);
        Assert.Equal("soak3 h of 24 h", gate.QuerySelector(".gate__values")!.TextContent.Trim());
        Assert.Equal("/admin/people", gate.QuerySelector(".gate__help a")!.GetAttribute("href"));
        Assert.Contains("in 3 h", gate.QuerySelector(".gate__help")!.TextContent, StringComparison.Ordinal);
    }
}
