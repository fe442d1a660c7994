using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Policies;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Registry;

namespace PromotionPortal.Engine;

/// <summary>Does a step in the registries. Each looks first whether it was done already, so that doing it twice changes nothing.</summary>
public sealed class EffectWork(Rules rules, Registries registries, ImageCopier copier, CopyMeter meter, ImageSignatures signatures)
{
    /// <summary>Asks for the signatures that the policies of this promotion want, and remembers what came of it for the gates. Throws where a registry does not answer.</summary>
    public async Task<PromotionEvent> AskSignaturesAsync(Promotion promotion, CancellationToken stop)
    {
        var book = rules.Current;
        foreach (var item in promotion.Items.Where(item => WantsSignature(book, item.Application, promotion.Environment)))
            await signatures.SignedByAsync(item.Application, item.Digest, stop);
        return new PromotionEvent.Tick();
    }

    private static bool WantsSignature(RuleBook book, string application, string environment) =>
        book.Definitions.Applications.ContainsKey(application) && book.Definitions.Environments.ContainsKey(environment) && !book.For(application, environment).Policy.RequireSignatures.IsEmpty;

    public Task<PromotionEvent> DoAsync(long promotion, PromotionEffect effect, CancellationToken stop) => effect switch
    {
        PromotionEffect.CheckImage check => CheckAsync(check, stop),
        PromotionEffect.CopyImage copy => CopyAsync(promotion, copy, stop),
        PromotionEffect.PointTag point => PointAsync(point, stop),
        _ => throw new InvalidOperationException($"Nobody knows how to do {effect.Step}."),
    };

    private async Task<PromotionEvent> CheckAsync(PromotionEffect.CheckImage check, CancellationToken stop)
    {
        if (Open(check.Source) is not { } source) return Undefined(check, check.Source);
        if (Open(check.Target) is not { } target) return Undefined(check, check.Target);
        if (await source.ResolveAsync(check.Source.Repository, check.Digest.Text, stop) is null) return new PromotionEvent.ImageMissing(check.Application);
        if (check.Tag is not { } tag) return new PromotionEvent.ImageFound(check.Application, SourceTag: null, TargetTag: null);
        return new PromotionEvent.ImageFound(check.Application,
            await source.ResolveAsync(check.Source.Repository, tag, stop), await target.ResolveAsync(check.Target.Repository, tag, stop));
    }

    private async Task<PromotionEvent> CopyAsync(long promotion, PromotionEffect.CopyImage copy, CancellationToken stop)
    {
        if (Open(copy.Source) is not { } source) return Undefined(copy, copy.Source);
        if (Open(copy.Target) is not { } target) return Undefined(copy, copy.Target);
        var progress = new Progress(report => meter.Report(promotion, copy.Application, report));
        try
        {
            await copier.CopyAsync(new CopyOrder(source, copy.Source.Repository, target, copy.Target.Repository, copy.Digest), progress, stop);
            return new PromotionEvent.ImageCopied(copy.Application);
        }
        finally
        {
            meter.Forget(promotion, copy.Application);
        }
    }

    private async Task<PromotionEvent> PointAsync(PromotionEffect.PointTag point, CancellationToken stop)
    {
        if (Open(point.Target) is not { } target) return Undefined(point, point.Target);
        // What may be replaced was decided when the image was checked; here only that is obeyed.
        var outcome = await TagWriter.PointAsync(target, point.Target.Repository, point.Tag, point.Digest, immutable: false, point.Replaces, stop);
        return outcome.Result == TagResult.PointsElsewhere
            ? new PromotionEvent.StepFailed(point.Application, EndingKind.TagTaken, $"In {point.Target} the tag {point.Tag} was moved to {outcome.Elsewhere?.Abbreviated ?? "nothing"} meanwhile.")
            : new PromotionEvent.TagPointed(point.Application);
    }

    private IRegistry? Open(ImagePlace place) => rules.Current.Definitions.Registries.TryGetValue(place.Registry, out var registry) ? registries.Open(registry) : null;

    private static PromotionEvent.StepFailed Undefined(PromotionEffect effect, ImagePlace place) =>
        new(effect.Application, EndingKind.RegistryUndefined, $"The registry {place.Registry} is no longer defined.");

    // Reports on the copier's own thread: System.Progress would queue every report to the pool.
    private sealed class Progress(Action<CopyProgress> report) : IProgress<CopyProgress>
    {
        public void Report(CopyProgress value) => report(value);
    }
}
