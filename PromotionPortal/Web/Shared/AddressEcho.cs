namespace PromotionPortal.Web.Shared;

/// <summary>
/// What somebody chooses on a page is so at once; the address says it a round trip later, and he may be further by then.
/// This tells the echo of a choice from an address that says something new.
/// </summary>
public sealed class AddressEcho(string? shown = null)
{
    private readonly List<string?> _said = [];
    private string? _shown = shown;

    /// <summary>It is chosen, and the address is on its way to say so.</summary>
    public void Say(string? value)
    {
        if ((_said is [.., var last] ? last : _shown) != value) _said.Add(value);
    }

    /// <summary>Whether the address says what was not chosen here.</summary>
    public bool IsNews(string? shown)
    {
        if (shown == _shown) return false;
        _shown = shown;
        var at = _said.IndexOf(shown);
        _said.RemoveRange(0, at < 0 ? _said.Count : at + 1);
        return at < 0;
    }
}
