using System.Diagnostics;

namespace PromotionPortal.Cli;

/// <summary>The peer of the canvas: a page that draws the same with React Flow alone. It is built from the page's assets, and only where the sources are.</summary>
internal sealed class BareCanvas(DirectoryInfo folder)
{
    /// <summary>What our page has drawn, for the bare one to draw in the same place.</summary>
    public const string Drawing = """
        (() => {
          const canvas = document.querySelector(".react-flow"), { width, height } = canvas.getBoundingClientRect();
          const numbers = element => element.style.transform.match(/-?[\d.]+/g).map(Number);
          const [x, y, zoom] = numbers(canvas.querySelector(".react-flow__viewport"));
          const nodes = [...canvas.querySelectorAll(".react-flow__node")].map(node => {
            const [left, top] = numbers(node);
            return { id: node.dataset.id, position: { x: left, y: top }, data: { label: node.dataset.id }, width: node.offsetWidth, height: node.offsetHeight };
          });
          const edges = [...canvas.querySelectorAll(".react-flow__edge")].map((edge, at) => {
            const [source, target] = edge.dataset.id.split("→");
            return { id: `edge-${at}`, source, target };
          });
          return JSON.stringify({ nodes, edges, viewport: { x, y, zoom }, width, height });
        })()
        """;

    /// <summary>A step in the middle of what is seen.</summary>
    public const string Node = """
        (() => {
          const { x, y, width, height } = document.querySelector(".react-flow").getBoundingClientRect();
          const far = node => { const box = node.getBoundingClientRect(); return Math.hypot(box.x + box.width / 2 - x - width / 2, box.y + box.height / 2 - y - height / 2); };
          return [...document.querySelectorAll(".react-flow__node")].sort((one, other) => far(one) - far(other))[0];
        })()
        """;

    public string Address => new Uri(Path.Combine(folder.FullName, "index.html")).AbsoluteUri;

    public static async Task<BareCanvas> BuildAsync(CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("portal-bench-");
        using var node = Process.Start(new ProcessStartInfo("node", [Peers.Find("bare-canvas.mjs"), folder.FullName]) { UseShellExecute = false })
            ?? throw new InvalidOperationException("Node did not start: apt-get install nodejs npm");
        await node.WaitForExitAsync(stop);
        return node.ExitCode == 0 ? new(folder) : throw new InvalidOperationException("React Flow could not be built. If a package is missing: npm --prefix wwwroot-assets ci");
    }

    public void Delete() => folder.Delete(recursive: true);
}
