using PromotionPortal.Domain.Promotions;
using PromotionPortal.Engine;
using PromotionPortal.Storage;
using PromotionPortal.Storage.Views;

namespace PromotionPortal.Api;

/// <summary>A promotion in a list.</summary>
public sealed record PromotionSummary(
    long Id, PromotionState State, string Environment, IReadOnlyList<PromotedImage> Images, string Reason, string RequestedBy, DateTimeOffset RequestedAt, DateTimeOffset? EndedAt, EndingKind? Ending, string? What, string? Help)
{
    public static PromotionSummary Of(PromotionRow row) => new(
        row.Id, row.State, row.Environment, [.. row.Items.OrderBy(item => item.Id).Select(PromotedImage.Of)], row.Reason, row.RequestedByName, row.RequestedAt, row.EndedAt, row.EndingKind, row.EndingWhat, row.EndingHelp);
}

public sealed record PromotedImage(string Application, string Digest, string? Tag, string? From, string Source, string Target, ItemPhase Phase)
{
    public static PromotedImage Of(PromotionItemRow item) => new(
        item.Application, item.Digest, item.Tag, item.FromEnvironment, $"{item.SourceRegistry}/{item.SourceRepository}", $"{item.TargetRegistry}/{item.TargetRepository}", item.Phase);
}

/// <summary>How far the copy of one application's image is.</summary>
public sealed record CopyState(
    string Application, long DoneBytes, long TotalBytes, int DoneBlobs, int TotalBlobs, double BytesPerSecond, double? SecondsLeft, IReadOnlyList<TravellingBlob> Travelling)
{
    public static CopyState Of(string application, CopyReading reading) => new(
        application, reading.DoneBytes, reading.TotalBytes, reading.Progress.DoneBlobs, reading.Progress.TotalBlobs, reading.BytesPerSecond, reading.Left?.TotalSeconds,
        [.. reading.Progress.Travelling.Select(blob => new TravellingBlob(blob.Digest.Text, blob.DoneBytes, blob.Size))]);
}

/// <summary>A blob whose bytes are on their way.</summary>
public sealed record TravellingBlob(string Digest, long DoneBytes, long Size);

/// <summary>A promotion with what it waits on.</summary>
public sealed record PromotionDetail(PromotionSummary Promotion, string DefinitionsCommit, long? RetryOf, long? RetriedBy, IReadOnlyList<StepLine> Steps, IReadOnlyList<CopyState> Copies)
{
    public static PromotionDetail Of(PromotionView view, CopyMeter meter) => new(
        PromotionSummary.Of(view.Row), view.Row.DefinitionsCommit, view.Row.RetryOf, view.RetriedBy, view.Steps,
        [.. view.Row.Items.Select(item => (item.Application, Reading: meter.Read(view.Row.Id, item.Application))).Where(copy => copy.Reading is not null)
            .Select(copy => CopyState.Of(copy.Application, copy.Reading!))]);
}
