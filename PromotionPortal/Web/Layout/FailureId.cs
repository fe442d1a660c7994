using Trace = System.Diagnostics.Activity;

namespace PromotionPortal.Web.Layout;

/// <summary>The id that a person quotes and a log line carries.</summary>
public static class FailureId
{
    public static string Current() => (Trace.Current?.TraceId ?? System.Diagnostics.ActivityTraceId.CreateRandom()).ToHexString();
}

internal static partial class PageErrorLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "A page failed; the person was shown id {Id}")]
    public static partial void PageFailed(ILogger log, string id, Exception exception);
}
