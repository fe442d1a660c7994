using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Domain.Promotions;

/// <summary>Something to be done outside, so exactly said that nothing is left to choose. Doing it twice is doing it once.</summary>
public abstract record PromotionEffect(string Application)
{
    /// <summary>Names the step within its promotion; a step exists once.</summary>
    public abstract string Step { get; }

    /// <summary>Ask both registries what they have.</summary>
    public sealed record CheckImage(string Application, Digest Digest, string? Tag, ImagePlace Source, ImagePlace Target) : PromotionEffect(Application)
    {
        public override string Step => $"check/{Application}";
    }

    /// <summary>Bring the image and all it consists of; no tag is touched.</summary>
    public sealed record CopyImage(string Application, Digest Digest, ImagePlace Source, ImagePlace Target) : PromotionEffect(Application)
    {
        public override string Step => $"copy/{Application}";
    }

    /// <summary>Let the tag point at the image, if it points at nothing or at what it is to replace.</summary>
    public sealed record PointTag(string Application, Digest Digest, string Tag, ImagePlace Target, Digest? Replaces) : PromotionEffect(Application)
    {
        public override string Step => $"tag/{Application}";
    }
}
