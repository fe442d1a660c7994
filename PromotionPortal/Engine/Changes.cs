using System.Collections.Concurrent;

namespace PromotionPortal.Engine;

/// <summary>Says that something moved, and nothing more: whoever hears it reads again what he may see.</summary>
public sealed class Changes(ILogger<Changes> log)
{
    private readonly ConcurrentDictionary<object, Action> _listeners = new();

    /// <summary>Calls the listener after every change until the answer is disposed. It must return at once.</summary>
    public IDisposable Listen(Action listener)
    {
        var subscription = new Subscription(this);
        _listeners[subscription] = listener;
        return subscription;
    }

    /// <summary>For tests that nothing keeps listening.</summary>
    public int Listeners => _listeners.Count;

    public void Announce()
    {
        foreach (var listener in _listeners.Values)
        {
            try
            {
                listener();
            }
            catch (Exception problem) when (problem is ObjectDisposedException or InvalidOperationException)
            {
                // A page that is just going away must not keep the others from hearing.
                Log.ListenerFailed(log, problem);
            }
        }
    }

    private sealed class Subscription(Changes owner) : IDisposable
    {
        public void Dispose() => owner._listeners.TryRemove(this, out _);
    }
}
