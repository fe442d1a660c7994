namespace PromotionPortal.Engine;

/// <summary>Every line that the engine logs.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Debug, "A listener was gone")]
    public static partial void ListenerFailed(ILogger log, Exception problem);

    [LoggerMessage(LogLevel.Information, "Promotion {Promotion}: {Step} is done")]
    public static partial void EffectDone(ILogger log, long promotion, string step);

    [LoggerMessage(LogLevel.Warning, "Promotion {Promotion}: {Step} has to be tried again at {DueAt}: {Problem}")]
    public static partial void EffectPostponed(ILogger log, long promotion, string step, DateTimeOffset dueAt, string problem);

    [LoggerMessage(LogLevel.Warning, "Promotion {Promotion}: {Step} failed for good: {Problem}")]
    public static partial void EffectFailed(ILogger log, long promotion, string step, string problem);

    [LoggerMessage(LogLevel.Warning, "Promotion {Promotion}: {Step} was taken over by another worker")]
    public static partial void EffectFenced(ILogger log, long promotion, string step);

    [LoggerMessage(LogLevel.Error, "Promotion {Promotion}: {Step} met a fault of the portal")]
    public static partial void EffectFault(ILogger log, long promotion, string step, Exception problem);

    [LoggerMessage(LogLevel.Error, "The outbox could not be read")]
    public static partial void OutboxUnreadable(ILogger log, Exception problem);

    [LoggerMessage(LogLevel.Error, "The definitions could not be read anew; those read last stay in force")]
    public static partial void DefinitionsUnreadable(ILogger log, Exception problem);

    [LoggerMessage(LogLevel.Warning, "The exchange of definitions with {Remote} did not work: {Problem}")]
    public static partial void RemoteFailed(ILogger log, string remote, string problem);

    [LoggerMessage(LogLevel.Error, "The exchange of definitions met a fault of the portal")]
    public static partial void RemoteFault(ILogger log, Exception problem);

    [LoggerMessage(LogLevel.Warning, "The definitions repository could not be packed: {Outcome}")]
    public static partial void NotPacked(ILogger log, string outcome);

    [LoggerMessage(LogLevel.Warning, "The images of {Application} could not be listed: {Problem}")]
    public static partial void SourceSilent(ILogger log, string application, string problem);

    [LoggerMessage(LogLevel.Information, "Message {Message} was sent at try {Attempt}")]
    public static partial void DeliverySent(ILogger log, long message, int attempt);

    [LoggerMessage(LogLevel.Warning, "Message {Message} has to be tried again: {Problem}")]
    public static partial void DeliveryPostponed(ILogger log, long message, string problem);

    [LoggerMessage(LogLevel.Warning, "Message {Message} failed for good: {Problem}")]
    public static partial void DeliveryFailed(ILogger log, long message, string problem);

    [LoggerMessage(LogLevel.Error, "Message {Message} met a fault of the portal")]
    public static partial void DeliveryFault(ILogger log, long message, Exception problem);

    [LoggerMessage(LogLevel.Error, "What registries told could not be handled")]
    public static partial void InboxFault(ILogger log, Exception problem);
}
