using System.Runtime.CompilerServices;
using Microsoft.Playwright;

namespace PromotionPortal.E2E;

/// <summary>The pictures of the README, taken anew when SCREENSHOTS=1.</summary>
internal static class Screenshots
{
    public static async Task TakeAsync(IPage page, string name, [CallerFilePath] string caller = "")
    {
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") != "1") return;
        await page.SetViewportSizeAsync(1280, 720);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Path.GetDirectoryName(caller)!, "..", "docs", name + ".png"), Animations = ScreenshotAnimations.Disabled });
        await page.SetViewportSizeAsync(1440, 900);
    }
}
