using System.Collections.Immutable;
using Microsoft.AspNetCore.Components;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Yaml;

namespace PromotionPortal.Web.Definitions.Form;

/// <summary>A part of a form that fills in one field.</summary>
public abstract class FormPart : ComponentBase
{
    [CascadingParameter] public FormState Form { get; set; } = null!;

    [Parameter, EditorRequired] public FormField Field { get; set; } = null!;

    /// <summary>Where in the text it stands, or would.</summary>
    [Parameter, EditorRequired] public FieldPath Path { get; set; }

    protected YamlNode? Value => Form.ValueAt(Path);

    protected string Text => Value is YamlScalar { Kind: not YamlScalarKind.Null } scalar ? scalar.Text : "";

    protected IReadOnlyList<DefinitionProblem> Problems => [.. Form.Problems[Path]];

    protected ImmutableArray<string> Suggestions => Form.SuggestionsFor(Field);

    protected string Id => "field" + string.Concat(Path.Text.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));

    /// <summary>Empty takes the key out of the text.</summary>
    protected Task SetAsync(string? text)
    {
        var words = (text ?? "").Replace("\r\n", "\n", StringComparison.Ordinal);
        return words == Text ? Task.CompletedTask : PutAsync(words.Length == 0 ? null : FormValues.Of(Field, words));
    }

    // A value that was written out stays written out: there may be a comment beside it.
    protected Task SetUnlessUsualAsync(string text) => Value is null && text == Field.Usual ? Task.CompletedTask : SetAsync(text);

    protected Task PutAsync(YamlNode? value) => Form.Change([(Path, value)]);
}
