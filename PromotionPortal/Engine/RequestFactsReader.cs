using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Policies;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Storage;
using PromotionPortal.Storage.Views;
using Names = System.Collections.Generic.IReadOnlyCollection<string>;

namespace PromotionPortal.Engine;

/// <summary>Reads what a request is judged by.</summary>
internal static class RequestFactsReader
{
    // Compiled, because every request reads them.
    private static readonly Compiled<Func<PortalDb, Names, Names, IAsyncEnumerable<AvailableRow>>> s_available =
        new(() => EF.CompileAsyncQuery((PortalDb db, Names applications, Names digests) => db.Available.AsNoTracking().Where(row => applications.Contains(row.Application) && digests.Contains(row.Digest))));

    private static readonly Compiled<Func<PortalDb, string, Names, Names, IAsyncEnumerable<PromotionItemRow>>> s_active = new(() => EF.CompileAsyncQuery((PortalDb db, string environment, Names applications, Names digests) =>
        db.PromotionItems.AsNoTracking().Where(row => row.Active && row.Environment == environment && digests.Contains(row.Digest) && applications.Contains(row.Application))));

    public static async Task<RequestFacts> ReadAsync(PortalDb db, RequestPromotion command, Actor actor, RuleBook rules, DateTimeOffset now, CancellationToken stop)
    {
        var images = command.Images.IsDefault ? [] : command.Images;
        var applications = images.Select(image => image.Application).Take(RequestGates.MostImages).ToArray();
        var digests = images.Select(image => image.Digest.Text).Take(RequestGates.MostImages).ToArray();
        var available = await s_available.For(db)(db, applications, digests).ToListAsync(stop);
        var active = await s_active.For(db)(db, command.Environment, applications, digests).ToListAsync(stop);
        // What comes from CI has not to have been anywhere.
        var deployed = images.All(image => image.From is null) ? [] : await db.Deployed.AsNoTracking().Where(row => applications.Contains(row.Application) && digests.Contains(row.Digest)).ToListAsync(stop);
        bool Is(WantedImage image, string application, string digest) => image.Application == application && image.Digest.Text == digest;

        var known = await ImageFactsView.ReadAsync(db, [.. images.Take(RequestGates.MostImages).Select(image => new ImageKey(image.Application, image.Digest))], stop);
        return new RequestFacts(rules, application => Access.Can(actor, Verb.Promote, rules.Definitions.PlaceOf(application, command.Environment)), now)
        {
            Sees = application => Visible.ForPromoting(actor, rules.Definitions, application),
            Images = known.Values.DistinctBy(image => image.Application).ToImmutableDictionary(image => image.Application, StringComparer.Ordinal),
            Reason = command.Reason,
            Available = [.. available.Where(row => row.Environment == command.Environment && images.Any(image => Is(image, row.Application, row.Digest))).Select(row => row.Application)],
            UnderWay = active.Where(row => images.Any(image => Is(image, row.Application, row.Digest)))
                .DistinctBy(row => row.Application).ToImmutableDictionary(row => row.Application, row => row.PromotionId),
            PassedSource = available.Where(row => images.Any(image => image.From == row.Environment && Is(image, row.Application, row.Digest)))
                .DistinctBy(row => row.Application).ToImmutableDictionary(row => row.Application, row => row.Place)
                .AddRange(DeployedElsewhere(images, deployed, available, rules.Definitions)),
        };
    }

    // To where the portal does not deploy, CI's word is that it was there; it lies where CI pushed it.
    private static IEnumerable<KeyValuePair<string, ImagePlace>> DeployedElsewhere(ImmutableArray<WantedImage> images, List<DeployedRow> deployed, List<AvailableRow> available, DefinitionsSnapshot snapshot) =>
        from image in images.DistinctBy(image => image.Application)
        where deployed.Any(row => row.Environment == image.From && row.Application == image.Application && row.Digest == image.Digest.Text)
            && !available.Any(row => row.Environment == image.From && row.Application == image.Application && row.Digest == image.Digest.Text)
            && snapshot.Applications.ContainsKey(image.Application)
        select KeyValuePair.Create(image.Application, snapshot.Applications[image.Application].Image);

    /// <summary>The answer that was given to the same key before; null when it is new.</summary>
    public static async Task<RequestOutcome?> SameRequestAsync(PortalDb db, RequestPromotion command, Actor actor, RuleBook rules, CancellationToken stop)
    {
        if (command.IdempotencyKey is not { } key || command.DryRun) return null;
        var row = await db.Promotions.AsNoTracking().Include(row => row.Items)
            .FirstOrDefaultAsync(row => row.RequestedById == actor.Id && row.IdempotencyKey == key && row.Environment == command.Environment, stop);
        if (row is null) return null;
        var same = row.Reason == command.Reason && row.IsHotfix == command.IsHotfix && row.Items.Count == command.Images.Length && command.Images.All(image => row.Items.Exists(item => IsSame(item, image)));
        return same
            ? new RequestOutcome.Accepted(command.Environment, row.Id, row.State.IsBeforeCopy() && Asks(command, rules))
            : new RequestOutcome.Refused(command.Environment, new(RefusalKind.KeyUsedOtherwise, "This idempotency key was used for another request.", "Use a new key.") { Existing = row.Id });
    }

    /// <summary>Whether people have to agree to some of it.</summary>
    public static bool Asks(RequestPromotion command, RuleBook rules) => rules.Definitions.Environments.ContainsKey(command.Environment)
        && command.Images.Any(image => rules.Definitions.Applications.ContainsKey(image.Application) && !rules.For(image.Application, command.Environment).Quorum.IsNone);

    // Said by its digest or by its tag: a tag that was added or moved since makes no other request of it.
    private static bool IsSame(PromotionItemRow item, WantedImage image) =>
        item.Application == image.Application && item.FromEnvironment == image.From && (item.Digest == image.Digest.Text || (image.Tag is not null && item.Tag == image.Tag));
}
