using System.Collections.Immutable;

namespace PromotionPortal.Cel.Functions;

/// <summary>How the tables of functions are written.</summary>
internal static class Define
{
    public static readonly CelType A = CelType.Parameter("A");
    public static readonly CelType B = CelType.Parameter("B");
    public static readonly CelType Strings = CelType.List(CelType.String);

    public static CelFunction Function(string name, ImmutableArray<CelType> parameters, CelType result, string description, Func<CelValue[], CelMeter, CelValue> body) =>
        new(name, IsMethod: false, parameters, result, description, body);

    /// <summary>The first parameter is the receiver.</summary>
    public static CelFunction Method(string name, ImmutableArray<CelType> parameters, CelType result, string description, Func<CelValue[], CelMeter, CelValue> body) =>
        new(name, IsMethod: true, parameters, result, description, body);

    public static string Text(this CelValue[] arguments, int index) => ((CelString)arguments[index]).Text;

    public static long Whole(this CelValue[] arguments, int index) => ((CelInt)arguments[index]).Value;

    public static ulong Unsigned(this CelValue[] arguments, int index) => ((CelUint)arguments[index]).Value;

    public static double Number(this CelValue[] arguments, int index) => ((CelDouble)arguments[index]).Value;

    public static CelList List(this CelValue[] arguments, int index) => (CelList)arguments[index];

    public static CelValue Text(string text) => text.Length == 0 ? CelString.Empty : new CelString(text);
}
