using System.Reflection;
using System.Reflection.Emit;

namespace PromotionPortal.Tests;

/// <summary>A folder may use only folders on a lower floor. Read from the IL, so that Razor, lambdas and method bodies count.</summary>
public sealed class LayeringTests
{
    // What stands in no folder (Program, PortalServer, MissingPackages) puts the house together and may use everything.
    private static readonly Dictionary<string, int> s_floors = new(StringComparer.Ordinal)
    {
        ["Cel"] = 0,
        ["Links"] = 0,
        ["Domain"] = 1,
        ["Storage"] = 2,
        ["Git"] = 2,
        ["Yaml"] = 2,
        ["Outbound"] = 2,
        ["Secrets"] = 2,
        ["Registry"] = 3,
        ["Definitions"] = 3,
        ["Manifests"] = 3,
        ["Probes"] = 3,
        ["Notifications"] = 3,
        ["Identity"] = 3,
        ["Engine"] = 4,
        ["Demo"] = 5,
        ["Web"] = 6,
        ["Api"] = 6,
        ["Cli"] = 6,
        ["Schedule"] = 6,
    };

    private static readonly IReadOnlyList<Use> s_uses = FolderUses.Of(typeof(Program).Assembly, "PromotionPortal");

    [Fact]
    public void A_folder_uses_only_lower_floors() =>
        Assert.Equal("", string.Join('\n', s_uses.Where(use => s_floors[use.From] <= s_floors[use.To]).Select(use => $"{use.From} uses {use.To} in {use.Where}")));

    [Fact]
    public void What_a_Razor_page_uses_in_its_body_is_seen() =>
        Assert.Contains(s_uses, use => use is { From: "Web", To: "Links" } && use.Where.Contains("GoToSignIn", StringComparison.Ordinal));
}

/// <summary>The folder (second part of the namespace) of one type uses a type of another folder.</summary>
public sealed record Use(string From, string To, string Where);

public static class FolderUses
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> s_opCodes =
        typeof(OpCodes).GetFields().Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    public static IReadOnlyList<Use> Of(Assembly assembly, string root) =>
        [.. from type in assembly.GetTypes()
            let @from = Folder(type, root)
            where @from is not null
            from used in Uses(type).SelectMany(Parts)
            where used.Assembly == assembly
            let to = Folder(used, root)
            where to is not null && to != @from
            group type.FullName by (@from, to) into pair
            select new Use(pair.Key.@from, pair.Key.to, string.Join(", ", pair.Distinct(StringComparer.Ordinal)))];

    private static string? Folder(Type type, string root) =>
        type.Namespace?.StartsWith(root + ".", StringComparison.Ordinal) == true ? type.Namespace.Split('.')[1] : null;

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsConstructedGenericType ? type.GetGenericArguments().SelectMany(Parts).Prepend(type.GetGenericTypeDefinition())
        : [type];

    private static IEnumerable<Type> Uses(Type type) =>
        [.. type.GetInterfaces(),
         .. type.BaseType is null ? [] : new[] { type.BaseType },
         .. type.GetCustomAttributesData().SelectMany(AttributeUses),
         .. type.GetFields(Declared).Select(field => field.FieldType),
         .. type.GetMembers(Declared).OfType<MethodBase>().SelectMany(MethodUses)];

    private static IEnumerable<Type> AttributeUses(CustomAttributeData attribute) =>
        attribute.ConstructorArguments.Select(argument => argument.Value).OfType<Type>().Prepend(attribute.AttributeType);

    private static IEnumerable<Type> MethodUses(MethodBase method) =>
        [.. method.GetParameters().Select(parameter => parameter.ParameterType),
         .. method is MethodInfo { ReturnType: var returned } ? [returned] : Type.EmptyTypes,
         .. BodyUses(method)];

    private static IEnumerable<Type> BodyUses(MethodBase method)
    {
        if (method.GetMethodBody() is not { } body) yield break;
        foreach (var local in body.LocalVariables) yield return local.LocalType;
        var il = body.GetILAsByteArray()!;
        for (var at = 0; at < il.Length;)
        {
            var code = s_opCodes[il[at] == 0xFE ? unchecked((short)(0xFE00 | il[at + 1])) : il[at]];
            at += code.Size;
            foreach (var used in TokenUses(method, code, il, at)) yield return used;
            at += OperandSize(code, il, at);
        }
    }

    private static IEnumerable<Type> TokenUses(MethodBase method, OpCode code, byte[] il, int at)
    {
        if (code.OperandType is not (OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)) return [];
        var typeArguments = method.DeclaringType is { IsGenericType: true } declaring ? declaring.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        var member = method.Module.ResolveMember(BitConverter.ToInt32(il, at), typeArguments, methodArguments);
        var generic = member is MethodInfo { IsGenericMethod: true } call ? call.GetGenericArguments() : [];
        return (member as Type ?? member?.DeclaringType) is { } type ? generic.Prepend(type) : generic;
    }

    private static int OperandSize(OpCode code, byte[] il, int at) => code.OperandType switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
        _ => 4,
    };
}
