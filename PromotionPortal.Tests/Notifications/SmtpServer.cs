using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace PromotionPortal.Tests.Notifications;

/// <summary>A mail that a server took, as it came over the wire.</summary>
public sealed record TakenMail(string From, string To, string Raw, bool WasEncrypted, string? SignedInWith)
{
    public string Header(string name) =>
        Raw[..Raw.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Replace("\r\n ", " ", StringComparison.Ordinal).Split("\r\n").Single(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))[(name.Length + 2)..];

    public string Subject => Words(Header("Subject"));

    public string Text => Part("text/plain");

    public string Html => Part("text/html");

    private static string Words(string header) => string.Concat(header.Split(' ').Select(word => Encoding.UTF8.GetString(Convert.FromBase64String(word["=?utf-8?B?".Length..^2]))));

    private string Part(string type)
    {
        var start = Raw.IndexOf("\r\n\r\n", Raw.IndexOf($"Content-Type: {type}", StringComparison.Ordinal), StringComparison.Ordinal) + 4;
        return Encoding.UTF8.GetString(Convert.FromBase64String(Raw[start..Raw.IndexOf("\r\n--", start, StringComparison.Ordinal)].Replace("\r\n", "", StringComparison.Ordinal)));
    }
}

/// <summary>A mail server on loopback that speaks the protocol, and answers otherwise where a test says so.</summary>
public sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _conversations = [];
    private readonly Task _accepting;
    private bool _isGone;

    public SmtpServer(bool isTls = false)
    {
        IsTls = isTls;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public bool IsTls { get; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public X509Certificate2 Certificate { get; } = NewCertificate();

    public bool OffersStartTls { get; set; }

    public string Authentication { get; set; } = "";

    /// <summary>The only credential that is let in; null lets in every one.</summary>
    public string? Accepted { get; set; }

    /// <summary>What is answered in place of the usual to a line that a client says; null is the usual, an empty text hangs up.</summary>
    public Func<string, string?> Weather { get; set; } = _ => null;

    public ConcurrentQueue<TakenMail> Taken { get; } = new();

    internal CancellationToken Stop => _stop.Token;

    /// <summary>A server that is down.</summary>
    public static int PortOfNobody()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isGone) return;
        _isGone = true;
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_conversations);
        _listener.Dispose();
        _stop.Dispose();
        Certificate.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _conversations.Add(TalkAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var mine = client;
        try
        {
            Stream stream = mine.GetStream();
            if (IsTls) stream = await EncryptAsync(stream);
            await new SmtpConversation(this, stream, IsTls).RunAsync();
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The client left.
        }
    }

    internal async Task<SslStream> EncryptAsync(Stream stream)
    {
        var encrypted = new SslStream(stream);
        await encrypted.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate }, _stop.Token);
        return encrypted;
    }

    private static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), password: null);
    }
}
