using Bunit;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Engine;
using PromotionPortal.Storage;
using PromotionPortal.Tests.Definitions;
using PromotionPortal.Tests.Git;
using PromotionPortal.Web.Definitions;
using Portal = PromotionPortal.Tests.Identity.Portal;

namespace PromotionPortal.Tests.Web;

/// <summary>The pages about definitions, on the real portal.</summary>
public sealed class DefinitionPagesTests : IAsyncLifetime, IDisposable
{
    private static readonly DefinitionKey s_prod = new(DefinitionKind.Environment, "prod");
    private readonly Portal _portal = new();
    private readonly PortalPages _browser = new();
    private readonly Scratch _scratch = new();

    private DefinitionsSnapshot Now => _portal.Get<DefinitionStore>().Current;

    public async Task InitializeAsync()
    {
        _browser.Show(_portal);
        await _portal.AddAsync("ada", new Grant(Role.SuperAdmin, Reach.All));
        await _portal.AddAsync("vera", new Grant(Role.Viewer, Reach.All));
        await _portal.AddAsync("part", new Grant(Role.Viewer, new("checkout", "test")));
        await SaveAsync("Begin", (new(DefinitionKind.Registry, "main"), Sample.Main), (s_prod, Prod(40)), (new(DefinitionKind.Environment, "test"), Sample.Environment("test", "position: 1")));
    }

    [Fact]
    public async Task The_list_says_what_matters_of_each_object()
    {
        var page = await _browser.OpenAsync<DefinitionsPage>("vera", "/definitions");
        Assert.Equal(["test", "prod"], page.FindAll("tbody th a").Select(link => link.TextContent));
        Assert.Contains("Sound", page.Find("tbody tr").TextContent, StringComparison.Ordinal);
        Assert.Equal("Propose new environment", page.Find(".button--primary").TextContent);
        Assert.Equal(["prod"], (await _browser.OpenAsync<DefinitionsPage>("vera", "/definitions?q=pro")).FindAll("tbody th a").Select(link => link.TextContent));
        Assert.Equal("New registry", (await _browser.OpenAsync<DefinitionsPage>("ada", "/definitions?kind=registries")).Find(".button--primary").TextContent);
    }

