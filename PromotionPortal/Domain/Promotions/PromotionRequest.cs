using System.Collections.Immutable;
using PromotionPortal.Cel;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Approvals;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Images;
using PromotionPortal.Domain.Policies;

namespace PromotionPortal.Domain.Promotions;

/// <summary>One image that somebody wants in an environment. From: the environment it comes from, or null for CI.</summary>
public sealed record WantedImage(string Application, Digest Digest, string? Tag, string? From);

/// <summary>What a request is judged by: read together, before the decision.</summary>
public sealed record RequestFacts(RuleBook Rules, Func<string, AccessVerdict> RequesterMay, DateTimeOffset Now)
{
    public DefinitionsSnapshot Definitions => Rules.Definitions;

    /// <summary>Whether an application exists for who asks.</summary>
    public Func<string, bool> Sees { get; init; } = _ => true;

    /// <summary>What is known of each application's image.</summary>
    public ImmutableDictionary<string, ImageFacts> Images { get; init; } = ImmutableDictionary<string, ImageFacts>.Empty;

    /// <summary>How far the approvals of each application are; absent before anybody was asked.</summary>
    public ImmutableDictionary<string, QuorumCount> Approvals { get; init; } = ImmutableDictionary<string, QuorumCount>.Empty;

    public string Reason { get; init; } = "";

    /// <summary>The applications of which the very image is in the environment already.</summary>
    public required ImmutableHashSet<string> Available { get; init; }

    /// <summary>The applications of which the very image is on its way there, with the promotion that brings it.</summary>
    public required ImmutableDictionary<string, long> UnderWay { get; init; }

    /// <summary>The applications of which the very image is available in the environment it is to come from, and where it lies.</summary>
    public required ImmutableDictionary<string, ImagePlace> PassedSource { get; init; }

    public ImageFacts ImageOf(WantedImage image) => Images.GetValueOrDefault(image.Application) ?? new(image.Application, image.Digest);

    /// <summary>Where the image is taken from.</summary>
    public ImagePlace SourceOf(WantedImage image) => image.From is null ? Definitions.Applications[image.Application].Image : PassedSource.GetValueOrDefault(image.Application) ?? Definitions.Applications[image.Application].Image;

    public IReadOnlyDictionary<string, CelValue> ValuesOf(WantedImage image) =>
        FactValues.Of(ImageOf(image), Definitions.Applications[image.Application], SourceOf(image), image.Tag, Definitions, Now);
}

/// <summary>Why a request is not accepted. Nothing was begun.</summary>
public sealed record Refusal(RefusalKind Kind, string What, string Help)
{
    /// <summary>The promotion that already does what was asked for.</summary>
    public long? Existing { get; init; }

    /// <summary>What the gate saw.</summary>
    public ImmutableArray<GateValue> Values { get; init; } = [];
}

public enum RefusalKind
{
    NothingChosen,
    NotDefined,
    NoPermission,

    /// <summary>Two policies of the same rank contradict each other.</summary>
    PolicyUnclear,

    /// <summary>No policy is applied to the pair.</summary>
    PolicyNotConfigured,

    SourceNotPassed,

    /// <summary>No flow leads from the source to the target.</summary>
    NotDescendant,
    BlockedByPolicy,

    /// <summary>A condition failed while it was evaluated, which means no.</summary>
    EvaluationFailed,
    NotSigned,
    ReasonMissing,
    AlreadyPromoted,
    AlreadyRequested,

    /// <summary>The same idempotency key came with another request.</summary>
    KeyUsedOtherwise,

    /// <summary>The database did not take the request.</summary>
    PortalBusy,
}

/// <summary>Judges a request by its gates, in order; the first that is closed answers.</summary>
public static class RequestGates
{
    public const int MostImages = 50;

    public static (Promotion? Accepted, Refusal? Refused) Judge(ImmutableArray<WantedImage> wanted, string environment, RequestFacts facts)
    {
        if (Refused(wanted, environment, facts) is { } refusal) return (null, refusal);
        var target = facts.Definitions.Environments[environment];
        return (new Promotion(environment, target.ImmutableTags, [.. wanted.Select(image => Plan(image, target, facts))]) { ExpiresAt = facts.Now + wanted.Min(image => facts.Rules.For(image.Application, environment).Policy.ApprovalsExpireAfter) }, null);
    }

    /// <summary>What approvals of it are given to.</summary>
    public static GoverningText Governing(Promotion accepted, RequestFacts facts) =>
        GoverningText.Of(accepted.Items.Select(item => new GovernedImage(item.Digest.Text, item.Source, item.Target, facts.Definitions.Applications[item.Application], facts.Definitions.Environments[accepted.Environment], facts.Rules.For(item.Application, accepted.Environment).Policy)));

    // Of several images the earliest gate answers first, whichever image it concerns.
    private static Refusal? Refused(ImmutableArray<WantedImage> wanted, string environment, RequestFacts facts)
    {
        if (Unfit(wanted) is { } unfit) return unfit;
        var closed = wanted.SelectMany(image => PromotionGates.Of(image, environment, facts)).Where(gate => gate.Verdict == GateVerdict.Closed).ToList();
        // A set goes on where only some of it is there already.
        if (closed.Count(gate => gate.Refusal == RefusalKind.AlreadyPromoted) < wanted.Length) closed.RemoveAll(gate => gate.Refusal == RefusalKind.AlreadyPromoted);
        return closed.MinBy(gate => gate.Kind)?.ToRefusal();
    }

    private static Refusal? Unfit(ImmutableArray<WantedImage> wanted) =>
        wanted.IsDefaultOrEmpty ? new(RefusalKind.NothingChosen, "No image was chosen.", "Choose at least one.")
        : wanted.Length > MostImages ? new(RefusalKind.NothingChosen, $"{wanted.Length} images were chosen.", $"Choose at most {MostImages}.")
        : wanted.DistinctBy(image => image.Application).Count() < wanted.Length
            ? new(RefusalKind.NothingChosen, "One application was chosen twice.", "Choose one image of each application.")
            : wanted.FirstOrDefault(image => image.Tag is { } tag && !IsTag(tag)) is { } odd
                ? new(RefusalKind.NothingChosen, $"'{odd.Tag}' is not a tag.", "A tag has letters, digits, '_', '.' and '-', at most 128 of them.")
                : null;

    private static bool IsTag(string text) =>
        text.Length is > 0 and <= 128 && text[0] is not ('.' or '-') && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-');

    private static PromotionItem Plan(WantedImage image, EnvironmentDefinition target, RequestFacts facts)
    {
        var source = facts.SourceOf(image);
        // An environment without a place of its own leaves images where they are.
        return new(image.Application, image.Digest, image.Tag, source, target.Images?.For(image.Application) ?? source);
    }
}
