using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using PromotionPortal.Engine;

namespace PromotionPortal.Cli;

/// <summary>`registry test` and `registry collect`: what the page of registries does, from the command line.</summary>
internal static class RegistryVerb
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public static Command Create() => new("registry", "The registries that are defined.") { Test(), Collect() };

    private static Command Test()
    {
        var name = new Argument<string>("name") { Description = "Its name in the definitions" };
        var output = VerbOutput.Format;
        var command = new Command("test", "Tests the connection to a registry step by step, as promotions use it.") { name, output, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            var answer = await client.PostAsync($"/api/registries/{Uri.EscapeDataString(parsed.GetValue(name)!)}/test", body: null, stop);
            var report = answer.Deserialize<ProbeReport>(s_json)!;
            if (parsed.GetValue(output) == "json") await parsed.InvocationConfiguration.Output.WriteLineAsync(answer.GetRawText());
            else await PrintAsync(parsed.InvocationConfiguration.Output, report);
            if (report.Problem is { } problem) throw new CliException(ExitCode.Refused, problem);
        });
        return command;
    }

    private static Command Collect()
    {
        var name = new Argument<string>("name") { Description = "A registry that the portal carries itself" };
        var command = new Command("collect", "Frees what nothing refers to any more.") { name, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            var answer = await client.PostAsync($"/api/registries/{Uri.EscapeDataString(parsed.GetValue(name)!)}/collect", body: null, stop);
            await parsed.InvocationConfiguration.Output.WriteLineAsync($"{answer.GetProperty("files").GetInt32()} files of {P2pProgress.Megabytes(answer.GetProperty("bytes").GetInt64())} freed.");
        });
        return command;
    }

    private static async Task PrintAsync(TextWriter output, ProbeReport report)
    {
        foreach (var step in report.Steps)
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{Mark(step.Verdict),-10} {step.Question} {step.Subject} ({step.Milliseconds:0} ms)"));
            await output.WriteLineAsync($"{"",-10} {step.Found}");
            if (step.Help is not null) await output.WriteLineAsync($"{"",-10} {step.Help}");
        }
    }

    private static string Mark(ProbeVerdict verdict) => verdict switch
    {
        ProbeVerdict.Passed => "passed",
        ProbeVerdict.Failed => "FAILED",
        _ => "not tried",
    };
}
