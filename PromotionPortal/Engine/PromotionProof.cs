using System.Text.Json;
using System.Text.Json.Serialization;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>Keeps what a decision was made on.</summary>
internal static class PromotionProof
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, Converters = { new JsonStringEnumConverter() } };

    public static EvaluationRow Of(PromotionCase seen, EvaluationMoment moment, DateTimeOffset now) => new()
    {
        PromotionId = seen.Row.Id,
        Moment = moment,
        At = now,
        DefinitionsCommit = seen.Facts.Definitions.Commit,
        GoverningHash = seen.Standing(now).Governing.Hash,
        Proof = JsonSerializer.Serialize(new { Items = seen.Items.Select(item => OfItem(item, seen.Facts)) }, s_json),
    };

    // The facts with which a changed policy can be tried on this decision later.
    private static object OfItem(ItemCase item, RequestFacts facts) => new
    {
        item.Image.Application,
        Digest = item.Image.Digest.Text,
        item.Image.Tag,
        item.Image.From,
        Facts = facts.ImageOf(item.Image),
        item.Gates,
        Seats = item.Count?.Filled,
        item.Hands,
    };
}
