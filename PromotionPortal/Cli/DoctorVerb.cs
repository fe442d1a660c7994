using System.CommandLine;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Engine;
using PromotionPortal.Storage;

namespace PromotionPortal.Cli;

/// <summary>`doctor`: checks what must hold, in a running portal or in the data folder of one.</summary>
internal static class DoctorVerb
{
    public static Command Create()
    {
        var data = new Option<string?>("--data") { Description = "The data folder to look into, instead of asking a running portal" };
        var command = new Command("doctor", "Checks that every promotion goes on or has ended, that each end is told once, and that the audit chain holds.") { data, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            var findings = parsed.GetValue(data) is { } folder ? await LookAsync(new DataFolder(Path.GetFullPath(folder)), stop) : await AskAsync(parsed, stop);
            var output = parsed.InvocationConfiguration.Output;
            foreach (var finding in findings) await output.WriteLineAsync($"{finding.Invariant}: {finding.What}");
            if (findings.Count > 0) throw new CliException(ExitCode.Refused, $"{findings.Count} of what must hold does not.");
            await output.WriteLineAsync("Everything holds.");
        });
        return command;
    }

    private static async Task<IReadOnlyList<Finding>> AskAsync(ParseResult parsed, CancellationToken stop)
    {
        using var client = PortalClient.Of(parsed);
        return (await client.GetAsync("/api/doctor", stop)).Deserialize<Finding[]>(JsonSerializerOptions.Web) ?? [];
    }

    private static async Task<IReadOnlyList<Finding>> LookAsync(DataFolder data, CancellationToken stop)
    {
        if (!File.Exists(data.Database)) throw new CliException(ExitCode.Usage, $"{data.Root} holds no portal.");
        var services = new ServiceCollection();
        services.AddStorage(data);
        await using var provider = services.BuildServiceProvider();
        return await new Doctor(provider.GetRequiredService<IDbContextFactory<PortalDb>>()).ExamineAsync(stop);
    }
}
