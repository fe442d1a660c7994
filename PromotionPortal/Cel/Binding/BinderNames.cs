using PromotionPortal.Cel.Running;
using PromotionPortal.Cel.Syntax;

namespace PromotionPortal.Cel.Binding;

// Names, fields and elements.
internal sealed partial class Binder
{
    private static readonly Dictionary<string, CelType> s_typeNames = new(StringComparer.Ordinal)
    {
        ["bool"] = CelType.Bool,
        ["int"] = CelType.Int,
        ["uint"] = CelType.Uint,
        ["double"] = CelType.Double,
        ["string"] = CelType.String,
        ["bytes"] = CelType.Bytes,
        ["list"] = CelType.List(CelType.Dyn),
        ["map"] = CelType.Map(CelType.Dyn, CelType.Dyn),
        ["null_type"] = CelType.Null,
        ["type"] = CelType.TypeOf(CelType.Dyn),
        ["optional_type"] = CelType.Optional(CelType.Dyn),
        ["google.protobuf.Timestamp"] = CelType.Timestamp,
        ["google.protobuf.Duration"] = CelType.Duration,
    };

    private Bound BindName(NameNode name)
    {
        if (!name.IsAbsolute && FindLocal(name.Name) is { } local) return new(new LocalStep(local.Slot), local.Type, 1);
        return BindDeclared(name.Name, name.IsAbsolute, name.Span) ?? BindUnknown(name);
    }

    private Bound BindUnknown(NameNode name)
    {
        Report(CelProblemKind.UnknownName, $"`{name.Name}` is not a variable.", name.Span, NearestName.Of(name.Name, KnownNames()));
        return new(new FailStep(new(CelFault.NoSuchVariable, $"`{name.Name}` is not a variable.", name.Span)), CelType.Dyn, 1);
    }

    private Bound? BindDeclared(string name, bool isAbsolute, CelSpan span)
    {
        foreach (var candidate in declarations.Candidates(name, isAbsolute))
        {
            if (declarations.Find(candidate) is { } variable)
            {
                _variables.Add(candidate);
                return new(new VariableStep(candidate, span), variable.Type, 1);
            }
            if (s_typeNames.TryGetValue(candidate, out var type)) return new(new LiteralStep(new CelTypeValue(candidate)), CelType.TypeOf(type), 1);
        }
        return null;
    }

    private Local? FindLocal(string name)
    {
        for (var local = _locals; local is not null; local = local.Outer)
        {
            if (local.Name == name) return local;
        }
        return null;
    }

    /// <summary>a.b.c as one name; null where it is anything else, or begins with a local name.</summary>
    private (string Name, bool IsAbsolute)? QualifiedName(Node node)
    {
        var parts = new Stack<string>();
        while (node is MemberNode { IsOptional: false } member)
        {
            parts.Push(member.Field);
            node = member.Target;
        }
        if (node is not NameNode name || (!name.IsAbsolute && FindLocal(name.Name) is not null)) return null;
        parts.Push(name.Name);
        return (string.Join('.', parts), name.IsAbsolute);
    }

    private bool IsDeclared(MemberNode member) =>
        !member.IsOptional && QualifiedName(member) is { } qualified && BindDeclared(qualified.Name, qualified.IsAbsolute, member.Span) is not null;

    private Bound BindMember(MemberNode member)
    {
        if (!member.IsOptional && QualifiedName(member) is { } qualified && BindDeclared(qualified.Name, qualified.IsAbsolute, member.Span) is { } declared) return declared;
        var target = Bind(member.Target);
        var type = FieldType(target.Type, member);
        return member.IsOptional
            ? new(new OptionalMemberStep(target.Step, member.Field, member.Span), type.IsOptional ? type : CelType.Optional(type), target.Size + 1)
            : new(new MemberStep(target.Step, member.Field, member.Span), type, target.Size + 1);
    }

    private Bound BindHas(HasNode has)
    {
        var target = Bind(has.Member.Target);
        FieldType(target.Type, has.Member);
        return new(new HasStep(target.Step, has.Member.Field, has.Span), CelType.Bool, target.Size + 1);
    }

    private CelType FieldType(CelType target, MemberNode member)
    {
        var type = _types.Substitute(target);
        if (type.IsDyn || type.IsParameter) return CelType.Dyn;
        if (type.IsOptional) return FieldType(type.Arguments[0], member) is { IsOptional: false } inner ? CelType.Optional(inner) : type;
        if (type.IsMap && _types.IsAssignable(type.Arguments[0], CelType.String)) return type.Arguments[1];
        if (type.Fields.FirstOrDefault(field => field.Name == member.Field) is { } known) return known.Type;
        var suggestion = member.Field is "length" && (type.IsList || type.Equals(CelType.String)) ? "size()" : NearestName.Of(member.Field, type.Fields.Select(field => (field.Name, field.Name)));
        var message = type.IsObject ? $"{type} has no field `{member.Field}`; it has {string.Join(", ", type.Fields.Select(field => field.Name))}." : $"{type} has no fields, so it has no `{member.Field}`.";
        Report(CelProblemKind.UnknownField, message, member.FieldSpan, suggestion);
        return CelType.Dyn;
    }

    private Bound BindElement(ElementNode element)
    {
        var (target, index) = (Bind(element.Target), Bind(element.Index));
        var type = Choose(element.IsOptional ? Signatures.OptionalIndex : Signatures.Index, target.Type, index.Type);
        if (type is null) Report(CelProblemKind.WrongType, $"{_types.Resolve(target.Type)} cannot be asked for an element by {_types.Resolve(index.Type)}.", element.Span);
        Step step = element.IsOptional ? new OptionalElementStep(target.Step, index.Step, element.Span) : new ElementStep(target.Step, index.Step, element.Span);
        return new(step, type ?? CelType.Dyn, target.Size + index.Size + 1);
    }

    /// <summary>Names in sight, and the fields one can reach through them, as they would be written.</summary>
    private IEnumerable<(string Name, string Phrase)> KnownNames()
    {
        for (var local = _locals; local is not null; local = local.Outer) yield return (local.Name, local.Name);
        foreach (var variable in declarations.Variables)
        {
            yield return (variable.Name, variable.Name);
            var (owner, path) = variable.Type is { IsMap: true } map ? (map.Arguments[1], $"{variable.Name}[…]") : (variable.Type, variable.Name);
            foreach (var field in owner.Fields) yield return (field.Name, $"{path}.{field.Name}");
        }
    }
}
