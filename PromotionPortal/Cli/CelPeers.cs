using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PromotionPortal.Cli;

/// <summary>Two packages for CEL in Node, measured there. They are restored with the page's assets, and run only where the sources are.</summary>
internal sealed class CelPeers : IAsyncDisposable
{
    public const string CelJs = "cel-js";
    public const string Bufbuild = "bufbuild";

    private const string Script = "cel.mjs";

    private readonly Process _node;

    private CelPeers(Process node) => _node = node;

    public static CelPeers Start()
    {
        var start = new ProcessStartInfo("node", [Peers.Find(Script)]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        return new(Process.Start(start) ?? throw new InvalidOperationException("Node did not start: apt-get install nodejs npm"));
    }

    /// <summary>What is measured from now on.</summary>
    public Task LoadAsync(string source, string facts, CancellationToken stop) =>
        AskAsync(new() { ["source"] = source, ["facts"] = JsonNode.Parse(facts) }, stop);

    /// <summary>The nanoseconds of one evaluation.</summary>
    public async Task<double> MeasureAsync(string engine, int milliseconds, CancellationToken stop)
    {
        await AskAsync(new() { ["engine"] = engine, ["milliseconds"] = milliseconds }, stop);
        var answer = await _node.StandardOutput.ReadLineAsync(stop) ?? throw new InvalidOperationException("Node ended. If a package is missing: npm --prefix wwwroot-assets ci");
        using var json = JsonDocument.Parse(answer);
        if (json.RootElement.GetProperty("value").ValueKind != JsonValueKind.True) throw new InvalidOperationException($"{engine} came to another result: {answer}");
        return json.RootElement.GetProperty("nanoseconds").GetDouble();
    }

    public async ValueTask DisposeAsync()
    {
        _node.StandardInput.Close();
        await _node.WaitForExitAsync();
        _node.Dispose();
    }

    private async Task AskAsync(JsonObject question, CancellationToken stop)
    {
        await _node.StandardInput.WriteLineAsync(question.ToJsonString().AsMemory(), stop);
        await _node.StandardInput.FlushAsync(stop);
    }
}
