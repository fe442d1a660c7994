using PromotionPortal.Engine;
using PromotionPortal.Storage.Views;
using PromotionPortal.Web.Shared;

namespace PromotionPortal.Web.Admin;

/// <summary>What the page of registries says.</summary>
public static class RegistryWords
{
    public static string UsedBy(RegistryLine line) => (line.Applications, line.Environments) switch
    {
        (0, 0) => "nothing",
        (var applications, 0) => Count(applications, "application"),
        (0, var environments) => Count(environments, "environment"),
        var (applications, environments) => $"{Count(applications, "application")}, {Count(environments, "environment")}",
    };

    /// <summary>Why it was not done; null when it was.</summary>
    public static string? Refusal(RegistryOutcome outcome) => outcome switch
    {
        RegistryOutcome.NotAllowed no => no.Reason,
        RegistryOutcome.NotDefined no => no.Reason,
        RegistryOutcome.NotOurs no => no.Reason,
        RegistryOutcome.TooOften no => no.Reason,
        _ => null,
    };

    public static StatusKind KindOf(ProbeVerdict verdict) => verdict switch
    {
        ProbeVerdict.Passed => StatusKind.Good,
        ProbeVerdict.Failed => StatusKind.Bad,
        _ => StatusKind.Quiet,
    };

    public static string WordOf(ProbeVerdict verdict) => verdict switch
    {
        ProbeVerdict.Passed => "yes",
        ProbeVerdict.Failed => "no",
        _ => "not tried",
    };

    public static string Freed(RegistryCollected collected) => collected.Files == 0 ? "nothing to free" : $"{Count(collected.Files, "file")} of {ByteWords.Of(collected.Bytes)} freed";

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
