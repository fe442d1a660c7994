using Bunit;
using Microsoft.AspNetCore.Components;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Approvals;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Storage;
using PromotionPortal.Tests.AccessMatrix;
using PromotionPortal.Web.Definitions;
using PromotionPortal.Web.Policies;
using Portal = PromotionPortal.Tests.Identity.Portal;

namespace PromotionPortal.Tests.Web;

/// <summary>The pages about policies, on the real portal: two applications, one environment, and one policy that is applied to both.</summary>
public sealed class PolicyPagesTests : IAsyncLifetime, IDisposable
{
    private const string Strict = "apiVersion: promotionportal/v1\nkind: Policy\nmetadata: { name: strict, description: Only what was tested. }\nspec:\n  pass: \"containerImageTag != ''\"\n  approvals: { count: 2 }\n  allow: { approverDeploys: true }\n";

    private readonly Portal _portal = new();
    private readonly PortalPages _browser = new();

    private DefinitionsSnapshot Now => _portal.Get<DefinitionStore>().Current;

    public async Task InitializeAsync()
    {
        _browser.Show(_portal);
        await _portal.DefineShopAsync();
        await _portal.AddAsync("ada", new Grant(Role.SuperAdmin, Reach.All));
        await _portal.AddAsync("vera", new Grant(Role.Viewer, Reach.All));
        await _portal.AddAsync("part", new Grant(Role.Viewer, new("cart", "*")));
        await SaveAsync(("policies/strict.yaml", Strict), ("environments/prod.yaml", "apiVersion: promotionportal/v1\nkind: Environment\nmetadata: { name: prod }\nspec: { production: true, position: 9 }\n"));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_list_says_what_each_asks_for_and_where_it_is_applied()
    {
        var page = await _browser.OpenAsync<PoliciesPage>("vera", "/policies");
        Assert.Equal(["open none: every image none none: all are kept apart 2 pairs", "strictOnly what was tested. passcontainerImageTag != '' 2 approvers approver may deploy nowhere"], page.FindAll("tbody tr").Select(PortalPages.Words));
        Assert.Equal("Propose new policy", page.Find(".button--primary").TextContent);
        Assert.Equal("New policy", (await _browser.OpenAsync<PoliciesPage>("ada", "/policies")).Find(".button--primary").TextContent);
        Assert.Equal(["strict"], (await _browser.OpenAsync<PoliciesPage>("vera", "/policies?q=TESTED")).FindAll("tbody th a").Select(link => link.TextContent));
        Assert.Equal(["open"], (await _browser.OpenAsync<PoliciesPage>("vera", "/policies?applied=yes")).FindAll("tbody th a").Select(link => link.TextContent));
        Assert.Contains("No policy fits", (await _browser.OpenAsync<PoliciesPage>("vera", "/policies?q=nothing")).Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "cart in test,cart in prod,shop in test,shop in prod")]
    [InlineData("?application=shop", "shop in test,shop in prod")]
    [InlineData("?environment=test", "cart in test,shop in test")]
    [InlineData("?policy=open&application=shop", "shop in test")]
    [InlineData("?policy=-", "cart in prod,shop in prod")]
    [InlineData("?policy=strict", "")]
    public async Task Pairs_are_shown_as_the_address_filters_them(string query, string shown)
    {
        var page = await _browser.OpenAsync<ApplyPage>("vera", $"/policies/apply{query}");
        Assert.Equal(shown, string.Join(',', page.FindAll("tbody input").Select(box => box.GetAttribute("aria-label"))));
        if (shown.Contains("prod", StringComparison.Ordinal)) Assert.Contains("none: no promotion path", page.Find("tbody").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_sees_a_part_finds_the_rest_nowhere()
    {
        Assert.DoesNotContain("shop", (await _browser.OpenAsync<ApplyPage>("part", "/policies/apply")).Markup, StringComparison.Ordinal);
        Assert.Contains("1 pair<", (await _browser.OpenAsync<PoliciesPage>("part", "/policies")).Markup, StringComparison.Ordinal);
        Assert.Empty((await _browser.OpenAsync<ApplyPage>("part", "/policies/apply?pair=shop/test")).FindAll(".dialog"));
    }

    [Fact]
    public async Task What_is_chosen_gets_the_policy_in_one_commit_after_its_review()
    {
        var page = await _browser.OpenAsync<ApplyPage>("ada", "/policies/apply?environment=test");
        Assert.Empty(page.FindAll("movable-bar"));
        page.Find("tbody input[aria-label='shop in test']").Change(true);
        Assert.Equal("1 selected", page.Find(".select-bar__count").TextContent);
        page.Find(".select-all input").Change(true);
        Assert.Equal("2 selected", page.Find(".select-bar__count").TextContent);
        page.Find("tbody input[aria-label='cart in test']").Change(false);
        Assert.Equal("1 selected", page.Find(".select-bar__count").TextContent);

        page.Find(".select-bar .button--primary").Click();
        page.WaitForState(() => page.FindAll(".dialog").Count > 0);
        Assert.True(page.Find(".dialog .button--primary").HasAttribute("disabled"));
        await page.Find(".dialog select").ChangeAsync(new ChangeEventArgs { Value = "strict" });
        Assert.Equal("shop in testopen to strict", PortalPages.Words(page.Find(".dialog .results li")));
        Assert.Contains("None is touched.", page.Find(".dialog").TextContent, StringComparison.Ordinal);
        Assert.Equal("Apply strict to shop in test", page.Find(".dialog textarea").GetAttribute("value"));
        var before = Now.Commit;
        await page.Find(".dialog .button--primary").ClickAsync(new());

        Assert.Equal(("strict", "open"), (PolicyBindings.PolicyOf(Now, new("shop", "test")), PolicyBindings.PolicyOf(Now, new("cart", "test"))));
        var revision = _portal.Get<DefinitionHistory>().Revisions(most: 1).Single();
        Assert.Equal((before, "ada the person"), (revision.Parent, revision.AuthorName));
    }

    [Fact]
    public async Task What_is_chosen_stands_in_the_address_and_is_still_chosen_when_one_comes_back()
    {
        var page = await _browser.OpenAsync<ApplyPage>("ada", "/policies/apply?environment=test");
        page.Find("tbody input[aria-label='shop in test']").Change(true);
        page.Find("tbody input[aria-label='cart in test']").Change(true);
        Assert.EndsWith("/policies/apply?environment=test&selected=cart.test~shop.test", _browser.Address, StringComparison.Ordinal);

        var again = await _browser.OpenAsync<ApplyPage>("ada", "/policies/apply?environment=prod&selected=cart.test~shop.test.nowhere~unknown.test");
        Assert.Equal("2 selected", again.Find(".select-bar__count").TextContent);
        Assert.EndsWith("/policies/apply?selected=cart.test~shop.test.nowhere~unknown.test", again.FindAll(".filters a")[^1].GetAttribute("href"), StringComparison.Ordinal);
        again.Find(".select-bar .button--quiet").Click();
        Assert.EndsWith("/policies/apply?environment=prod", _browser.Address, StringComparison.Ordinal);
        // What somebody may not see is not chosen by an address either.
        Assert.Empty((await _browser.OpenAsync<ApplyPage>("part", "/policies/apply?selected=shop.test")).FindAll("movable-bar"));
    }

    [Fact]
    public async Task The_review_names_the_requests_that_would_be_voided_or_ended()
    {
        var asked = await WaitingAsync();
        var page = await DialogAsync("ada", "shop/test", "strict");
        Assert.Contains("waits on under new rules", PortalPages.Words(page.Find(".dialog section:last-of-type li")), StringComparison.Ordinal);
        Assert.Equal($"/promotions/{asked}", page.Find(".dialog section:last-of-type li a").GetAttribute("href"));
        await page.Find(".dialog select").ChangeAsync(new ChangeEventArgs { Value = ApplyMatrix.NoPolicy });
        Assert.Contains("endsAsked by Asker. A gate closed meanwhile. No policy is applied to shop in test.", PortalPages.Words(page.Find(".dialog section:last-of-type li")), StringComparison.Ordinal);
        Assert.Equal("Confirm: take the policy away", page.Find(".dialog .button--primary").TextContent);
    }

    // The same words wherever the change is saved, and before the button that saves it can be pressed.
    [Fact]
    public async Task Saving_a_definition_names_the_requests_that_it_ends_and_so_does_its_proposal()
    {
        var asked = await WaitingAsync();
        var page = await _browser.OpenAsync<DefinitionPage>("ada", "/definitions/policy-bindings/everything?do=delete", with => with.Add(p => p.Folder, "policy-bindings").Add(p => p.Name, "everything"));
        page.WaitForAssertion(() => Assert.Contains("shop to testendsAsked by Asker. A gate closed meanwhile. No policy is applied to shop in test.", PortalPages.Words(page.Find(".dialog .results li")), StringComparison.Ordinal));
        Assert.Equal($"/promotions/{asked}", page.Find(".dialog .results a").GetAttribute("href"));
        Assert.False(page.Find(".dialog .button--danger").HasAttribute("disabled"));

        await (await DialogAsync("vera", "shop/test", "strict")).Find(".dialog .button--primary").ClickAsync(new());
        var proposal = await _browser.OpenAsync<ProposalPage>("ada", "/definitions/proposals/1", with => with.Add(p => p.Id, 1));
        Assert.Contains("waits on under new rules", PortalPages.Words(proposal.Find(".results li")), StringComparison.Ordinal);
        var flow = await _browser.OpenAsync<DefinitionPage>("ada", "/definitions/registries/main?do=delete", with => with.Add(p => p.Folder, "registries").Add(p => p.Name, "main"));
        Assert.DoesNotContain("Requests that wait", flow.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_apply_proposes()
    {
        var page = await DialogAsync("vera", "shop/test", "strict");
        Assert.Equal("Propose the change", page.Find(".dialog .button--primary").TextContent);
        await page.Find(".dialog .button--primary").ClickAsync(new());
        Assert.Equal("open", PolicyBindings.PolicyOf(Now, new("shop", "test")));
        Assert.EndsWith("/definitions/proposals/1", _browser.Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_the_policy_already_has_nothing_to_confirm()
    {
        var page = await DialogAsync("ada", "shop/test", "open");
        Assert.Contains("there is nothing to change", page.Find(".dialog").TextContent, StringComparison.Ordinal);
        Assert.True(page.Find(".dialog .button--primary").HasAttribute("disabled"));
    }

    [Fact]
    public async Task What_is_reviewed_is_what_was_chosen_last()
    {
        var page = await _browser.OpenAsync<ApplyPage>("ada", "/policies/apply?pair=shop/test");
        var first = page.Find(".dialog select").ChangeAsync(new ChangeEventArgs { Value = "strict" });
        var second = page.Find(".dialog select").ChangeAsync(new ChangeEventArgs { Value = "open" }); // which it has already: there is less to read
        await Task.WhenAll(first, second);
        Assert.Contains("there is nothing to change", page.Find(".dialog").TextContent, StringComparison.Ordinal);
        Assert.True(page.Find(".dialog .button--primary").HasAttribute("disabled"));
    }

    [Fact]
    public async Task Pairs_are_chosen_quicker_than_the_address_follows()
    {
        var page = await _browser.OpenAsync<ApplyPage>("ada", "/policies/apply");
        page.FindAll("tbody input")[0].Change(true);
        page.FindAll("tbody input")[2].Change(true);
        Assert.EndsWith("?selected=cart.test~shop.test", _browser.Address, StringComparison.Ordinal);
        Assert.Equal("2 selected", PortalPages.Words(page.Find(".select-bar__count")));
        page.Find(".select-bar .button--primary").Click();
        Assert.EndsWith("selected=cart.test~shop.test&do=change", _browser.Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_others_changed_meanwhile_is_shown_before_it_is_confirmed_again()
    {
        var page = await DialogAsync("ada", "shop/test", "strict");
        await SaveAsync(("policy-bindings/everything.yaml", "apiVersion: promotionportal/v1\nkind: PolicyBinding\nmetadata: { name: everything }\nspec: { policy: open, pairs: [ { application: shop, environment: test } ] }\n"));
        await page.Find(".dialog .button--primary").ClickAsync(new());
        Assert.Contains("meanwhile. Nothing was saved.", page.Find(".dialog [role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("open", PolicyBindings.PolicyOf(Now, new("shop", "test")));
        await page.Find(".dialog .button--primary").ClickAsync(new());
        Assert.Equal(("strict", null), (PolicyBindings.PolicyOf(Now, new("shop", "test")), PolicyBindings.PolicyOf(Now, new("cart", "test"))));
    }

    [Fact]
    public async Task Typed_conditions_are_tried_at_once_and_explained()
    {
        await using (var db = _portal.Db())
        {
            foreach (var (letter, tag) in new[] { ('1', "1.0.0"), ('2', "2.1.0") })
                db.Images.Add(new ImageRow { Application = "shop", Digest = $"sha256:{new string(letter, 64)}", Tags = [tag], Platforms = [], Annotations = "{}", FirstSeenAt = DateTimeOffset.UnixEpoch.AddDays(letter) });
            await db.SaveChangesAsync();
        }
        var page = await _browser.OpenAsync<Playground>("vera", "/definitions/policies/strict?try=shop", playground => playground.Add(p => p.Policy, "strict").Add(p => p.Text, Strict));
        page.WaitForAssertion(() => Assert.Equal("2 of 2 may be promoted by these conditions.", page.Find("[role=status]").TextContent));
        page.Render(playground => playground.Add(p => p.Text, Strict.Replace("!= ''", "== '2.1.0'", StringComparison.Ordinal)));
        page.WaitForAssertion(() => Assert.Equal("1 of 2 may be promoted by these conditions.", page.Find("[role=status]").TextContent));
        Assert.Equal(["Eligible", "Not eligible"], page.FindAll(".trial .status").Select(PortalPages.Words));
        Assert.Equal("containerImageTag → is \"1.0.0\"", PortalPages.Words(page.FindAll(".trial > li")[1].QuerySelectorAll(".explained li")[1]));

        page.Render(playground => playground.Add(p => p.Text, Strict.Replace("containerImageTag", "containerImageTg", StringComparison.Ordinal)));
        page.WaitForAssertion(() => Assert.Contains("passCondition 1:1: `containerImageTg` is not a variable", page.Find("[role=status]").TextContent, StringComparison.Ordinal));
        _browser.GoTo("/definitions/policies/strict");
        page.WaitForAssertion(() => Assert.Contains("Choose an application:", page.Markup, StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _browser.Dispose();
        _portal.Dispose();
    }

    // A request under a policy that asks for one approval, so that it stays where it is.
    private async Task<long> WaitingAsync()
    {
        var asker = await _portal.AddAsync("asker", new Grant(Role.BuildAndDeploy, Reach.All));
        await SaveAsync(
            ("policies/asked.yaml", "apiVersion: promotionportal/v1\nkind: Policy\nmetadata: { name: asked }\nspec: { approvals: { count: 1 } }\n"),
            ("policy-bindings/everything.yaml", "apiVersion: promotionportal/v1\nkind: PolicyBinding\nmetadata: { name: everything }\nspec: { policy: asked, pairs: [ { application: shop, environment: test } ] }\n"));
        var (shop, test) = (Now.Applications["shop"], Now.Environments["test"]);
        var (image, target, now) = ("sha256:" + new string('c', 64), test.Images!.For("shop"), _portal.Clock.GetUtcNow());
        var governing = GoverningText.Of([new(image, shop.Image, target, shop, test, PolicyResolution.For(Now, shop, test))]);
        var row = new PromotionRow
        {
            State = PromotionState.AwaitingApproval,
            Environment = "test",
            Reason = "",
            RequestedById = asker,
            RequestedByName = "Asker",
            RequestedAt = now,
            ChangedAt = now,
            ExpiresAt = now.AddDays(1),
            DefinitionsCommit = Now.Commit,
            Governing = string.Join('\n', governing.Lines),
            Items = [new() { Application = "shop", Environment = "test", Digest = image, Tag = "1.0", SourceRegistry = shop.Image.Registry, SourceRepository = shop.Image.Repository, TargetRegistry = target.Registry, TargetRepository = target.Repository, Phase = ItemPhase.Checked, Active = true }],
        };
        await using var db = _portal.Db();
        db.Promotions.Add(row);
        await db.SaveChangesAsync();
        return row.Id;
    }

    private async Task SaveAsync(params (string Path, string Text)[] files) =>
        Assert.IsType<CommitOutcome.Committed>(await _portal.Get<DefinitionStore>().CommitAsync([.. files.Select(file => new PromotionPortal.Git.FileChange(file.Path, file.Text))], Now.Commit, new("Other", "other@example.org", "other", "c-3"), "Prepare"));

    private async Task<IRenderedComponent<ApplyPage>> DialogAsync(string userName, string pair, string policy)
    {
        var page = await _browser.OpenAsync<ApplyPage>(userName, $"/policies/apply?pair={pair}");
        await page.Find(".dialog select").ChangeAsync(new ChangeEventArgs { Value = policy });
        page.WaitForState(() => page.FindAll(".dialog .results, .dialog .note, .dialog .problem").Count > 0);
        return page;
    }
}
