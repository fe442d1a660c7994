using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PromotionPortal.Api;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Registry;
using PromotionPortal.Registry.Embedded;

namespace PromotionPortal.Tests.Registry;

/// <summary>An embedded registry named "main", over HTTP on a free port.</summary>
public sealed class EmbeddedHost : IAsyncLifetime
{
    /// <summary>May pull and push; "reader:secret" may pull only, and nobody may see "main/secret".</summary>
    public const string Owner = "owner:secret";
    public const string Reader = "reader:secret";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("embedded-");
    private WebApplication? _app;

    public string Host => new Uri(_app!.Urls.First()).Authority;

    public Uri Address => new($"http://{Host}/");

    public EmbeddedRegistry Registry { get; private set; } = null!;

    /// <summary>What lies in uploads that are not finished.</summary>
    public long BytesOfUploads() => Directory.EnumerateFiles(Path.Combine(_folder.FullName, "registries", "main", "uploads")).Sum(file => new FileInfo(file).Length);

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(new Registries(new(_folder.FullName), new(RegistryTransport.NewHandler()), _ => null, TimeProvider.System));
        builder.Services.AddSingleton<RegistryGate>(Gate);
        _app = builder.Build();
        _app.MapEmbeddedRegistry();
        Registry = (EmbeddedRegistry)_app.Services.GetRequiredService<Registries>().Open(new(new Metadata("main")));
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _app!.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static ValueTask<RegistryAnswer> Gate(Microsoft.AspNetCore.Http.HttpContext context, bool push, string registry, string repository)
    {
        var who = AuthenticationHeaderValue.TryParse(context.Request.Headers.Authorization, out var header) && header.Parameter is { } encoded
            ? System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(encoded))
            : null;
        return ValueTask.FromResult(
            who is not (Owner or Reader) ? RegistryAnswer.SignInFirst
            : (push && who == Reader) || repository == "secret" ? RegistryAnswer.Forbidden
            : RegistryAnswer.Allowed);
    }
}
