using System.Collections.Immutable;

namespace PromotionPortal.Cel.Binding;

/// <summary>What is known so far of the type parameters of one expression, and whether one type may stand for another.</summary>
internal sealed class TypeMapping
{
    private readonly Dictionary<string, CelType> _known = new(StringComparer.Ordinal);
    private readonly List<(string Parameter, CelType? Before)> _learnt = [];
    private int _fresh;

    public CelType Fresh() => CelType.Parameter($"_{++_fresh}");

    /// <summary>Keeps what it learns only when all fit.</summary>
    public bool AreAssignable(ReadOnlySpan<CelType> targets, ReadOnlySpan<CelType> values)
    {
        _learnt.Clear();
        for (var i = 0; i < targets.Length; i++)
        {
            if (Assigns(targets[i], values[i])) continue;
            Unlearn();
            return false;
        }
        return true;
    }

    public bool IsAssignable(CelType target, CelType value) => AreAssignable([target], [value]);

    /// <summary>The one type of all elements of a literal; dyn where there is none.</summary>
    public CelType Join(CelType? previous, CelType current) =>
        previous is null ? current
        : !IsAssignable(previous, current) ? CelType.Dyn
        : MoreGeneral(previous, current);

    /// <summary>The type with what is known put in; a parameter that nothing bound is anything.</summary>
    public CelType Resolve(CelType type) => Substitute(type, unknown: CelType.Dyn);

    public CelType Substitute(CelType type, CelType? unknown = null)
    {
        if (_known.TryGetValue(type.Name, out var known) && type.IsParameter) return Substitute(known, unknown);
        if (type.IsParameter) return unknown ?? type;
        return type.Arguments.IsEmpty ? type : type.With([.. type.Arguments.Select(argument => Substitute(argument, unknown))]);
    }

    /// <summary>A signature with parameters of its own, so that two calls of one function do not mix.</summary>
    public Signature Instantiate(Signature signature)
    {
        if (!signature.IsGeneric) return signature;
        var names = new Dictionary<string, CelType>(StringComparer.Ordinal);
        return new([.. signature.Parameters.Select(parameter => Rename(parameter, names))], Rename(signature.Result, names));
    }

    private CelType Rename(CelType type, Dictionary<string, CelType> names)
    {
        if (!type.IsParameter) return type.Arguments.IsEmpty ? type : type.With([.. type.Arguments.Select(argument => Rename(argument, names))]);
        if (!names.TryGetValue(type.Name, out var fresh)) names[type.Name] = fresh = Fresh();
        return fresh;
    }

    private bool Assigns(CelType target, CelType value)
    {
        if (value.IsParameter)
        {
            var (isValid, wasKnown) = Bind(target, value);
            if (isValid || wasKnown) return isValid;
        }
        if (target.IsParameter) return Bind(value, target).IsValid;
        if (target.IsDyn || value.IsDyn) return true;
        if (target.Equals(CelType.Null)) return value.TakesNull;
        if (value.Equals(CelType.Null)) return target.TakesNull;
        if (target.IsType && value.IsType) return true;
        return target.Name == value.Name && target.Arguments.Length == value.Arguments.Length
            && target.Arguments.Zip(value.Arguments).All(pair => Assigns(pair.First, pair.Second));
    }

    private (bool IsValid, bool WasKnown) Bind(CelType type, CelType parameter)
    {
        if (type.Equals(parameter)) return (true, true);
        if (!_known.TryGetValue(parameter.Name, out var known)) return Learn(parameter, type) ? (true, false) : (false, false);
        if (type.Equals(known)) return (true, true);
        if (!Assigns(type, known)) return (false, true);
        Learn(parameter, MoreGeneral(type, known));
        return (true, true);
    }

    private bool Learn(CelType parameter, CelType type)
    {
        if (Mentions(type, parameter)) return false;
        _learnt.Add((parameter.Name, _known.GetValueOrDefault(parameter.Name)));
        _known[parameter.Name] = type;
        return true;
    }

    private void Unlearn()
    {
        foreach (var (parameter, before) in Enumerable.Reverse(_learnt))
        {
            if (before is null) _known.Remove(parameter);
            else _known[parameter] = before;
        }
    }

    private bool Mentions(CelType type, CelType parameter) =>
        type.IsParameter
            ? type.Equals(parameter) || (_known.TryGetValue(type.Name, out var known) && Mentions(known, parameter))
            : type.Arguments.Any(argument => Mentions(argument, parameter));

    private static CelType MoreGeneral(CelType left, CelType right) =>
        right.Equals(CelType.Null) || (!left.Equals(CelType.Null) && IsAsGeneral(left, right)) ? left : right;

    private static bool IsAsGeneral(CelType left, CelType right)
    {
        if (left.IsDyn || left.IsParameter) return true;
        if (right.IsDyn || right.IsParameter || left.Name != right.Name || left.Arguments.Length != right.Arguments.Length) return false;
        return left.IsType || left.Arguments.Zip(right.Arguments).All(pair => IsAsGeneral(pair.First, pair.Second));
    }
}
