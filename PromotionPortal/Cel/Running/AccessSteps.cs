namespace PromotionPortal.Cel.Running;

/// <summary><c>target.field</c>; on an optional it stays an optional.</summary>
internal sealed class MemberStep(Step target, string field, CelSpan span) : Step
{
    private readonly CelString _key = new(field);

    public override CelValue Run(Frame frame)
    {
        var value = target.Run(frame);
        return value switch
        {
            CelMap map => map.TryGet(_key, out var found) ? found : new CelError(CelFault.NoSuchKey, $"There is no `{field}` in the map.", span),
            CelError => value,
            CelOptional optional => Lookup.OfOptional(optional, _key, span),
            _ => Lookup.NoFields(value, field, span),
        };
    }
}

/// <summary><c>target.?field</c></summary>
internal sealed class OptionalMemberStep(Step target, string field, CelSpan span) : Step
{
    private readonly CelString _key = new(field);

    public override CelValue Run(Frame frame)
    {
        var value = target.Run(frame);
        return value switch
        {
            CelError => value,
            CelOptional optional => Lookup.OfOptional(optional, _key, span),
            CelMap map => Lookup.OfOptional(CelOptional.Of(map), _key, span),
            _ => Lookup.NoFields(value, field, span),
        };
    }
}

internal sealed class HasStep(Step target, string field, CelSpan span) : Step
{
    private readonly CelString _key = new(field);

    public override CelValue Run(Frame frame) => Has(target.Run(frame));

    private CelValue Has(CelValue value) => value switch
    {
        CelError => value,
        CelMap map => CelBool.Of(map.TryGet(_key, out _)),
        CelOptional { Value: null } => CelBool.False,
        CelOptional { Value: { } present } => Has(present),
        _ => Lookup.NoFields(value, field, span),
    };
}

/// <summary><c>target[index]</c></summary>
internal sealed class ElementStep(Step target, Step index, CelSpan span) : OperationStep(target, index, span)
{
    protected override CelValue Apply(CelValue left, CelValue right, CelMeter meter) => left switch
    {
        CelMap map => map.TryGet(right, out var found) ? found : CelError.NoSuchKey(right).At(Span),
        CelList list => Lookup.IndexIn(list, right) is { } index ? list.Array[index] : Lookup.NoIndex(list, right, Span),
        CelOptional optional => Lookup.OfOptional(optional, right, Span),
        _ => Faults.NoOverload("[]", Span, left, right),
    };
}

/// <summary><c>target[?index]</c></summary>
internal sealed class OptionalElementStep(Step target, Step index, CelSpan span) : OperationStep(target, index, span)
{
    protected override CelValue Apply(CelValue left, CelValue right, CelMeter meter) =>
        Lookup.OfOptional(left as CelOptional ?? CelOptional.Of(left), right, Span);
}

internal static class Lookup
{
    /// <summary>Nothing is found in nothing; what cannot hold anything is an error even here.</summary>
    public static CelValue OfOptional(CelOptional optional, CelValue key, CelSpan span) => optional.Value switch
    {
        null => CelOptional.None,
        CelMap map => map.TryGet(key, out var found) ? CelOptional.Of(found) : CelOptional.None,
        CelList list when CelEquality.IsNumber(key) => IndexIn(list, key) is { } index ? CelOptional.Of(list.Array[index]) : CelOptional.None,
        CelOptional inner => OfOptional(inner, key, span),
        var other => Faults.NoOverload("[]", span, other, key),
    };

    public static int? IndexIn(CelList list, CelValue index) => index switch
    {
        CelInt number when number.Value >= 0 && number.Value < list.Count => (int)number.Value,
        CelUint number when number.Value < (ulong)list.Count => (int)number.Value,
        CelDouble number when number.Value >= 0 && number.Value < list.Count && Math.Truncate(number.Value) == number.Value => (int)number.Value,
        _ => null,
    };

    public static CelError NoIndex(CelList list, CelValue index, CelSpan span) => CelEquality.IsNumber(index)
        ? new(CelFault.OutOfRange, $"There is no element {index} in a list of {list.Count}.", span)
        : Faults.NoOverload("[]", span, list, index);

    public static CelError NoFields(CelValue value, string field, CelSpan span) =>
        new(CelFault.NoSuchOverload, $"A {CelTypeValue.NameOf(value.Kind)} has no field `{field}`.", span);
}
