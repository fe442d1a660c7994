using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace PromotionPortal.Web.Layout;

/// <summary>After going to another page the focus is on its heading; the first page leaves it to the browser, where a person may already be typing.</summary>
public sealed class FocusHeading(NavigationManager navigation, IJSRuntime js) : ComponentBase
{
    private string? _path;
    private bool _moved;

    [Parameter, EditorRequired] public Microsoft.AspNetCore.Components.RouteData RouteData { get; set; } = default!;

    protected override void OnParametersSet()
    {
        var path = new Uri(navigation.Uri).AbsolutePath; // a filter in the query is the same page
        _moved = _path is not null && _path != path;
        _path = path;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_moved) return;
        _moved = false;
        await js.InvokeVoidAsync("portal.focusHeading");
    }
}
