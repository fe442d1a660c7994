using PromotionPortal.Cel.Syntax;

namespace PromotionPortal.Cel.Running;

/// <summary>Gathers the values of sub-expressions as they come about, up to a bound.</summary>
internal sealed class Recorder
{
    private readonly Stack<Record> _open = new();
    private int _count;

    public Record? Root { get; private set; }

    /// <summary>Some sub-expressions are not shown: there were too many.</summary>
    public bool IsCut { get; private set; }

    internal sealed class Record(Node node)
    {
        public Node Node { get; } = node;

        public CelValue Value { get; set; } = CelValue.Null;

        public List<Record> Parts { get; } = [];
    }

    public int Open(Node node)
    {
        var record = new Record(node);
        Root ??= record;
        if (++_count > CelLimits.ExplainedSteps) IsCut = true;
        else if (_open.TryPeek(out var parent)) parent.Parts.Add(record);
        _open.Push(record);
        return _open.Count;
    }

    public void Close(int depth, CelValue value)
    {
        if (depth == _open.Count) _open.Pop().Value = value;
    }
}
