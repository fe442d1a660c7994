namespace PromotionPortal.Cel.Running;

/// <summary>A part of a compiled program.</summary>
internal abstract class Step
{
    public abstract CelValue Run(Frame frame);
}

/// <summary>What one evaluation works with.</summary>
internal sealed class Frame(IReadOnlyDictionary<string, CelValue> facts, int locals, CelMeter meter, Recorder? recorder = null)
{
    public IReadOnlyDictionary<string, CelValue> Facts { get; } = facts;

    public CelValue[] Locals { get; } = locals == 0 ? [] : new CelValue[locals];

    public CelMeter Meter { get; } = meter;

    public Recorder? Recorder { get; } = recorder;
}

internal sealed class LiteralStep(CelValue value) : Step
{
    public override CelValue Run(Frame frame) => value;
}

/// <summary>What was evaluated while compiling, since it is always the same; it costs what it would cost each time.</summary>
internal sealed class FoldedStep(CelValue value, long cost) : Step
{
    public override CelValue Run(Frame frame) => frame.Meter.Spend(cost) ? value : CelError.CostExceeded;
}

internal sealed class LocalStep(int slot) : Step
{
    public override CelValue Run(Frame frame) => frame.Locals[slot];
}

internal sealed class VariableStep(string name, CelSpan span) : Step
{
    public override CelValue Run(Frame frame) =>
        frame.Facts.TryGetValue(name, out var value) ? value : new CelError(CelFault.NoSuchVariable, $"`{name}` has no value among the facts.", span);
}

/// <summary>Something that has no value, known before the evaluation; other parts may yet make it irrelevant.</summary>
internal sealed class FailStep(CelError error) : Step
{
    public override CelValue Run(Frame frame) => error;
}

/// <summary>Records what the step within gives, for an explanation.</summary>
internal sealed class TraceStep(Syntax.Node node, Step inner) : Step
{
    public override CelValue Run(Frame frame)
    {
        var depth = frame.Recorder!.Open(node);
        var value = inner.Run(frame);
        frame.Recorder.Close(depth, value);
        return value;
    }
}