    [Fact]
    public async Task Who_sees_a_part_finds_the_rest_nowhere()
    {
        var saved = await SaveAsync("Move prod", (s_prod, Prod(41)));
        PushFromOutside(("environments/prod.yaml", Sample.Environment("prod", "colour: red")));
        await _portal.Get<RefreshDefinitions>()(CancellationToken.None);
        Assert.DoesNotContain("prod", (await _browser.OpenAsync<DefinitionsPage>("part", "/definitions")).Find("tbody").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("prod", (await _browser.OpenAsync<HistoryPage>("part", "/definitions/history")).Find(".commits").TextContent, StringComparison.Ordinal);
        Assert.Contains("There is no such commit", (await _browser.OpenAsync<HistoryPage>("part", $"/definitions/history?commit={saved}")).Find(".drawer").TextContent, StringComparison.Ordinal);
        Assert.Contains("All definitions are sound", (await _browser.OpenAsync<ProblemsPage>("part", "/definitions/problems")).Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("prod", (await _browser.OpenAsync<ComparePage>("part", $"/definitions/compare?from={saved}&to={Now.Commit}")).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_history_says_who_when_and_what_it_meant_and_opens_to_the_text()
    {
        var saved = await SaveAsync("Move prod", (s_prod, Prod(41)));
        PushFromOutside(("environments/prod.yaml", Prod(42)));
        await _portal.Get<RefreshDefinitions>()(CancellationToken.None);

        var page = await _browser.OpenAsync<HistoryPage>("vera", "/definitions/history");
        Assert.Equal(["From outside", "Move prod", "Begin"], page.FindAll(".commits__subject").Select(link => link.TextContent).Take(3));
        Assert.Contains("with git", page.FindAll(".commits > li")[0].TextContent, StringComparison.Ordinal);
        Assert.Contains("ada the person", page.FindAll(".commits > li")[1].TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("with git", page.FindAll(".commits > li")[1].TextContent, StringComparison.Ordinal);
        Assert.Contains("Environment prod: position 40 → 41", page.FindAll(".commits > li")[1].TextContent, StringComparison.Ordinal);

        page = await _browser.OpenAsync<HistoryPage>("vera", $"/definitions/history?commit={saved}");
        Assert.Equal(["40", "41"], page.FindAll(".drawer mark").Select(mark => mark.TextContent));
    }

    [Fact]
    public async Task Two_commits_are_compared_both_ways()
    {
        var from = Now.Commit;
        var to = await SaveAsync("Move prod", (s_prod, Prod(41)));
        Assert.Equal("40 to 41", PortalPages.Words((await _browser.OpenAsync<ComparePage>("vera", $"/definitions/compare?from={from}&to={to}")).Find(".diff dd")));
        Assert.Equal("41 to 40", PortalPages.Words((await _browser.OpenAsync<ComparePage>("vera", $"/definitions/compare?from={to}&to={from}")).Find(".diff dd")));
        Assert.Contains("no commit of these definitions", (await _browser.OpenAsync<ComparePage>("vera", $"/definitions/compare?from={to}&to=abc")).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_becomes_what_it_was_with_one_click()
    {
        var then = Now.Commit;
        await SaveAsync("Move prod", (s_prod, Prod(41)));
        var page = await RestoringAsync("ada", then);
        Assert.StartsWith($"Restore prod as of {then[..7]} (", page.Find(".dialog input").GetAttribute("value"), StringComparison.Ordinal);
        Assert.Equal("41 to 40", PortalPages.Words(page.Find(".dialog dd")));

        await page.Find(".dialog .button--primary").ClickAsync(new());

        Assert.Equal(40, Now.Environments["prod"].Position);
        Assert.DoesNotContain("restore", _browser.Address, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restoring_against_what_others_saved_meanwhile_says_so_and_shows_what_it_is_now()
    {
        var then = Now.Commit;
        await SaveAsync("Move prod", (s_prod, Prod(41)));
        var page = await RestoringAsync("ada", then);
        await SaveAsync("Move it again", (s_prod, Prod(42)));

        await page.Find(".dialog .button--primary").ClickAsync(new());

        Assert.Equal(42, Now.Environments["prod"].Position);
        Assert.Contains("Others changed Environment prod meanwhile.", page.Find(".dialog [role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("42 to 40", PortalPages.Words(page.Find(".dialog dd")));
        await page.Find(".dialog .button--primary").ClickAsync(new());
        Assert.Equal(40, Now.Environments["prod"].Position);
    }

    [Fact]
    public async Task Who_may_not_change_it_proposes_and_who_may_accepts()
    {
        var then = Now.Commit;
        await SaveAsync("Move prod", (s_prod, Prod(41)));
        var restoring = await RestoringAsync("vera", then);
        await restoring.Find(".dialog .button--primary").ClickAsync(new());
        Assert.Equal(41, Now.Environments["prod"].Position);
        Assert.EndsWith("/definitions/proposals/1", _browser.Address, StringComparison.Ordinal);
        Assert.Contains("Restore prod as of", (await _browser.OpenAsync<ProposalsPage>("vera", "/definitions/proposals?show=mine")).Find("tbody").TextContent, StringComparison.Ordinal);
        Assert.Contains("for you to decide", (await _browser.OpenAsync<ProposalsPage>("ada", "/definitions/proposals")).Find("tbody").TextContent, StringComparison.Ordinal);

        var seen = await ProposalAsync("vera", 1);
        Assert.Equal(["Withdraw"], seen.FindAll(".page-head__action .button").Select(button => button.TextContent));
        var page = await ProposalAsync("ada", 1);
        Assert.Equal("41 to 40", PortalPages.Words(page.Find(".diff dd")));
        await page.Find(".page-head__action .button--primary").ClickAsync(new());

        Assert.Equal(40, Now.Environments["prod"].Position);
        seen.WaitForAssertion(() => Assert.Contains("Accepted", seen.Find("h1").TextContent, StringComparison.Ordinal));
        Assert.Contains("vera the person accepted by ada the person", PortalPages.Words((await _browser.OpenAsync<HistoryPage>("ada", "/definitions/history")).Find(".commits__who")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proposal_is_declined_with_a_reason_and_withdrawn_by_its_author()
    {
        var (first, second) = (await ProposeAsync(41), await ProposeAsync(42));
        var page = await ProposalAsync("ada", first, "?do=decline");
        await page.Find(".dialog .button--danger").ClickAsync(new());
        Assert.Contains("Say why", page.Find(".dialog [role=alert]").TextContent, StringComparison.Ordinal);
        await page.Find(".dialog textarea").ChangeAsync(new() { Value = "Not this week." });
        await page.Find(".dialog .button--danger").ClickAsync(new());
        Assert.Contains("Not this week.", page.Find("aside").TextContent, StringComparison.Ordinal);

        page = await ProposalAsync("vera", second);
        await page.Find(".page-head__action .button").ClickAsync(new());
        Assert.Contains("Withdrawn", page.Find("h1").TextContent, StringComparison.Ordinal);
        Assert.Equal(40, Now.Environments["prod"].Position);
    }

    [Fact]
    public async Task A_proposal_says_what_others_changed_and_what_it_would_break()
    {
        var moved = await ProposeAsync(41);
        await SaveAsync("Move it elsewhere", (s_prod, Prod(50)));
        var page = await ProposalAsync("ada", moved);
        Assert.Contains("Others changed the same of it meanwhile", page.Find(".proposed").TextContent, StringComparison.Ordinal);
        await page.Find(".page-head__action .button--primary").ClickAsync(new());
        Assert.Equal(50, Now.Environments["prod"].Position);
        Assert.Contains("1 choice left", page.Find(".dialog .button--primary").TextContent, StringComparison.Ordinal);
        await StillThereAsync(() => page.FindAll(".dialog input[type=radio]")[0].ChangeAsync(new()));
        await StillThereAsync(() => page.Find(".dialog .button--primary").ClickAsync(new()));
        Assert.Equal(41, Now.Environments["prod"].Position);
        Assert.Contains("Accepted", page.Find("h1").TextContent, StringComparison.Ordinal);

        var vera = await _portal.ActorAsync("vera");
        var bad = Assert.IsType<SaveOutcome.Proposed>(await _portal.Get<ProposalDesk>().ProposeAsync(new([new(s_prod, Prod(41) + "  colour: red\n")], Now.Commit), vera, CancellationToken.None));
        Assert.Contains("colour", (await ProposalAsync("ada", bad.Proposal)).Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_forges_the_click_of_a_button_he_does_not_have_changes_nothing()
    {
        var id = await ProposeAsync(41);
        var page = await ProposalAsync("ada", id);
        await _portal.AddAsync("root", new Grant(Role.SuperAdmin, Reach.All));
        Assert.True((await _portal.People.RevokeAsync(await _portal.ActorAsync("root"), (await _portal.ActorAsync("ada")).Id, new(Role.SuperAdmin, Reach.All))).IsDone);
        await page.Find(".page-head__action .button--primary").ClickAsync(new());
        Assert.Equal(40, Now.Environments["prod"].Position);
    }

    [Fact]
    public async Task A_problem_stands_with_its_line_a_caret_and_what_is_in_force()
    {
        var sound = Now.Commit;
        Assert.Contains("All definitions are sound", (await _browser.OpenAsync<ProblemsPage>("vera", "/definitions/problems")).Markup, StringComparison.Ordinal);
        PushFromOutside(("environments/prod.yaml", Sample.Environment("prod", "colour: red")));
        await _portal.Get<RefreshDefinitions>()(CancellationToken.None);

        var page = await _browser.OpenAsync<ProblemsPage>("vera", "/definitions/problems");
        Assert.Equal("/definitions/environments/prod#L5", page.Find(".faults h2 a").GetAttribute("href"));
        Assert.Equal("5:3", page.Find(".faults__what a").TextContent);
        Assert.Equal(["5", "  colour: red", "", "  ^"], page.FindAll(".faults__line span").Select(part => part.TextContent));
        Assert.StartsWith($"In force: the version of {sound[..7]}", page.Find(".panel__head .quiet").TextContent, StringComparison.Ordinal);
        var list = await _browser.OpenAsync<DefinitionsPage>("vera", "/definitions?state=problems");
        list.WaitForAssertion(() => Assert.Contains($"version of {sound[..7]} in force", list.Find("tbody").TextContent, StringComparison.Ordinal));
    }

    // The page may be drawn anew between the finding and the doing.
    private static async Task StillThereAsync(Func<Task> act)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await act();
                return;
            }
            catch (Bunit.Rendering.UnknownEventHandlerIdException) when (tries < 5)
            {
                // Found in the picture before.
            }
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _browser.Dispose();
        _portal.Dispose();
        _scratch.Dispose();
    }

    private static string Prod(int position) => Sample.Environment("prod", $"position: {position}");

    private async Task<string> SaveAsync(string message, params (DefinitionKey Key, string? Text)[] edits)
    {
        var command = new SaveDefinitions([.. edits.Select(edit => new DefinitionEdit(edit.Key, edit.Text))], Now.Commit) { Message = message };
        return Assert.IsType<SaveOutcome.Saved>(await _portal.Get<DefinitionDesk>().SaveAsync(command, await _portal.ActorAsync("ada"), CancellationToken.None)).Commit;
    }

    private async Task<long> ProposeAsync(int position) =>
        Assert.IsType<SaveOutcome.Proposed>(await _portal.Get<ProposalDesk>().ProposeAsync(new([new(s_prod, Prod(position))], Now.Commit), await _portal.ActorAsync("vera"), CancellationToken.None)).Proposal;

    private void PushFromOutside(params (string Path, string Text)[] files)
    {
        var clone = _scratch.At("clone");
        Scratch.Git(_scratch.Folder, "clone", "-q", _portal.Get<DataFolder>().Definitions, clone);
        foreach (var (path, text) in files) File.WriteAllText(Path.Combine(clone, path), text);
        Scratch.Git(clone, "commit", "-qam", "From outside");
        Scratch.Git(clone, "push", "-q", "origin", "main");
    }

    private Task<IRenderedComponent<HistoryPage>> RestoringAsync(string userName, string commit) =>
        _browser.OpenAsync<HistoryPage>(userName, $"/definitions/environments/prod/history?restore={commit}", page => page.Add(p => p.Folder, "environments").Add(p => p.Name, "prod"));

    private Task<IRenderedComponent<ProposalPage>> ProposalAsync(string userName, long id, string query = "") =>
        _browser.OpenAsync<ProposalPage>(userName, $"/definitions/proposals/{id}{query}", page => page.Add(p => p.Id, id));
}
