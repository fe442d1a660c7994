using System.Text;
using PromotionPortal.Domain.Images;
using PromotionPortal.Domain.Promotions;

namespace PromotionPortal.Tests.Domain;

/// <summary>The whole table: what every event does in every state. The approved text is the documentation.</summary>
public sealed class PromotionTableTests
{
    private static readonly Digest s_shop = Digest.Parse("sha256:" + new string('a', 64));
    private static readonly Digest s_cart = Digest.Parse("sha256:" + new string('c', 64));
    private static readonly Digest s_other = Digest.Parse("sha256:" + new string('f', 64));

    private static readonly Promotion s_new = new("prod", ImmutableTags: true,
    [
        new("shop", s_shop, "1.0", new("ci", "shop"), new("main", "prod/shop")),
        new("cart", s_cart, "2.0", new("ci", "cart"), new("main", "prod/cart")),
    ]);

    private static readonly (string Name, Promotion Promotion)[] s_states =
    [
        ("Requested, nothing checked", s_new),
        ("Requested, shop checked", Phases(PromotionState.Requested, ItemPhase.Checked, ItemPhase.Planned)),
        ("Queued", Phases(PromotionState.Queued, ItemPhase.Checked, ItemPhase.Checked)),
        ("Copying, nothing copied", Phases(PromotionState.Copying, ItemPhase.Checked, ItemPhase.Checked)),
        ("Copying, cart copied", Phases(PromotionState.Copying, ItemPhase.Checked, ItemPhase.Copied)),
        ("Copying, all copied", Phases(PromotionState.Copying, ItemPhase.Copied, ItemPhase.Copied)),
        ("Copying, cart tagged", Phases(PromotionState.Copying, ItemPhase.Copied, ItemPhase.Available)),
        ("Promoted", Phases(PromotionState.Promoted, ItemPhase.Available, ItemPhase.Available)),
        ("Refused", s_new with { State = PromotionState.Refused }),
        ("Failed", s_new with { State = PromotionState.Failed }),
    ];

    private static readonly (string Name, PromotionEvent Event)[] s_events =
    [
        ("shop is found", new PromotionEvent.ImageFound("shop", s_shop, TargetTag: null)),
        ("shop is found, its tag is there", new PromotionEvent.ImageFound("shop", s_shop, s_shop)),
        ("shop is found, its tag is taken", new PromotionEvent.ImageFound("shop", s_shop, s_other)),
        ("shop is found, its tag moved", new PromotionEvent.ImageFound("shop", s_other, TargetTag: null)),
        ("shop is missing", new PromotionEvent.ImageMissing("shop")),
        ("copying shop starts", new PromotionEvent.CopyStarted("shop")),
        ("shop is copied", new PromotionEvent.ImageCopied("shop")),
        ("the tag of shop points", new PromotionEvent.TagPointed("shop")),
        ("a step of shop fails", new PromotionEvent.StepFailed("shop", EndingKind.TargetNotWritable, "main is read-only.")),
        ("tick", new PromotionEvent.Tick()),
    ];

    [Fact]
    public void Every_event_in_every_state()
    {
        var table = new StringBuilder("What every event does to a promotion of two images, shop and cart, in every state.\n");
        foreach (var (state, promotion) in s_states)
        {
            table.Append(System.Globalization.CultureInfo.InvariantCulture, $"\n{state}\n");
            foreach (var (name, happened) in s_events) table.Append(System.Globalization.CultureInfo.InvariantCulture, $"  {name,-32} {Say(promotion, PromotionDecider.Decide(promotion, happened))}\n");
        }
        ApprovedText.Check("PromotionTable", table.ToString());
    }

    private static string Say(Promotion before, Decision decision)
    {
        if (decision.Next == before && decision.Effects.IsEmpty) return "-";
        var items = string.Join(", ", decision.Next.Items.Select(item => $"{item.Application} {item.Phase.ToString().ToLowerInvariant()}"));
        var then = decision.Effects.IsEmpty ? "" : " · do " + string.Join(", ", decision.Effects.Select(effect => effect.Step));
        var why = decision.Next.Ending is { } ending && before.Ending is null ? $" · {ending.Kind}: {ending.What}" : "";
        var note = decision.Notes.IsEmpty ? "" : " · note: " + string.Join(' ', decision.Notes);
        return $"{decision.Next.State} ({items}){then}{why}{note}";
    }

    private static Promotion Phases(PromotionState state, ItemPhase shop, ItemPhase cart) =>
        s_new with { State = state, Items = [s_new.Items[0] with { Phase = shop }, s_new.Items[1] with { Phase = cart }] };
}
