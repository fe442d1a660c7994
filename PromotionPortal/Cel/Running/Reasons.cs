using PromotionPortal.Cel.Syntax;

namespace PromotionPortal.Cel.Running;

/// <summary>Why something is false, in a sentence: the part that decided, and the facts that it read.</summary>
internal static class Reasons
{
    private const int MostReasons = 3;

    public static string Of(string source, Recorder.Record record) =>
        string.Join("; ", Deciding(record).Take(MostReasons).Select(decided => Sentence(source, decided)).Distinct(StringComparer.Ordinal)) + ".";

    // The parts that alone made it false: one operand of an &&, every operand of an ||, the branch that was taken.
    private static IEnumerable<Recorder.Record> Deciding(Recorder.Record record) => record.Node switch
    {
        LogicNode { IsAnd: true } when record.Parts.Find(IsFalse) is { } part => Deciding(part),
        LogicNode { IsAnd: false } => record.Parts.Where(IsFalse).SelectMany(Deciding),
        ConditionalNode when record.Parts.Count > 1 => Deciding(record.Parts[^1]),
        ComprehensionNode { Kind: MacroKind.All } when record.Parts.FindLast(IsFalse) is { } part => Deciding(part),
        _ => [record],
    };

    private static bool IsFalse(Recorder.Record record) => record.Value is CelBool { Value: false };

    private static string Sentence(string source, Recorder.Record record)
    {
        var text = CelExplanation.Shortened(record.Node.Span.In(source));
        var facts = Facts(source, record).Distinct(StringComparer.Ordinal).Take(MostReasons).ToArray();
        return facts.Length == 0 || record.Node is NameNode ? $"`{text}` is false" : $"`{text}` is false because {string.Join(" and ", facts)}";
    }

    private static IEnumerable<string> Facts(string source, Recorder.Record record) =>
        IsFact(record.Node)
            ? [$"`{record.Node.Span.In(source)}` is {record.Value}"]
            : (record.Node is ComprehensionNode ? record.Parts.Take(1) : record.Parts).SelectMany(part => Facts(source, part));

    private static bool IsFact(Node node)
    {
        while (node is MemberNode or ElementNode) node = node is MemberNode member ? member.Target : ((ElementNode)node).Target;
        return node is NameNode;
    }
}
