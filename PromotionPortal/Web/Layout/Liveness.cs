using Microsoft.AspNetCore.Components;

namespace PromotionPortal.Web.Layout;

/// <summary>What a page says of itself to the style sheet, the shell's script and the tests.</summary>
public static class Liveness
{
    /// <summary>"true": live. "false": prerendered, the circuit is still to come. "static": a page that needs none.</summary>
    public static string Of(bool isInteractive, IComponentRenderMode? assigned) => (isInteractive, assigned) switch
    {
        (true, _) => "true",
        (false, null) => "static",
        _ => "false",
    };
}
