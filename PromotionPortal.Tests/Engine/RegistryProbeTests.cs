using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Engine;
using PromotionPortal.Registry;
using PromotionPortal.Tests.Registry;

namespace PromotionPortal.Tests.Engine;

/// <summary>The test of a registry names the step that fails, and what would help.</summary>
public sealed class RegistryProbeTests(DockerRegistry docker, EmbeddedHost embedded) : IClassFixture<DockerRegistry>, IClassFixture<EmbeddedHost>, IDisposable
{
    private static readonly SampleImage s_image = new("checkout", "1.4.0", new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("probe-");

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<ProbeReport> TestAsync(Uri? url, string? secret = null, string repository = "main/checkout", string target = "main/prod/{application}", params string[] others)
    {
        var registry = new RegistryDefinition(new Metadata("subject")) { Url = url, Credentials = secret is null ? null : "robot" };
        var definitions = new DefinitionsSnapshot("test")
        {
            Registries = DefinitionsSnapshot.Empty.Registries.Add("subject", registry),
            Applications = DefinitionsSnapshot.Empty.Applications.AddRange(others.Prepend("checkout").Select(name => KeyValuePair.Create(name, new ApplicationDefinition(new Metadata(name)) { Image = new("subject", repository) }))),
            Environments = DefinitionsSnapshot.Empty.Environments.Add("prod", new(new Metadata("prod")) { Images = new("subject", target) }),
        };
        using var registries = new Registries(new(_folder.FullName), new(RegistryTransport.NewHandler()) { Limits = Remotes.Impatient }, _ => secret is null or "" ? null : secret, TimeProvider.System);
        return await new RegistryProbe(() => definitions, registries, TimeProvider.System).TestAsync(registry, default);
    }

    private static string[] Verdicts(ProbeReport report) => [.. report.Steps.Select(step => $"{step.Kind} {step.Verdict}")];

    private static ProbeStep Failed(ProbeReport report)
    {
        var failed = Assert.Single(report.Steps, step => step.Verdict == ProbeVerdict.Failed);
        Assert.False(report.Passed);
        Assert.NotNull(failed.Help);
        return failed;
    }

    [Fact]
    public async Task A_registry_that_works_passes_every_step_and_keeps_nothing_of_the_test()
    {
        await SampleImages.PushAsync(Remotes.At(docker.Address), "main/checkout", s_image, default);
        await using var proxy = await FaultProxy.StartAsync(docker.Address);
        var report = await TestAsync(proxy.Address);
        Assert.Equal(["Address Passed", "Connect Passed", "Protocol Passed", "SignIn Passed", "Read Passed", "Write Passed"], Verdicts(report));
        Assert.Null(report.Problem);
        Assert.Contains("1.4.0", report.Steps[4].Found, StringComparison.Ordinal);
        Assert.Equal("main/prod/checkout", report.Steps[5].Subject);
        var begun = Assert.Single(proxy.Requests, request => request.StartsWith("POST", StringComparison.Ordinal));
        Assert.StartsWith("POST /v2/main/prod/checkout/blobs/uploads/", begun, StringComparison.Ordinal);
        Assert.Single(proxy.Requests, request => request.StartsWith("DELETE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_said_so_and_nothing_after_it_is_tried()
    {
        var report = await TestAsync(new("https://registry.invalid"));
        Assert.Equal(["Address Failed", "Connect NotTried", "Protocol NotTried", "SignIn NotTried", "Read NotTried", "Write NotTried"], Verdicts(report));
        Assert.Contains("Nobody knows this name", Failed(report).Found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_where_nothing_listens_is_named()
    {
        var port = Ports.Free();
        var failed = Failed(await TestAsync(new($"http://127.0.0.1:{port}")));
        Assert.Equal((ProbeStepKind.Connect, $"Nothing listens on port {port} of 127.0.0.1."), (failed.Kind, failed.Found));
    }

    [Fact]
    public async Task A_port_where_nobody_answers_is_given_up()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var failed = Failed(await TestAsync(new($"http://{silent.LocalEndpoint}")));
        Assert.Equal((ProbeStepKind.Connect, $"{silent.LocalEndpoint} did not answer in time."), (failed.Kind, failed.Found));
    }

    [Fact]
    public async Task A_registry_that_does_not_encrypt_is_not_reached_by_https()
    {
        var failed = Failed(await TestAsync(new($"https://{docker.Host}")));
        Assert.Equal(ProbeStepKind.Connect, failed.Kind);
        Assert.Contains("http", failed.Help, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_said_so()
    {
        await using var page = await PageAsync(encrypted: true);
        var failed = Failed(await TestAsync(new(page.Urls.First().Replace("127.0.0.1", "localhost", StringComparison.Ordinal))));
        Assert.Equal((ProbeStepKind.Connect, "Nobody whom this machine trusts has signed its certificate."), (failed.Kind, failed.Found));
    }

    [Fact]
    public async Task A_web_page_is_no_registry()
    {
        await using var page = await PageAsync(encrypted: false);
        var failed = Failed(await TestAsync(new(page.Urls.First())));
        Assert.Equal(ProbeStepKind.Protocol, failed.Kind);
        Assert.Contains("200 with text/html", failed.Found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "wants some", "Name a secret")]
    [InlineData("", "which is not set", "Set the secret “robot”")]
    [InlineData("owner:canary-77", "does not accept our credentials", "Set the secret “robot”")]
    public async Task Who_is_not_let_in_reads_which_secret_it_was(string? secret, string found, string help)
    {
        var failed = Failed(await TestAsync(embedded.Address, secret));
        Assert.Equal(ProbeStepKind.SignIn, failed.Kind);
        Assert.Contains(found, failed.Found, StringComparison.Ordinal);
        Assert.Contains(help, failed.Help, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", failed.Found + failed.Help, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_read_and_not_store_is_told_where()
    {
        var failed = Failed(await TestAsync(embedded.Address, EmbeddedHost.Reader));
        Assert.Equal((ProbeStepKind.Write, "main/prod/checkout"), (failed.Kind, failed.Subject));
    }

    [Fact]
    public async Task Where_every_application_has_a_repository_of_its_own_each_is_tried()
    {
        var report = await TestAsync(embedded.Address, EmbeddedHost.Owner, target: "main/prod/{application}", others: ["payments", "search"]);
        Assert.Equal(["main/prod/checkout", "main/prod/payments", "main/prod/search"], report.Steps.Where(step => step.Kind == ProbeStepKind.Write).Select(step => step.Subject));
    }

    [Fact]
    public async Task Who_may_not_read_is_told_where_and_the_rest_is_tried_all_the_same()
    {
        var report = await TestAsync(embedded.Address, EmbeddedHost.Owner, repository: "main/secret");
        Assert.Equal((ProbeStepKind.Read, "main/secret"), (Failed(report).Kind, Failed(report).Subject));
        Assert.Equal("Write Passed", Verdicts(report)[^1]);
    }

    [Fact]
    public async Task A_registry_that_the_portal_carries_is_tested_on_its_disk()
    {
        var report = await TestAsync(url: null);
        Assert.Equal(["Connect Passed", "Read Passed", "Write Passed"], Verdicts(report));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_folder.FullName, "registries", "subject", "temporary")));
    }

    private static async Task<WebApplication> PageAsync(bool encrypted)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (encrypted) listen.UseHttps(SelfSigned());
        }));
        var app = builder.Build();
        app.Run(context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<h1>Welcome</h1>");
        });
        await app.StartAsync();
        return app;
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), password: null);
    }
}
