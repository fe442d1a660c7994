using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PromotionPortal.Registry;

namespace PromotionPortal.Cli;

/// <summary>Says on the outputs what a promotion does and how it ended, in the form that was asked for.</summary>
internal sealed class P2pReport(TextWriter output, TextWriter errors, bool json, TimeProvider clock)
{
    // Names are read by people: no letter of them is written as a number.
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly long _start = clock.GetTimestamp();

    public async Task<int> RunAsync(P2pSettings settings, P2pPromotion promotion, CancellationToken stop)
    {
        var progress = new P2pProgress(json ? TextWriter.Null : output, !Console.IsOutputRedirected && ReferenceEquals(output, Console.Out), clock);
        if (!json) await output.WriteLineAsync($"Promoting {settings.Source} to {settings.Destination}");
        try
        {
            var outcome = await promotion.RunAsync(settings, progress, stop);
            progress.Clear();
            return Say(settings, outcome);
        }
        catch (Exception e) when (e is P2pException or RegistryException or OperationCanceledException)
        {
            progress.Clear();
            return Refuse(e);
        }
    }

    public int Refuse(int code, string kind, string message)
    {
        if (json) output.WriteLine(new JsonObject { ["result"] = "failed", ["error"] = new JsonObject { ["kind"] = kind, ["message"] = message } }.ToJsonString(s_json));
        else errors.WriteLine(message);
        return code;
    }

    private int Refuse(Exception e) => e switch
    {
        P2pException refusal => Refuse(refusal.Code, refusal.Code == P2pVerb.TagPointsElsewhere ? "tagPointsElsewhere" : "credentials", refusal.Message),
        RegistryException no => Refuse(CodeOf(no.Fault), JsonNamingPolicy.CamelCase.ConvertName(no.Fault.ToString()), no.Message),
        _ => Refuse(P2pVerb.Failed, "stopped", "Stopped. What was copied stays, and the next try goes on from there; the tag was not set."),
    };

    private int Say(P2pSettings settings, P2pOutcome outcome)
    {
        output.WriteLine(json ? Json(settings, outcome).ToJsonString(s_json)
            : outcome.AlreadyThere ? $"Promoted before: {settings.Destination} is {outcome.Digest}"
            : Words(outcome));
        return 0;
    }

    private static string Words(P2pOutcome outcome) =>
        $"Promoted {outcome.Digest}: {P2pProgress.Megabytes(Travelled(outcome.Bytes))} copied, {P2pProgress.Megabytes(outcome.Bytes.MountedBytes)} mounted, {P2pProgress.Megabytes(outcome.Bytes.FoundBytes)} there before";

    private JsonObject Json(P2pSettings settings, P2pOutcome outcome)
    {
        var bytes = outcome.Bytes;
        return new()
        {
            ["result"] = outcome.AlreadyThere ? "alreadyPromoted" : "promoted",
            ["source"] = settings.Source.ToString(),
            ["destination"] = settings.Destination.ToString(),
            ["digest"] = outcome.Digest.Text,
            ["bytes"] = new JsonObject { ["total"] = bytes.TotalBytes, ["copied"] = Travelled(bytes), ["mounted"] = bytes.MountedBytes, ["found"] = bytes.FoundBytes },
            ["seconds"] = Math.Round(clock.GetElapsedTime(_start).TotalSeconds, 2),
        };
    }

    private static long Travelled(CopyProgress bytes) => bytes.TotalBytes - bytes.MountedBytes - bytes.FoundBytes;

    private static int CodeOf(RegistryFault fault) => fault switch
    {
        RegistryFault.Denied => P2pVerb.Denied,
        RegistryFault.Unreachable => P2pVerb.Unreachable,
        _ => P2pVerb.Failed,
    };
}
