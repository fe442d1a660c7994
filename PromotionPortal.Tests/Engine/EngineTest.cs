namespace PromotionPortal.Tests.Engine;

/// <summary>A world with a portal in it, fresh for each test.</summary>
public abstract class EngineTest : IAsyncLifetime
{
    private protected World World { get; private set; } = null!;

    private protected Portal Portal { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        World = await World.CreateAsync();
        Portal = await Portal.StartAsync(World);
    }

    public async Task DisposeAsync() => await World.DisposeAsync();
}
