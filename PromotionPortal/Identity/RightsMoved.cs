namespace PromotionPortal.Identity;

/// <summary>Says that somebody's rights are no longer what they were, and nothing more.</summary>
public sealed class RightsMoved
{
    private Action? _listeners;

    public void Listen(Action listener) => _listeners += listener;

    internal void Say() => _listeners?.Invoke();
}
