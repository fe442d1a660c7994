using Microsoft.Playwright;

namespace PromotionPortal.E2E;

/// <summary>What is known of an image, and who said so.</summary>
public sealed class ImageStories(RunningPortal portal) : IClassFixture<RunningPortal>
{
    [Fact]
    public async Task What_CI_reports_by_the_command_line_appears_on_the_open_page()
    {
        await using var visit = await portal.SignedInAsync("priya");
        await visit.GoAsync("/applications/catalogue");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "1.3.0", Exact = true }).ClickAsync();
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("catalogue 1.3.0");
        await visit.LiveAsync();
        var (code, output, error) = await portal.Demo.RunAsync(portal.Demo.Person("dora"), "report", "--application", "catalogue", "--image", "1.3.0", "--check", "load test=failed", "--link", "https://ci.example.org/9", "--deployed-in", "dev");
        Assert.True(code == 0, error);
        Assert.Contains("load test failed; deployed in dev.", output, StringComparison.Ordinal);
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "load test" })).ToContainTextAsync("Failed");
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "load test" })).ToContainTextAsync("Dora Developer");
        await Assertions.Expect(visit.Page.GetByText("Deployed, says CI")).ToBeVisibleAsync();
        Assert.Empty(visit.Complaints);
    }

    [Fact]
    public async Task Dora_labels_an_image_writes_about_it_and_takes_the_label_off_again()
    {
        await using var visit = await portal.SignedInAsync("dora");
        var page = visit.Page;
        await visit.GoAsync("/applications/payments/images/1.3.0");
        await page.GetByLabel("New label").FillAsync("seen-by-dora");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await page.GetByLabel("Write about this image").FillAsync("Ready for the weekend.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Comment", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("Ready for the weekend.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take off seen-by-dora" }).ClickAsync();
        await Assertions.Expect(page.GetByText("took the label seen-by-dora off")).ToBeVisibleAsync();

        await using var other = await portal.SignedInAsync("paul");
        await other.GoAsync("/applications/payments/images/1.3.0");
        await Assertions.Expect(other.Page.GetByText("Ready for the weekend.")).ToBeVisibleAsync();
        await Assertions.Expect(other.Page.GetByLabel("New label")).ToHaveCountAsync(0);
        Assert.Empty(visit.Complaints);
    }
}
