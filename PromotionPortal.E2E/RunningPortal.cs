using Microsoft.Playwright;

namespace PromotionPortal.E2E;

/// <summary>The demo, and a Chromium to use it with; shared by all stories.</summary>
public sealed class RunningPortal : IAsyncLifetime, IDisposable
{
    private static readonly BrowserTypeLaunchOptions s_launch = new()
    {
        ExecutablePath = "/usr/bin/chromium",
        Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    };

    private const int PhoneWidth = 390;
    private const float PatienceMs = 20_000;

    private readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _signingIn = new(1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public DemoProcess Demo { get; } = new();

    public async Task InitializeAsync()
    {
        if (!File.Exists("/usr/bin/chromium")) throw new InvalidOperationException("Chromium is missing: apt-get install chromium");
        await Demo.StartAsync();
        _playwright = await Playwright.CreateAsync();
        // A machine that does other work besides is slow, not wrong.
        Assertions.SetDefaultExpectTimeout(PatienceMs);
        _browser = await _playwright.Chromium.LaunchAsync(s_launch);
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        await Demo.DisposeAsync();
    }

    public void Dispose()
    {
        _playwright?.Dispose();
        _signingIn.Dispose();
    }

    /// <summary>A fresh browser profile of nobody.</summary>
    public async Task<Visit> VisitAsync(string theme = "light", int width = 1440, bool touch = false)
    {
        var context = await _browser!.NewContextAsync(new() { BaseURL = Demo.Address, ViewportSize = new() { Width = width, Height = 900 }, HasTouch = touch, IsMobile = touch });
        await context.AddCookiesAsync([new() { Name = "theme", Value = theme, Url = Demo.Address }]);
        return new Visit(context, await context.NewPageAsync());
    }

    /// <summary>The same, signed in. The link is used once; later visits bring the cookie that it gave.</summary>
    public Task<Visit> SignedInAsync(string name, string theme = "light", int width = 1440) => SignedInAsync(name, VisitAsync(theme, width));

    /// <summary>The same on a phone, by touch.</summary>
    public Task<Visit> OnPhoneAsync(string name) => SignedInAsync(name, VisitAsync(width: PhoneWidth, touch: true));

    private async Task<Visit> SignedInAsync(string name, Task<Visit> visiting)
    {
        var visit = await visiting;
        await _signingIn.WaitAsync();
        try
        {
            if (_cookies.TryGetValue(name, out var cookie)) await visit.Context.AddCookiesAsync([new() { Name = "portal", Value = cookie, Url = Demo.Address }]);
            else _cookies[name] = await SignInAsync(visit, Demo.Person(name).Link);
        }
        finally
        {
            _signingIn.Release();
        }
        return visit;
    }

    private static async Task<string> SignInAsync(Visit visit, string link)
    {
        await visit.Page.GotoAsync(link);
        await visit.Page.GetByRole(AriaRole.Button, new() { NameString = "Sign in as" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Not now" }).ClickAsync();
        await visit.LiveAsync();
        return (await visit.Context.CookiesAsync()).Single(cookie => cookie.Name == "portal").Value;
    }
}

/// <summary>One person's tab, and everything its console complained of.</summary>
public sealed class Visit : IAsyncDisposable
{
    public Visit(IBrowserContext context, IPage page)
    {
        (Context, Page) = (context, page);
        page.Console += (_, message) => { if (message.Type is "error" or "warning") Complaints.Add(message.Text); };
        page.PageError += (_, error) => Complaints.Add(error);
        page.Request += (_, request) => { if (new Uri(request.Url) is { Scheme: "http" or "https" } url && url.Host != "localhost") Complaints.Add($"a request to {url.Host}"); };
    }

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    public List<string> Complaints { get; } = [];

    /// <summary>Opens a page and waits until it is live.</summary>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(path);
        await LiveAsync();
    }

    public Task LiveAsync() => Page.Locator("main[data-interactive=true], main[data-interactive=static]").WaitForAsync();

    public async ValueTask DisposeAsync() => await Context.DisposeAsync();
}
