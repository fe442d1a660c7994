using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace PromotionPortal.E2E;

/// <summary>axe, run in the page itself: the package's own way opens another tab for each look, which takes longer than looking.</summary>
internal static class Axe
{
    private const string InBothThemes = """
        async () => {
          const look = async (theme, runOnly) => {
            document.documentElement.dataset.theme = theme;
            const { violations } = await axe.run(document, { runOnly, resultTypes: ["violations"] });
            return violations.map(violation => `${theme}: ${violation.id}: ${violation.nodes[0].html}`);
          };
          const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
          // The other theme changes colours and nothing else.
          return [
            ...await look("light", { type: "tag", values: standards }),
            ...await look("dark", { type: "rule", values: ["color-contrast", "link-in-text-block"] }),
          ];
        }
        """;

    private static readonly string s_axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>What is wrong, in words. The page is dark afterwards.</summary>
    public static async Task<string[]> FaultsAsync(IPage page)
    {
        await page.EvaluateAsync(s_axe);
        return await page.EvaluateAsync<string[]>(InBothThemes);
    }
}
