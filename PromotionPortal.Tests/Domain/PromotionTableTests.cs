using System.Text;
using PromotionPortal.Domain.Approvals;
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
    ])
    { ExpiresAt = DateTimeOffset.UnixEpoch.AddDays(7) };

    private static readonly (string Name, Promotion Promotion)[] s_states =
    [
        ("Requested, nothing checked", s_new),
        ("Requested, shop checked", Phases(PromotionState.Requested, ItemPhase.Checked, ItemPhase.Planned)),
        ("Requested, cart checked", Phases(PromotionState.Requested, ItemPhase.Planned, ItemPhase.Checked)),
        ("AwaitingApproval", Phases(PromotionState.AwaitingApproval, ItemPhase.Checked, ItemPhase.Checked)),
        ("Queued", Phases(PromotionState.Queued, ItemPhase.Checked, ItemPhase.Checked)),
        ("Copying, nothing copied", Phases(PromotionState.Copying, ItemPhase.Checked, ItemPhase.Checked)),
        ("Copying, cart copied", Phases(PromotionState.Copying, ItemPhase.Checked, ItemPhase.Copied)),
        ("Copying, all copied", Phases(PromotionState.Copying, ItemPhase.Copied, ItemPhase.Copied)),
        ("Copying, cart tagged", Phases(PromotionState.Copying, ItemPhase.Copied, ItemPhase.Available)),
        ("Promoted", Phases(PromotionState.Promoted, ItemPhase.Available, ItemPhase.Available)),
        .. Enum.GetValues<PromotionState>().Where(state => state.IsEnd() && state != PromotionState.Promoted).Select(state => (state.ToString(), s_new with { State = state })),
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
        ("a vote is given or taken back", new PromotionEvent.VotesChanged()),
        ("it is rejected", new PromotionEvent.Rejected("Paul", "Not today.")),
        ("it is withdrawn", new PromotionEvent.Withdrawn("Dora")),
        ("it is cancelled", new PromotionEvent.Cancelled("Dora")),
        ("it is superseded", new PromotionEvent.Superseded(7)),
        ("tick", new PromotionEvent.Tick()),
    ];

    private static readonly Standing s_open = new(DateTimeOffset.UnixEpoch, Closed: null, GoverningText.None, NeedsApproval: false, IsApproved: false);

    private static readonly (string Name, Standing Standing)[] s_standings =
    [
        ("nobody has to agree", s_open),
        ("people have to agree", s_open with { NeedsApproval = true }),
        ("they have agreed", s_open with { NeedsApproval = true, IsApproved = true }),
        ("its time is over", s_open with { NeedsApproval = true, Now = DateTimeOffset.UnixEpoch.AddDays(8) }),
        ("what governs has changed", s_open with { NeedsApproval = true, IsApproved = true, Governing = new(["shop: approvals.count = 2"]) }),
        ("what governs has changed, and nobody has to agree", s_open with { Governing = new(["shop: approvals.count = 0"]) }),
        ("a gate has closed", s_open with { IsApproved = true, Closed = Gate.Closed(GateKind.Conditions, RefusalKind.BlockedByPolicy, "The pass condition does not hold.", "Promote another image.") }),
    ];

    [Fact]
    public void Every_event_in_every_state()
    {
        var table = new StringBuilder("What every event does to a promotion of two images, shop and cart, in every state.\n");
        foreach (var (state, promotion) in s_states)
        {
            table.Append(System.Globalization.CultureInfo.InvariantCulture, $"\n{state}\n");
            foreach (var (name, happened) in s_events) table.Append(System.Globalization.CultureInfo.InvariantCulture, $"  {name,-32} {Say(promotion, PromotionDecider.Decide(promotion, happened, s_open))}\n");
        }
        table.Append("\nWhat it comes to where gates are looked at, by what is so then.\n");
        foreach (var (state, name, happened) in Looks())
        {
            table.Append(System.Globalization.CultureInfo.InvariantCulture, $"\n{state}, {name}\n");
            var promotion = s_states.First(one => one.Name == state).Promotion;
            foreach (var (so, standing) in s_standings) table.Append(System.Globalization.CultureInfo.InvariantCulture, $"  {so,-50} {Say(promotion, PromotionDecider.Decide(promotion, happened, standing))}\n");
        }
        ApprovedText.Check("PromotionTable", table.ToString());
    }

    private static IEnumerable<(string State, string Name, PromotionEvent Event)> Looks() =>
    [
        ("Requested, cart checked", "shop is found", new PromotionEvent.ImageFound("shop", s_shop, TargetTag: null)),
        ("AwaitingApproval", "a vote is given or taken back", new PromotionEvent.VotesChanged()),
        ("AwaitingApproval", "tick", new PromotionEvent.Tick()),
        ("Queued", "a vote is given or taken back", new PromotionEvent.VotesChanged()),
        ("Queued", "copying shop starts", new PromotionEvent.CopyStarted("shop")),
    ];

    private static string Say(Promotion before, Decision decision)
    {
        if (decision.Next == before && decision.Effects.IsEmpty) return "-";
        var items = string.Join(", ", decision.Next.Items.Select(item => $"{item.Application} {item.Phase.ToString().ToLowerInvariant()}"));
        var then = decision.Effects.IsEmpty ? "" : " · do " + string.Join(", ", decision.Effects.Select(effect => effect.Step));
        var why = decision.Next.Ending is { } ending && before.Ending is null ? $" · {ending.Kind}: {ending.What}" : "";
        var note = decision.Notes.IsEmpty ? "" : " · note: " + string.Join(' ', decision.Notes);
        var votes = decision.VoidsVotes ? " · the votes are void" : "";
        return $"{decision.Next.State} ({items}){then}{why}{note}{votes}";
    }

    private static Promotion Phases(PromotionState state, ItemPhase shop, ItemPhase cart) =>
        s_new with { State = state, Items = [s_new.Items[0] with { Phase = shop }, s_new.Items[1] with { Phase = cart }] };
}
