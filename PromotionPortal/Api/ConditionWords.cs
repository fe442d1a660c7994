using PromotionPortal.Cel;

namespace PromotionPortal.Api;

/// <summary>What a condition can be written with: the variables of its place, and the functions of the language.</summary>
internal sealed record ConditionWords(IReadOnlyList<ConditionWords.Word> Variables, IReadOnlyList<CelWord> Functions)
{
    /// <summary>A variable or a field.</summary>
    public sealed record Word(string Name, string Help, Shape Of)
    {
        public string? Example { get; init; }
    }

    /// <summary>What can follow: the fields of an object, or what each element of a list, or value of a map, is.</summary>
    public sealed record Shape(string Type, IReadOnlyList<Word>? Fields, Shape? Each);

    public static ConditionWords Of(CelDeclarations place) => new([.. place.Variables.Select(Of)], [.. CelVocabulary.Macros, .. CelVocabulary.Functions]);

    private static Word Of(CelVariable variable) => new(variable.Name, variable.Description, Of(variable.Type)) { Example = variable.Example };

    private static Shape Of(CelType type) => new(
        type.ToString(),
        type.Fields.IsEmpty ? null : [.. type.Fields.Select(field => new Word(field.Name, field.Description, Of(field.Type)))],
        type.Arguments.IsEmpty ? null : Of(type.Arguments[^1]));
}
