using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;

namespace PromotionPortal.Notifications;

/// <summary>A server's no. Of what it wrote only the codes are repeated.</summary>
internal sealed class SmtpRefusalException(string message, bool isForGood) : Exception(message)
{
    public bool IsForGood { get; } = isForGood;
}

/// <summary>One conversation with a mail server, over a connection that somebody else made.</summary>
internal sealed partial class SmtpSession(Stream connection, string host) : IDisposable
{
    private const int MostLettersOfLine = 2_048;
    private const int MostLines = 100;

    private readonly byte[] _one = new byte[1];
    private Stream _stream = connection;
    private IReadOnlyList<string> _offers = [];

    public async Task GreetAsync(string ownName, MailSecurity security, X509Certificate2? authority, CancellationToken stop)
    {
        if (security == MailSecurity.Tls) await EncryptAsync(authority, stop);
        await ExpectAsync(220, "greeting", aboutThisMail: false, stop);
        await HelloAsync(ownName, stop);
        if (security != MailSecurity.StartTls) return;
        if (!Offers("STARTTLS")) throw new SmtpRefusalException("The mail server offers no encryption (STARTTLS).", isForGood: false);
        await SayAsync("STARTTLS", 220, "STARTTLS", aboutThisMail: false, stop);
        await EncryptAsync(authority, stop);
        await HelloAsync(ownName, stop);
    }

    public async Task SignInAsync(string user, string password, CancellationToken stop)
    {
        if (Offers("AUTH", "PLAIN"))
        {
            await SayAsync($"AUTH PLAIN {Base64($"\0{user}\0{password}")}", 235, "signing in", aboutThisMail: false, stop);
            return;
        }
        await SayAsync("AUTH LOGIN", 334, "signing in", aboutThisMail: false, stop);
        await SayAsync(Base64(user), 334, "signing in", aboutThisMail: false, stop);
        await SayAsync(Base64(password), 235, "signing in", aboutThisMail: false, stop);
    }

    public async Task SendAsync(string from, string to, byte[] message, CancellationToken stop)
    {
        await SayAsync($"MAIL FROM:<{from}>", 250, "the sender", aboutThisMail: false, stop);
        await SayAsync($"RCPT TO:<{to}>", 250, "the recipient", aboutThisMail: true, stop);
        await SayAsync("DATA", 354, "the mail", aboutThisMail: true, stop);
        // Headers and base64 have no line that begins with a dot.
        await _stream.WriteAsync(message, stop);
        await SayAsync(".", 250, "the mail", aboutThisMail: true, stop);
    }

    /// <summary>Politeness: the mail is taken already, whatever comes of this.</summary>
    public async Task LeaveAsync(CancellationToken stop)
    {
        try
        {
            await WriteAsync("QUIT", stop);
        }
        catch (IOException)
        {
            // The server left first.
        }
    }

    public void Dispose() => _stream.Dispose();

    private async Task HelloAsync(string ownName, CancellationToken stop) => _offers = await SayAsync($"EHLO {ownName}", 250, "EHLO", aboutThisMail: false, stop);

    private bool Offers(params string[] words) => _offers.Any(line => words.All(word => line.Split(' ').Contains(word, StringComparer.OrdinalIgnoreCase)));

    private async Task EncryptAsync(X509Certificate2? authority, CancellationToken stop)
    {
        var encrypted = new SslStream(_stream);
        _stream = encrypted;
        var options = new SslClientAuthenticationOptions { TargetHost = host };
        if (authority is not null)
        {
            options.CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.Add(authority);
        }
        await encrypted.AuthenticateAsClientAsync(options, stop);
    }

    private async Task<IReadOnlyList<string>> SayAsync(string line, int expected, string what, bool aboutThisMail, CancellationToken stop)
    {
        await WriteAsync(line, stop);
        return await ExpectAsync(expected, what, aboutThisMail, stop);
    }

    private async Task WriteAsync(string line, CancellationToken stop)
    {
        await _stream.WriteAsync(Encoding.ASCII.GetBytes($"{line}\r\n"), stop);
        await _stream.FlushAsync(stop);
    }

    // What a server says of itself passes when it is mended; what it says of a mail does not.
    private async Task<IReadOnlyList<string>> ExpectAsync(int expected, string what, bool aboutThisMail, CancellationToken stop)
    {
        var lines = new List<string>();
        string line;
        Match codes;
        do
        {
            line = await ReadLineAsync(stop);
            codes = Codes().Match(line);
            if (!codes.Success) throw new SmtpRefusalException("What answers there is no mail server.", isForGood: false);
            if (lines.Count == MostLines) throw new SmtpRefusalException("The mail server said too much.", isForGood: false);
            lines.Add(line.Length > 4 ? line[4..] : "");
        }
        while (line.Length > 3 && line[3] == '-');
        var code = int.Parse(codes.Groups["code"].ValueSpan, CultureInfo.InvariantCulture);
        // 251: it forwards.
        if (code == expected || (expected == 250 && code == 251)) return lines;
        throw new SmtpRefusalException($"The mail server refused {what} ({codes.Value.Trim()}).", isForGood: aboutThisMail && code >= 500);
    }

    // By bytes, so that nothing that came before the encryption is taken for something within.
    private async Task<string> ReadLineAsync(CancellationToken stop)
    {
        var line = new StringBuilder();
        while (true)
        {
            if (await _stream.ReadAsync(_one, stop) == 0) throw new SmtpRefusalException("The mail server ended the conversation.", isForGood: false);
            if (_one[0] == '\n') return line.ToString().TrimEnd('\r');
            if (line.Length >= MostLettersOfLine) throw new SmtpRefusalException("The mail server said too much.", isForGood: false);
            line.Append((char)_one[0]);
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    [GeneratedRegex(@"^(?<code>[2-5]\d\d)( \d\.\d{1,3}\.\d{1,3}(?= |$))?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Codes();
}
