namespace PromotionPortal.Cel;

/// <summary>Equality and order of values. Numbers of different types compare by their exact value; what cannot be compared is unequal.</summary>
internal static class CelEquality
{
    /// <summary>Null when the meter ran dry or the values are nested too deep to be compared.</summary>
    public static bool? Same(CelValue left, CelValue right, CelMeter meter, int depth = 0)
    {
        if (depth > CelLimits.ValueDepth || !meter.Spend(1)) return null;
        return (left, right) switch
        {
            (CelString a, CelString b) => SameText(a.Text, b.Text, meter),
            (CelList a, CelList b) => SameLists(a, b, meter, depth),
            (CelMap a, CelMap b) => SameMaps(a, b, meter, depth),
            (CelOptional a, CelOptional b) => SameOptionals(a, b, meter, depth),
            (CelBytes a, CelBytes b) => meter.SpendOnText(a.Content.Length) ? a.Content.AsSpan().SequenceEqual(b.Content.AsSpan()) : null,
            _ => SameScalar(left, right),
        };
    }

    public static bool SameScalar(CelValue left, CelValue right) => (left, right) switch
    {
        (CelString a, CelString b) => a.Text == b.Text,
        (CelInt a, CelInt b) => a.Value == b.Value,
        (CelBool a, CelBool b) => a.Value == b.Value,
        (CelNull, CelNull) => true,
        (CelTimestamp a, CelTimestamp b) => a.CompareTo(b) == 0,
        (CelDuration a, CelDuration b) => a.Nanoseconds == b.Nanoseconds,
        (CelSemver a, CelSemver b) => a.CompareTo(b) == 0,
        (CelTypeValue a, CelTypeValue b) => a.Name == b.Name,
        _ => IsNumber(left) && IsNumber(right) && CompareNumbers(left, right) == 0,
    };

    public static bool IsNumber(CelValue value) => value.Kind is CelKind.Int or CelKind.Uint or CelKind.Double;

    /// <summary>Null where a NaN stands: it is neither less nor greater nor equal.</summary>
    public static int? CompareNumbers(CelValue left, CelValue right) => (left, right) switch
    {
        (CelInt a, CelInt b) => a.Value.CompareTo(b.Value),
        (CelUint a, CelUint b) => a.Value.CompareTo(b.Value),
        (CelDouble a, CelDouble b) => double.IsNaN(a.Value) || double.IsNaN(b.Value) ? null : a.Value.CompareTo(b.Value),
        (CelInt a, CelUint b) => a.Value < 0 ? -1 : ((ulong)a.Value).CompareTo(b.Value),
        (CelUint a, CelInt b) => b.Value < 0 ? 1 : a.Value.CompareTo((ulong)b.Value),
        (CelInt a, CelDouble b) => Compare(a.Value, b.Value),
        (CelDouble a, CelInt b) => -Compare(b.Value, a.Value),
        (CelUint a, CelDouble b) => Compare(a.Value, b.Value),
        (CelDouble a, CelUint b) => -Compare(b.Value, a.Value),
        _ => null,
    };

    /// <summary>By code point: UTF-16 would put U+FFFD after the emojis.</summary>
    public static int CompareText(string left, string right)
    {
        var shared = left.AsSpan().CommonPrefixLength(right);
        if (shared == left.Length || shared == right.Length) return left.Length.CompareTo(right.Length);
        var (a, b) = (left[shared], right[shared]);
        return char.IsSurrogate(a) == char.IsSurrogate(b) ? a.CompareTo(b) : char.IsSurrogate(a) ? 1 : -1;
    }

    // The first double beyond the range counts as its end, to which the greatest int and uint round.
    private static int? Compare(long whole, double number) => number switch
    {
        double.NaN => null,
        9223372036854775808.0 => ((double)whole).CompareTo(number),
        > 9223372036854775808.0 => -1,
        < -9223372036854775808.0 => 1,
        _ when whole.CompareTo((long)number) is var order and not 0 => order,
        _ => 0.0.CompareTo(number - Math.Truncate(number)),
    };

    private static int? Compare(ulong whole, double number) => number switch
    {
        double.NaN => null,
        18446744073709551616.0 => ((double)whole).CompareTo(number),
        > 18446744073709551616.0 => -1,
        < 0 => 1,
        _ when whole.CompareTo((ulong)number) is var order and not 0 => order,
        _ => 0.0.CompareTo(number - Math.Truncate(number)),
    };

    private static bool? SameText(string left, string right, CelMeter meter)
    {
        if (left.Length != right.Length) return false;
        return meter.SpendOnText(left.Length) ? left == right : null;
    }

    private static bool? SameLists(CelList left, CelList right, CelMeter meter, int depth)
    {
        if (left.Count != right.Count) return false;
        for (var i = 0; i < left.Count; i++)
        {
            if (Same(left.Array[i], right.Array[i], meter, depth + 1) is not true and var answer) return answer;
        }
        return true;
    }

    private static bool? SameMaps(CelMap left, CelMap right, CelMeter meter, int depth)
    {
        if (left.Count != right.Count) return false;
        foreach (var (key, value) in left.Table)
        {
            if (!right.TryGet(key, out var other)) return false;
            if (Same(value, other, meter, depth + 1) is not true and var answer) return answer;
        }
        return true;
    }

    private static bool? SameOptionals(CelOptional left, CelOptional right, CelMeter meter, int depth) => (left.Value, right.Value) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        var (a, b) => Same(a, b, meter, depth + 1),
    };
}
