using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace PromotionPortal.E2E;

public sealed partial class SigningInStories(RunningPortal portal) : IClassFixture<RunningPortal>
{
    [Fact]
    public async Task Ada_signs_her_command_line_in_from_the_browser()
    {
        using var login = portal.Demo.Start("login", "--server", portal.Demo.Address);
        var link = (await login.StandardOutput.ReadLineAsync())!["Open ".Length..];
        await using var visit = await portal.SignedInAsync("ada");
        await visit.GoAsync(link);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Approve this sign-in" }).ClickAsync();
        await login.WaitForExitAsync();
        Assert.Equal(0, login.ExitCode);

        var (code, output, _) = await portal.Demo.RunAsync(person: null, "whoami");
        Assert.Equal(0, code);
        Assert.StartsWith("Ada Admin, by Session", output, StringComparison.Ordinal);
        Assert.Equal(0, (await portal.Demo.RunAsync(person: null, "logout")).Code);
        Assert.Equal(3, (await portal.Demo.RunAsync(person: null, "whoami", "--server", portal.Demo.Address)).Code);
    }

    [Fact]
    public async Task A_link_signs_in_once_and_looking_at_it_does_not_use_it_up()
    {
        await using var priya = await portal.VisitAsync();
        var link = portal.Demo.Person("priya").Link;
        await priya.Page.GotoAsync(link);
        await priya.Page.GotoAsync(link);
        await priya.Page.GetByRole(AriaRole.Button, new() { NameString = "Sign in as" }).ClickAsync();
        await priya.Page.GetByLabel("New password", new() { Exact = true }).FillAsync("three plain little words");
        await priya.Page.GetByLabel("New password again").FillAsync("three plain little words");
        await priya.Page.GetByRole(AriaRole.Button, new() { Name = "Set password" }).ClickAsync();
        await Assertions.Expect(priya.Page.GetByRole(AriaRole.Heading, new() { Name = "Applications" })).ToBeVisibleAsync();

        await using var thief = await portal.VisitAsync();
        await thief.Page.GotoAsync(link);
        await Assertions.Expect(thief.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await thief.Page.GotoAsync("/sign-in");
        await thief.Page.GetByLabel("Name").FillAsync("priya");
        await thief.Page.GetByLabel("Password").FillAsync("three plain little words");
        await thief.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(thief.Page.GetByRole(AriaRole.Heading, new() { Name = "Applications" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_empty_portal_offers_one_link_to_set_it_up_and_has_no_default_password()
    {
        var folder = Directory.CreateTempSubdirectory("portal-empty-");
        using var process = portal.Demo.Start("--Data:Folder", folder.FullName, "--Kestrel:Endpoints:Http:Url", "http://127.0.0.1:0");
        try
        {
            await process.StandardOutput.ReadLineAsync();
            var link = SetUpLink().Match((await process.StandardOutput.ReadLineAsync())!).Value;
            await using var visit = await portal.VisitAsync();
            await visit.Page.GotoAsync(link);
            await visit.Page.GetByLabel("User name").FillAsync("grace");
            await visit.Page.GetByLabel("Your name").FillAsync("Grace");
            await visit.Page.GetByLabel("Password").FillAsync("a long enough password");
            await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Set up the portal" }).ClickAsync();
            await Assertions.Expect(visit.Page.GetByText("No applications yet")).ToBeVisibleAsync();
            await visit.Page.GotoAsync(link);
            await Assertions.Expect(visit.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
            folder.Delete(recursive: true);
        }
    }

    [GeneratedRegex("http://[^ ]+/set-up[^ ]+", RegexOptions.None, 1000)]
    private static partial Regex SetUpLink();
}
