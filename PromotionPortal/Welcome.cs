using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using PromotionPortal.Identity;

namespace PromotionPortal;

/// <summary>What the portal says when it has started.</summary>
internal static class Welcome
{
    public static async Task SayAsync(IServiceProvider services, string address)
    {
        Console.WriteLine($"PromotionPortal answers at {address}");
        if (await services.GetRequiredService<SetUp>().LinkAsync() is { } link)
            Console.WriteLine($"Nobody is here yet. Set it up, once, within a day: {address}{link}");
    }

    /// <summary>The address for a browser on this machine: what is bound to every interface is localhost there.</summary>
    public static string AddressOf(WebApplication app)
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://localhost";
        var url = new UriBuilder(address.Replace("//[::]", "//localhost", StringComparison.Ordinal).Replace("//+", "//localhost", StringComparison.Ordinal).Replace("//*", "//localhost", StringComparison.Ordinal));
        if (url.Host is "0.0.0.0" or "127.0.0.1" or "[::1]") url.Host = "localhost";
        return url.Uri.GetLeftPart(UriPartial.Authority);
    }
}
