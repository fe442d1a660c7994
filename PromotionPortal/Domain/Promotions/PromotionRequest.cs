using System.Collections.Immutable;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Domain.Promotions;

/// <summary>One image that somebody wants in an environment. From: the environment it comes from, or null for CI.</summary>
public sealed record WantedImage(string Application, Digest Digest, string? Tag, string? From);

/// <summary>What a request is judged by: read together, before the decision.</summary>
public sealed record RequestFacts(DefinitionsSnapshot Definitions, Func<string, AccessVerdict> RequesterMay)
{
    /// <summary>The applications of which the very image is in the environment already.</summary>
    public required ImmutableHashSet<string> Available { get; init; }

    /// <summary>The applications of which the very image is on its way there, with the promotion that brings it.</summary>
    public required ImmutableDictionary<string, long> UnderWay { get; init; }

    /// <summary>The applications of which the very image is available in the environment it is to come from, and where it lies.</summary>
    public required ImmutableDictionary<string, ImagePlace> PassedSource { get; init; }
}

/// <summary>Why a request is not accepted. Nothing was begun.</summary>
public sealed record Refusal(RefusalKind Kind, string What, string Help)
{
    /// <summary>The promotion that already does what was asked for.</summary>
    public long? Existing { get; init; }
}

public enum RefusalKind
{
    NothingChosen,
    NotDefined,
    NoPermission,

    /// <summary>A policy governs the pair, and nothing here enforces policies yet: better no promotion than one past its guard.</summary>
    PolicyNotInForce,

    SourceNotPassed,
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
        return (new Promotion(environment, target.ImmutableTags, [.. wanted.Select(image => Plan(image, target, facts))]), null);
    }

    private static Refusal? Refused(ImmutableArray<WantedImage> wanted, string environment, RequestFacts facts) =>
        Chosen(wanted)
        ?? Defined(wanted, environment, facts.Definitions)
        ?? wanted.Select(image => Permitted(image, facts)).FirstOrDefault(refusal => refusal is not null)
        ?? wanted.Select(image => Ungoverned(image, environment, facts.Definitions)).FirstOrDefault(refusal => refusal is not null)
        ?? wanted.Select(image => Passed(image, environment, facts)).FirstOrDefault(refusal => refusal is not null)
        ?? wanted.Select(image => NotUnderWay(image, environment, facts)).FirstOrDefault(refusal => refusal is not null)
        ?? NotThere(wanted, environment, facts);

    private static Refusal? Chosen(ImmutableArray<WantedImage> wanted) =>
        wanted.IsDefaultOrEmpty ? new(RefusalKind.NothingChosen, "No image was chosen.", "Choose at least one.")
        : wanted.Length > MostImages ? new(RefusalKind.NothingChosen, $"{wanted.Length} images were chosen.", $"Choose at most {MostImages}.")
        : wanted.DistinctBy(image => image.Application).Count() < wanted.Length
            ? new(RefusalKind.NothingChosen, "One application was chosen twice.", "Choose one image of each application.")
            : wanted.FirstOrDefault(image => image.Tag is { } tag && !IsTag(tag)) is { } odd
                ? new(RefusalKind.NothingChosen, $"'{odd.Tag}' is not a tag.", "A tag has letters, digits, '_', '.' and '-', at most 128 of them.")
                : null;

    private static bool IsTag(string text) =>
        text.Length is > 0 and <= 128 && text[0] is not ('.' or '-') && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.' or '-');

    private static Refusal? Defined(ImmutableArray<WantedImage> wanted, string environment, DefinitionsSnapshot definitions)
    {
        if (!definitions.Environments.ContainsKey(environment)) return NotDefined($"There is no environment {environment}.");
        if (wanted.FirstOrDefault(image => !definitions.Applications.ContainsKey(image.Application)) is { } unknown)
            return NotDefined($"There is no application {unknown.Application}.");
        return wanted.FirstOrDefault(image => image.From is not null && !definitions.Environments.ContainsKey(image.From)) is { } lost
            ? NotDefined($"There is no environment {lost.From}.")
            : null;
    }

    private static Refusal NotDefined(string what) => new(RefusalKind.NotDefined, what, "Look at the definitions for the right name.");

    private static Refusal? Permitted(WantedImage image, RequestFacts facts) =>
        facts.RequesterMay(image.Application) is { Allowed: false } no ? new(RefusalKind.NoPermission, no.Reason, "Ask a super-admin for the role.") : null;

    private static Refusal? Ungoverned(WantedImage image, string environment, DefinitionsSnapshot definitions)
    {
        var policy = PolicyResolution.For(definitions, definitions.Applications[image.Application], definitions.Environments[environment]);
        return policy is { Bound: null, Origins.IsEmpty: true, Ties.IsEmpty: true }
            ? null
            : new(RefusalKind.PolicyNotInForce, $"A policy governs {image.Application} in {environment}, and policies are not enforced yet.", "Take the policy or its selector away, or wait until policies are in force.");
    }

    private static Refusal? Passed(WantedImage image, string environment, RequestFacts facts) =>
        image.From == environment ? new(RefusalKind.SourceNotPassed, $"{environment} is both source and target.", "Choose another target.")
        : image.From is null || facts.PassedSource.ContainsKey(image.Application) ? null
        : new(RefusalKind.SourceNotPassed, $"{image.Application} {image.Digest.Abbreviated} is not available in {image.From}.", $"Promote it to {image.From} first, or choose another source.");

    private static Refusal? NotUnderWay(WantedImage image, string environment, RequestFacts facts) =>
        facts.UnderWay.TryGetValue(image.Application, out var existing)
            ? new(RefusalKind.AlreadyRequested, $"{image.Application} {image.Digest.Abbreviated} is on its way to {environment}.", "Follow that promotion.") { Existing = existing }
            : null;

    private static Refusal? NotThere(ImmutableArray<WantedImage> wanted, string environment, RequestFacts facts) =>
        wanted.All(image => facts.Available.Contains(image.Application))
            ? new(RefusalKind.AlreadyPromoted, $"{wanted[0].Application} {wanted[0].Digest.Abbreviated} is available in {environment} already.", "Nothing has to be done.")
            : null;

    private static PromotionItem Plan(WantedImage image, EnvironmentDefinition target, RequestFacts facts)
    {
        var source = image.From is null ? facts.Definitions.Applications[image.Application].Image : facts.PassedSource[image.Application];
        // An environment without a place of its own leaves images where they are.
        return new(image.Application, image.Digest, image.Tag, source, target.Images?.For(image.Application) ?? source);
    }
}
