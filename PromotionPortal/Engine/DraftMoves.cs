using System.Collections.Concurrent;

namespace PromotionPortal.Engine;

/// <summary>A step was taken in somebody's draft; 0 where it ended. Layout: boxes were moved and nothing else. From: the canvas that took it, if one did.</summary>
public sealed record DraftMove(string PersonId, string Flow, long Draft, int Revision, bool IsLayout, string? From = null);

/// <summary>Tells the other pages of the same person that his draft moved. A draft is nobody else's business, so <see cref="Changes"/> hears only of its beginning and end.</summary>
public sealed class DraftMoves
{
    private readonly ConcurrentDictionary<object, Action<DraftMove>> _listeners = new();

    /// <summary>Calls the listener until the answer is disposed. It must return at once.</summary>
    public IDisposable Listen(Action<DraftMove> listener)
    {
        var subscription = new Subscription(this);
        _listeners[subscription] = listener;
        return subscription;
    }

    /// <summary>For tests that nothing keeps listening.</summary>
    public int Listeners => _listeners.Count;

    public void Tell(DraftMove move)
    {
        foreach (var listener in _listeners.Values) listener(move);
    }

    private sealed class Subscription(DraftMoves owner) : IDisposable
    {
        public void Dispose() => owner._listeners.TryRemove(this, out _);
    }
}
