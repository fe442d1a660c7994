namespace PromotionPortal.Cel;

/// <summary>Counts what one evaluation costs. When it is exhausted, the evaluation ends with a typed error, whatever else it found.</summary>
public sealed class CelMeter(long limit)
{
    private readonly long _limit = limit;
    private long _left = limit;

    public long Spent => _limit - _left;

    public bool IsExhausted => _left < 0;

    /// <summary>False when there was not so much left: ask before allocating.</summary>
    public bool Spend(long units)
    {
        if (units > _left)
        {
            _left = -1;
            return false;
        }
        _left -= units;
        return true;
    }

    public bool SpendOnText(long characters) => Spend(1 + (characters / CelLimits.CharactersPerUnit));
}
