using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace PromotionPortal.Web.Shared;

/// <summary>A component that shows something of the address, and so is rendered again when the address changes.</summary>
public abstract class FollowsAddress : ComponentBase, IDisposable
{
    [Inject] protected NavigationManager Navigation { get; set; } = default!;

    protected override void OnInitialized() => Navigation.LocationChanged += OnMoved;

    protected virtual void AddressChanged()
    {
    }

    protected virtual void Dispose(bool disposing) => Navigation.LocationChanged -= OnMoved;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    private void OnMoved(object? sender, LocationChangedEventArgs moved) => _ = InvokeAsync(() =>
    {
        AddressChanged();
        StateHasChanged();
    });
}
