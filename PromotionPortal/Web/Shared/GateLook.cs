using PromotionPortal.Domain.Promotions;

namespace PromotionPortal.Web.Shared;

/// <summary>The engine's gates as rows of a list, the same on every page.</summary>
public static class GateLook
{
    public static IReadOnlyList<GateLine> Of(IEnumerable<Gate> gates) => [.. gates.Select(Of)];

    private static GateLine Of(Gate gate) => new(KindOf(gate.Verdict), NameOf(gate.Kind), WordOf(gate.Verdict), gate.Help.Length > 0 ? $"{gate.What} {gate.Help}" : gate.What)
    {
        Values = [.. gate.Values.Select(value => new GateValue(value.Name, value.Value))],
        Earliest = gate.Earliest,
    };

    private static StatusKind KindOf(GateVerdict verdict) => verdict switch
    {
        GateVerdict.Open => StatusKind.Good,
        GateVerdict.Waits => StatusKind.Waiting,
        _ => StatusKind.Bad,
    };

    private static string WordOf(GateVerdict verdict) => verdict switch
    {
        GateVerdict.Open => "Open",
        GateVerdict.Waits => "Waits",
        _ => "Closed",
    };

    private static string NameOf(GateKind kind) => kind switch
    {
        GateKind.Path => "Policy",
        _ => kind.ToString(),
    };
}
