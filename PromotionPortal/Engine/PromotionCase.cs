using System.Collections.Immutable;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Approvals;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Policies;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>A promotion and all that is known for a decision about it, read together in one transaction.</summary>
internal sealed record PromotionCase(PromotionRow Row, RequestFacts Facts, ImmutableArray<ItemCase> Items, IReadOnlyList<VoteRow> Votes)
{
    /// <summary>The gates that can still end it: what it was begun for is no reason against it.</summary>
    public Standing Standing(DateTimeOffset now)
    {
        var closed = Items.SelectMany(item => item.Gates).Where(gate => gate is { Verdict: GateVerdict.Closed, Kind: not GateKind.Target }).MinBy(gate => gate.Kind);
        var governing = Items.All(item => item.Governed is not null) ? GoverningText.Of(Items.Select(item => item.Governed!)) : Row.ToDomain().Governing;
        var asked = Items.Where(item => item.Count is { Quorum.IsNone: false }).ToList();
        return new(now, closed, governing, asked.Count > 0, asked.TrueForAll(item => item.Count!.IsMet));
    }

    /// <summary>Whether this person's approval would fill a seat that is still open.</summary>
    public bool Needs(Actor actor) => Items.Any(item =>
        item.Count is { } count && item.BarOf(actor, Facts.Definitions, Row.Environment) is null
        && QuorumMatching.Count(count.Quorum, [.. item.Agreed, new(actor.Id, actor.Name, actor.Groups)]).Filled.Length > count.Filled.Length);
}

/// <summary>One image of it: what governs it, what its gates say, who agreed and may, and who had a hand in it.</summary>
internal sealed record ItemCase(WantedImage Image, GovernedImage? Governed, ImmutableArray<Gate> Gates, QuorumCount? Count, Hands Hands)
{
    public PairRules? Rules { get; init; }

    /// <summary>Whose approval counts for it.</summary>
    public IReadOnlyList<Voter> Agreed { get; init; } = [];

    public AccessVerdict RoleOf(Actor actor, DefinitionsSnapshot definitions, string environment) => Access.Can(actor, Verb.Approve, definitions.PlaceOf(Image.Application, environment));

    /// <summary>Null: this person's approval counts for this image.</summary>
    public (ApproverBar Bar, string Words)? BarOf(Actor actor, DefinitionsSnapshot definitions, string environment)
    {
        if (Rules is null) return (ApproverBar.Role, "It is no longer defined.");
        var role = RoleOf(actor, definitions, environment);
        return ApproverRules.Bar(actor.Id, role, Rules.Switches, Hands) is { } bar ? (bar, bar.InWords(role)) : null;
    }
}
