namespace PromotionPortal.Cel;

/// <summary>Counts what one evaluation costs. When it is exhausted, the evaluation ends with a typed error, whatever else it found.</summary>
public sealed class CelMeter(long limit)
{
    public long Spent { get; private set; }

    public bool IsExhausted => Spent > limit;

    /// <summary>False when there was not so much left: ask before allocating.</summary>
    public bool Spend(long units)
    {
        Spent = units > limit - Math.Min(Spent, limit) ? limit + 1 : Spent + units;
        return !IsExhausted;
    }

    public bool SpendOnText(long characters) => Spend(1 + (characters / CelLimits.CharactersPerUnit));
}
