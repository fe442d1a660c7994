using System.Reflection;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using PromotionPortal.Domain.Access;
using PromotionPortal.Engine;
using PromotionPortal.Identity;

namespace PromotionPortal.Web.Shared;

/// <summary>A page that reads again when something moved: at once, but one reading at a time.</summary>
public abstract class LivePage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private IDisposable? _listening, _listeningBesides;
    private bool _reading, _again;

    [Inject] public Changes Changes { get; set; } = null!;

    [Inject] public Actors Actors { get; set; } = null!;

    [Inject] public MinuteClock Minutes { get; set; } = null!;

    [Inject] private NavigationManager Address { get; set; } = null!;

    [CascadingParameter] public Task<AuthenticationState> SignedIn { get; set; } = null!;

    /// <summary>Who looks, as of the last reading. What is done asks for him anew.</summary>
    protected Actor Actor { get; private set; } = Actor.Anonymous;

    /// <summary>Ends when the page is left.</summary>
    protected CancellationToken Gone => _gone.Token;

    /// <summary>Reads all that the page shows.</summary>
    protected abstract Task ReadAsync(CancellationToken stop);

    /// <summary>What else makes the page read again, where it shows more than what everybody is told of.</summary>
    protected virtual Changes? Besides => null;

    protected async Task<Actor> WhoAsync() => Actor = await Actors.OfAsync((await SignedIn).User, Gone);

    protected override async Task OnParametersSetAsync()
    {
        await WhoAsync();
        await ReadAsync(Gone);
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (!firstRender) return;
        _listening = Changes.Listen(() => _ = InvokeAsync(ReadAgainAsync));
        _listeningBesides = Besides?.Listen(() => _ = InvokeAsync(ReadAgainAsync));
        Minutes.Start(OnMinute);
    }

    // A right that ends by itself is announced by nobody.
    private void OnMinute() => _ = InvokeAsync(async () =>
    {
        if (_gone.IsCancellationRequested) return;
        var before = Actor;
        if (!Same(before, await WhoAsync())) await ReadAgainAsync();
    });

    private static bool Same(Actor one, Actor other) => one.Id == other.Id && one.Grants.SequenceEqual(other.Grants) && one.Groups.SetEquals(other.Groups);

    // Asked of the server anew, which says why it is not shown.
    private bool Leaves()
    {
        if (GetType().GetCustomAttribute<NeedsAttribute>() is not { } needs || Access.Can(Actor, needs.Verb).Allowed) return false;
        Address.NavigateTo(Address.Uri, forceLoad: true);
        return true;
    }

    private async Task ReadAgainAsync()
    {
        _again = true;
        if (_reading) return;
        _reading = true;
        try
        {
            while (_again && !_gone.IsCancellationRequested)
            {
                _again = false;
                await WhoAsync();
                if (Leaves()) return;
                await ReadAsync(Gone);
                StateHasChanged();
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left meanwhile.
        }
        catch (Exception fault)
        {
            await DispatchExceptionAsync(fault);
        }
        finally
        {
            _reading = false;
        }
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        _listening?.Dispose();
        _listeningBesides?.Dispose();
        Minutes.Stop(OnMinute);
        _gone.Cancel();
        _gone.Dispose();
    }
}
