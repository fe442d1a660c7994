namespace PromotionPortal.Cel.Running;

/// <summary>A small program can make a value whose parts are shared a million times; whoever writes it out must be safe from that.</summary>
internal static class ResultSize
{
    public static bool IsWithin(CelValue value)
    {
        long left = CelLimits.ResultSize;
        return Take(value, ref left, 0);
    }

    private static bool Take(CelValue value, ref long left, int depth)
    {
        left -= value switch
        {
            CelString text => text.Text.Length + 1,
            CelBytes bytes => bytes.Content.Length + 1,
            _ => 1,
        };
        return left >= 0 && depth <= CelLimits.ValueDepth && value switch
        {
            CelList list => TakeAll(list.Array, ref left, depth + 1),
            CelMap map => TakeAll(map.Entries.SelectMany(entry => new[] { entry.Key, entry.Value }), ref left, depth + 1),
            CelOptional { Value: { } present } => Take(present, ref left, depth + 1),
            _ => true,
        };
    }

    private static bool TakeAll(IEnumerable<CelValue> values, ref long left, int depth)
    {
        foreach (var value in values)
        {
            if (!Take(value, ref left, depth)) return false;
        }
        return true;
    }
}
