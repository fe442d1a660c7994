namespace PromotionPortal.Cel.Running;

internal sealed class ListStep((Step Value, bool IsOptional)[] items, CelSpan span) : Step
{
    public override CelValue Run(Frame frame)
    {
        var values = new List<CelValue>(items.Length);
        foreach (var (step, isOptional) in items)
        {
            var value = step.Run(frame);
            if (value.Kind == CelKind.Error) return value;
            if (!isOptional) values.Add(value);
            else if (value is not CelOptional optional) return Entries.NotOptional(value, span);
            else if (optional.Value is { } present) values.Add(present);
        }
        return new CelList([.. values]);
    }
}

internal sealed class MapStep((Step Key, Step Value, bool IsOptional)[] items, CelSpan span) : Step
{
    public override CelValue Run(Frame frame)
    {
        var map = new CelMap.Builder();
        foreach (var (keyStep, valueStep, isOptional) in items)
        {
            var key = keyStep.Run(frame);
            if (key.Kind == CelKind.Error) return key;
            var value = valueStep.Run(frame);
            if (value.Kind == CelKind.Error) return value;
            if (isOptional && value is not CelOptional) return Entries.NotOptional(value, span);
            if ((isOptional ? ((CelOptional)value).Value : value) is { } present && map.Add(key, present) is { } error) return error.At(span);
        }
        return map.ToMap();
    }
}

internal static class Entries
{
    public static CelError NotOptional(CelValue value, CelSpan span) =>
        new(CelFault.NoSuchOverload, $"After `?` stands an optional, not a {CelTypeValue.NameOf(value.Kind)}.", span);
}
