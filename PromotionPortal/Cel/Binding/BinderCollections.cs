using PromotionPortal.Cel.Running;
using PromotionPortal.Cel.Syntax;

namespace PromotionPortal.Cel.Binding;

// Lists, maps, and what walks over them.
internal sealed partial class Binder
{
    private Bound BindList(ListNode list)
    {
        CelType? type = null;
        var (items, size) = (new List<(Step, bool)>(), 1);
        foreach (var item in list.Items)
        {
            var value = Bind(item.Value);
            type = _types.Join(type, item.IsOptional ? Unwrapped(value.Type, item.Value.Span) : value.Type);
            items.Add((value.Step, item.IsOptional));
            size += value.Size;
        }
        Step step = new ListStep([.. items], list.Span);
        return new(Folded(step, [.. items.Select(item => item.Item1)]), CelType.List(type ?? _types.Fresh()), size);
    }

    private Bound BindMap(MapNode map)
    {
        (CelType? keys, CelType? values) = (null, null);
        var (items, size) = (new List<(Step, Step, bool)>(), 1);
        foreach (var item in map.Items)
        {
            var (key, value) = (Bind(item.Key), Bind(item.Value));
            keys = _types.Join(keys, key.Type);
            values = _types.Join(values, item.IsOptional ? Unwrapped(value.Type, item.Value.Span) : value.Type);
            items.Add((key.Step, value.Step, item.IsOptional));
            size += key.Size + value.Size;
        }
        return new(new MapStep([.. items], map.Span), CelType.Map(keys ?? _types.Fresh(), values ?? _types.Fresh()), size);
    }

    private CelType Unwrapped(CelType type, CelSpan span)
    {
        var inner = _types.Fresh();
        if (_types.IsAssignable(CelType.Optional(inner), type)) return _types.Substitute(inner);
        Report(CelProblemKind.WrongType, $"After `?` stands an optional, not {_types.Resolve(type)}.", span);
        return CelType.Dyn;
    }

    private Bound BindComprehension(ComprehensionNode node)
    {
        var range = Bind(node.Range);
        var (first, second) = WalkedTypes(range.Type, node);
        var outer = _locals;
        var firstLocal = Declare(node.First, first);
        var secondLocal = node.Second is null ? null : Declare(node.Second, second);
        var filter = node.Filter is null ? (Bound?)null : Required(node.Filter, CelType.Bool, "The condition");
        var body = node.Kind is MacroKind.Map or MacroKind.TransformMap ? Bind(node.Body) : Required(node.Body, CelType.Bool, "The condition");
        _locals = outer;
        var size = body.Size + (filter?.Size ?? 0) + 1;
        var parts = new ComprehensionStep.Parts(range.Step, firstLocal.Slot, secondLocal?.Slot ?? -1, filter?.Step, body.Step, size, node.Span);
        return new(StepOf(node.Kind, parts), ResultOf(node.Kind, first, body.Type), range.Size + size);
    }

    private static ComprehensionStep StepOf(MacroKind kind, ComprehensionStep.Parts parts) => kind switch
    {
        MacroKind.All or MacroKind.Exists => new QuantifierStep(kind == MacroKind.All, parts),
        MacroKind.ExistsOne => new ExistsOneStep(parts),
        _ => new CollectStep(kind, parts),
    };

    private CelType ResultOf(MacroKind kind, CelType first, CelType body) => kind switch
    {
        MacroKind.Map => CelType.List(_types.Substitute(body)),
        MacroKind.Filter => CelType.List(first),
        MacroKind.TransformMap => CelType.Map(first, _types.Substitute(body)),
        _ => CelType.Bool,
    };

    /// <summary>Of a list the elements, or index and element; of a map the keys, or key and value.</summary>
    private (CelType First, CelType Second) WalkedTypes(CelType range, ComprehensionNode node)
    {
        var type = _types.Substitute(range);
        if (type.IsList) return node.Second is null ? (type.Arguments[0], CelType.Dyn) : (CelType.Int, type.Arguments[0]);
        if (type.IsMap) return (type.Arguments[0], type.Arguments[1]);
        if (!type.IsDyn && !type.IsParameter) Report(CelProblemKind.WrongType, $"Only lists and maps can be walked over, not {_types.Resolve(type)}.", node.Range.Span);
        return (CelType.Dyn, CelType.Dyn);
    }

    private Bound BindOptionalMap(OptionalMapNode node)
    {
        var target = Bind(node.Target);
        var inner = Unwrapped(target.Type, node.Target.Span);
        var outer = _locals;
        var local = Declare(node.Name, inner);
        var body = Bind(node.Body);
        _locals = outer;
        var type = node.IsFlat ? CelType.Optional(Unwrapped(body.Type, node.Body.Span)) : CelType.Optional(body.Type);
        return new(new OptionalMapStep(target.Step, local.Slot, body.Step, node.IsFlat, node.Span), type, target.Size + body.Size + 1);
    }

    private Local Declare(string name, CelType type)
    {
        _locals = new(name, type, _locals is null ? 0 : _locals.Slot + 1, _locals);
        Slots = Math.Max(Slots, _locals.Slot + 1);
        return _locals;
    }
}
