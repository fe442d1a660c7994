using PromotionPortal.Storage;
using PromotionPortal.Web.Shared;

namespace PromotionPortal.Web.Activity;

/// <summary>How the state of an event from a registry looks.</summary>
public static class HookLook
{
    public static StatusKind KindOf(HookState state) => state switch
    {
        HookState.Waiting => StatusKind.Waiting,
        HookState.Handled => StatusKind.Good,
        HookState.GivenUp => StatusKind.Bad,
        _ => StatusKind.Quiet,
    };

    public static string WordOf(HookState state) => state switch
    {
        HookState.Waiting => "Waiting",
        HookState.Handled => "Looked at",
        HookState.GivenUp => "Given up",
        _ => "Started nothing",
    };
}
