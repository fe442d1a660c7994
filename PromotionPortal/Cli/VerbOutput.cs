using System.CommandLine;

namespace PromotionPortal.Cli;

/// <summary>How verbs speak: in lines for people, or in JSON for scripts.</summary>
internal static class VerbOutput
{
    public static Option<string> Format { get; } = Make();

    public static bool IsJson(this ParseResult parsed) => parsed.GetValue(Format) == "json";

    public static Task PrintAsync(this ParseResult parsed, string line) => parsed.InvocationConfiguration.Output.WriteLineAsync(line);

    /// <summary>The part of an address behind the question mark, without what is not said.</summary>
    public static string Query(params (string Name, string? Value)[] parts) =>
        "?" + string.Join('&', parts.Where(part => part.Value is not null).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}"));

    private static Option<string> Make()
    {
        var format = new Option<string>("--output") { Description = "text or json", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        return format;
    }
}
