using PromotionPortal.Domain.Access;
using PromotionPortal.Web.Shared;

namespace PromotionPortal.Tests.Web.Gallery;

/// <summary>One row of the sample list.</summary>
public sealed record SampleRow(string Application, string Tag, string Digest, string From, string To, StatusKind Kind, string Word, string Who, string? OnBehalfOf, int MinutesAgo);

/// <summary>What the sample pages show.</summary>
public static class GallerySamples
{
    public static readonly Actor Viewer = new("1", "Mira Okafor", Credential.Browser, [new Grant(Role.SuperAdmin, Reach.All)], []);

    public static readonly string Digest = "sha256:4f2c9a1be07d" + new string('3', 52);

    public static readonly IReadOnlyList<ResultLine> Results =
    [
        new("checkout", true, "Promoted to staging", "/detail"),
        new("search-index", true, "Promoted to staging", "/detail"),
        new("invoices", false, "The tag 0.42.0 moved since you chose it. Nothing was copied.", "/detail"),
        new("storefront", false, "The registry did not answer within 30 s. Nothing was copied."),
    ];

    public static IReadOnlyList<GateLine> Gates(DateTimeOffset now) =>
    [
        new(StatusKind.Good, "Definition is sound", "Open"),
        new(StatusKind.Good, "Soaked in staging", "Open", "It ran without a failed probe.") { Values = [new("soak", "26 h of 24 h"), new("failures", "0")] },
        new(StatusKind.Waiting, "Approval by two release managers", "1 of 2", "Ana Sousa approved; one more person is needed, and not the one who asked.") { Help = new("5 people in Release managers", "/parts") },
        new(StatusKind.Bad, "No freeze", "Closed", "The year-end freeze holds for production.") { Earliest = now.AddHours(63), Help = new("Operations", null) },
        new(StatusKind.Quiet, "Signature", "Not asked"),
    ];

    public static readonly IReadOnlyList<SampleRow> Rows =
    [
        new("checkout", "1.8.3", Digest, "staging", "prod", StatusKind.Waiting, "Waiting for approval", "Jonas Brandt", null, 4),
        new("payments-gateway", "2.14.0-rc.1", "sha256:9b01c77de2aa" + new string('5', 52), "test", "staging", StatusKind.Running, "Copying", "release-bot", "Ana Sousa", 7),
        new("checkout", "1.8.3", Digest, "test", "staging", StatusKind.Good, "Promoted", "Jonas Brandt", null, 51),
        new("storefront", "2026.11.20-3", "sha256:c3d4a8815f60" + new string('7', 52), "dev", "test", StatusKind.Bad, "Failed", "Ana Sousa", null, 96),
        new("invoices", "0.42.0", "sha256:e8f6b2d01c55" + new string('9', 52), "dev", "test", StatusKind.Quiet, "Superseded", "Priya Nair", null, 260),
        new("search-index", "5.1.7", "sha256:0a7de93f44b1" + new string('a', 52), "staging", "prod", StatusKind.Good, "Promoted", "Tomáš Novák", null, 1_500),
        new("storefront", "2026.11.18-1", "sha256:71bd20ffa9c3" + new string('b', 52), "test", "staging", StatusKind.Good, "Promoted", "release-bot", "Priya Nair", 2_950),
        new("payments-gateway", "2.13.6", "sha256:d02291fe8b7a" + new string('c', 52), "staging", "prod", StatusKind.Bad, "Refused", "Jonas Brandt", null, 4_400),
    ];
}
