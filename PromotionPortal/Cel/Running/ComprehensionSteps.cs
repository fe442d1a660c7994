using System.Diagnostics.CodeAnalysis;
using PromotionPortal.Cel.Syntax;

namespace PromotionPortal.Cel.Running;

/// <summary>A walk over the elements of a list or the entries of a map. Each round is paid for by the size of its body.</summary>
internal abstract class ComprehensionStep(ComprehensionStep.Parts parts) : Step
{
    /// <summary>The second slot is negative where there is one name only.</summary>
    internal sealed record Parts(Step Range, int First, int Second, Step? Filter, Step Body, int Size, CelSpan Span);

    protected Step? Filter { get; } = parts.Filter;

    protected Step Body { get; } = parts.Body;

    protected CelSpan Span { get; } = parts.Span;

    public sealed override CelValue Run(Frame frame)
    {
        var range = parts.Range.Run(frame);
        var state = new State();
        var end = range switch
        {
            CelError => range,
            CelList list => OverList(list, frame, state),
            CelMap map => OverMap(map, frame, state),
            _ => Faults.NoOverload("comprehension", Span, range),
        };
        return end ?? End(state);
    }

    /// <summary>What one round adds; a value ends the walk with it.</summary>
    protected abstract CelValue? Round(Frame frame, State state, CelValue first);

    protected abstract CelValue End(State state);

    protected bool IsLeftOut(Frame frame, [NotNullWhen(true)] out CelValue? error, out bool skip)
    {
        error = null;
        skip = false;
        if (Filter is null) return false;
        var value = Filter.Run(frame);
        if (value is CelBool flag) skip = !flag.Value;
        else error = value as CelError ?? Faults.NoOverload("filter", Span, value);
        return error is not null;
    }

    private CelValue? OverList(CelList list, Frame frame, State state)
    {
        for (var i = 0; i < list.Count; i++)
        {
            var item = list.Array[i];
            frame.Locals[parts.First] = parts.Second < 0 ? item : CelInt.Of(i);
            if (parts.Second >= 0) frame.Locals[parts.Second] = item;
            if (!frame.Meter.Spend(parts.Size)) return CelError.CostExceeded;
            if (Round(frame, state, frame.Locals[parts.First]) is { } end) return end;
        }
        return null;
    }

    private CelValue? OverMap(CelMap map, Frame frame, State state)
    {
        foreach (var (key, value) in map.Table)
        {
            frame.Locals[parts.First] = key;
            if (parts.Second >= 0) frame.Locals[parts.Second] = value;
            if (!frame.Meter.Spend(parts.Size)) return CelError.CostExceeded;
            if (Round(frame, state, key) is { } end) return end;
        }
        return null;
    }

    /// <summary>What a walk gathers; a program is shared, so it cannot be in the step.</summary>
    protected sealed class State
    {
        public CelError? Error { get; set; }

        public int Count { get; set; }

        // Made when first asked for: a quantifier gathers nothing.
        public List<CelValue> Items => field ??= [];

        public CelMap.Builder Entries => field ??= new();
    }
}

/// <summary>An element that decides makes the errors of the others irrelevant.</summary>
internal sealed class QuantifierStep(bool isAll, ComprehensionStep.Parts parts) : ComprehensionStep(parts)
{
    protected override CelValue? Round(Frame frame, State state, CelValue first)
    {
        var value = Body.Run(frame);
        if (value is CelBool flag) return flag.Value != isAll ? flag : null;
        state.Error ??= value as CelError ?? Faults.NoOverload(isAll ? "all" : "exists", Span, value);
        return null;
    }

    protected override CelValue End(State state) => state.Error ?? (CelValue)CelBool.Of(isAll);
}

internal sealed class ExistsOneStep(ComprehensionStep.Parts parts) : ComprehensionStep(parts)
{
    protected override CelValue? Round(Frame frame, State state, CelValue first)
    {
        var value = Body.Run(frame);
        if (value is not CelBool flag) return value as CelError ?? Faults.NoOverload("exists_one", Span, value);
        if (flag.Value) state.Count++;
        return null;
    }

    protected override CelValue End(State state) => CelBool.Of(state.Count == 1);
}

internal sealed class CollectStep(MacroKind kind, ComprehensionStep.Parts parts) : ComprehensionStep(parts)
{
    protected override CelValue? Round(Frame frame, State state, CelValue first)
    {
        if (IsLeftOut(frame, out var error, out var skip)) return error;
        if (skip) return null;
        var value = Body.Run(frame);
        if (value.Kind == CelKind.Error) return value;
        return kind switch
        {
            MacroKind.Filter => Keep(state, first, value),
            MacroKind.TransformMap => state.Entries.Add(first, value),
            _ => Keep(state, value, CelBool.True),
        };
    }

    protected override CelValue End(State state) => kind == MacroKind.TransformMap ? state.Entries.ToMap() : new CelList([.. state.Items]);

    private CelError? Keep(State state, CelValue item, CelValue condition)
    {
        if (condition is not CelBool flag) return Faults.NoOverload("filter", Span, condition);
        if (flag.Value) state.Items.Add(item);
        return null;
    }
}

internal sealed class OptionalMapStep(Step target, int slot, Step body, bool isFlat, CelSpan span) : Step
{
    public override CelValue Run(Frame frame)
    {
        var value = target.Run(frame);
        if (value.Kind == CelKind.Error) return value;
        if (value is not CelOptional optional) return Faults.NoOverload(isFlat ? "optFlatMap" : "optMap", span, value);
        if (optional.Value is not { } present) return CelOptional.None;
        frame.Locals[slot] = present;
        var mapped = body.Run(frame);
        if (mapped.Kind == CelKind.Error) return mapped;
        return !isFlat ? CelOptional.Of(mapped) : mapped is CelOptional ? mapped : Faults.NoOverload("optFlatMap", span, mapped);
    }
}
