using System.Net.Mail;
using PromotionPortal.Notifications;
using PromotionPortal.Outbound;

namespace PromotionPortal.Tests.Notifications;

/// <summary>Mail over a real connection to a real server.</summary>
public sealed class MailSenderTests : IAsyncLifetime, IAsyncDisposable
{
    private const string Password = "hunter2-hunter2";

    private static readonly OutgoingMail s_mail = new("0199aa", "paul@example.org", "checkout 1.0 waits for your approval", "It waits.\r\n", "<p>It waits.</p>", DateTimeOffset.UnixEpoch);
    private SmtpServer _server = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    [Fact]
    public async Task A_mail_arrives_as_it_was_written()
    {
        Assert.Equal(SendResult.Sent, await SendAsync(s_mail));
        var taken = Assert.Single(_server.Taken);
        Assert.Equal(("portal@example.org", "paul@example.org", false), (taken.From, taken.To, taken.WasEncrypted));
        Assert.Equal(("checkout 1.0 waits for your approval", "It waits.\r\n", "<p>It waits.</p>"), (taken.Subject, taken.Text, taken.Html));
        Assert.Equal(("<0199aa@example.org>", "Thu, 01 Jan 1970 00:00:00 +0000", "auto-generated"), (taken.Header("Message-ID"), taken.Header("Date"), taken.Header("Auto-Submitted")));
    }

    [Fact]
    public async Task What_stands_in_a_subject_makes_no_header_and_no_end_of_the_mail()
    {
        var subject = "Ärger 😀 \r\nBcc: all@example.org\r\n\r\n.\r\nQUIT " + new string('x', 60);
        Assert.Equal(SendResult.Sent, await SendAsync(s_mail with { Subject = subject, Text = ".\r\nRSET\r\n" }));
        var taken = Assert.Single(_server.Taken);
        Assert.DoesNotContain("\nBcc", taken.Raw, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', taken.Subject);
        Assert.StartsWith("Ärger 😀", taken.Subject, StringComparison.Ordinal);
        Assert.Equal(".\r\nRSET\r\n", taken.Text);
        Assert.All(taken.Raw.Split("\r\n"), line => Assert.InRange(line.Length, 0, 90));
    }

    [Theory]
    [InlineData("paul@example.org\r\nRCPT TO:<all@example.org>")]
    [InlineData("paul@example.org> SIZE=1")]
    [InlineData("pa ul@example.org")]
    [InlineData("päul@example.org")]
    public async Task An_address_that_says_more_than_an_address_is_refused(string to)
    {
        Assert.Equal(SendOutcome.Never, (await SendAsync(s_mail with { To = to })).Outcome);
        Assert.Empty(_server.Taken);
    }

    [Theory]
    [InlineData("PLAIN LOGIN")]
    [InlineData("LOGIN")]
    public async Task With_StartTls_one_signs_in_only_once_it_is_encrypted(string authentication)
    {
        (_server.OffersStartTls, _server.Authentication, _server.Accepted) = (true, authentication, $"portal:{Password}");
        Assert.Equal(SendResult.Sent, await SendAsync(s_mail, Safe()));
        var taken = Assert.Single(_server.Taken);
        Assert.Equal((true, $"portal:{Password}"), (taken.WasEncrypted, taken.SignedInWith));
    }

    [Fact]
    public async Task Encrypted_from_the_first_byte_it_arrives_too()
    {
        await _server.DisposeAsync();
        _server = new(isTls: true);
        Assert.Equal(SendResult.Sent, await SendAsync(s_mail, Safe() with { Security = MailSecurity.Tls, User = "" }));
        Assert.True(Assert.Single(_server.Taken).WasEncrypted);
    }

    [Fact]
    public async Task A_server_that_offers_no_encryption_gets_neither_mail_nor_password()
    {
        _server.Authentication = "PLAIN";
        var heard = new List<string>();
        _server.Weather = line => { lock (heard) heard.Add(line); return null; };
        var result = await SendAsync(s_mail, Safe());
        Assert.Equal(SendResult.Later("The mail server offers no encryption (STARTTLS)."), result);
        Assert.DoesNotContain(heard, line => line.StartsWith("AUTH", StringComparison.Ordinal) || line.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_gets_no_password()
    {
        (_server.OffersStartTls, _server.Authentication) = (true, "PLAIN");
        var result = await SendAsync(s_mail, Safe() with { Authority = null });
        Assert.Equal((SendOutcome.Later, "The mail server's certificate is not one that is trusted for its name."), (result.Outcome, result.Problem));
    }

    [Theory]
    [InlineData("CONNECT", "554 5.3.2 no", SendOutcome.Later, "The mail server refused greeting (554 5.3.2).")]
    [InlineData("MAIL", "451 4.3.0 later", SendOutcome.Later, "The mail server refused the sender (451 4.3.0).")]
    [InlineData("MAIL", "550 5.7.1 not you", SendOutcome.Later, "The mail server refused the sender (550 5.7.1).")]
    [InlineData("RCPT", "450 busy", SendOutcome.Later, "The mail server refused the recipient (450).")]
    [InlineData("RCPT", "550 5.1.1 unknown <script>", SendOutcome.Never, "The mail server refused the recipient (550 5.1.1).")]
    [InlineData("DATA", "554 no", SendOutcome.Never, "The mail server refused the mail (554).")]
    [InlineData(".", "452 4.2.2 full", SendOutcome.Later, "The mail server refused the mail (452 4.2.2).")]
    [InlineData(".", "552 5.3.4 too big", SendOutcome.Never, "The mail server refused the mail (552 5.3.4).")]
    [InlineData(".", "", SendOutcome.Later, "The mail server ended the conversation.")]
    [InlineData("EHLO", "", SendOutcome.Later, "The mail server ended the conversation.")]
    [InlineData("CONNECT", "SSH-2.0-OpenSSH_9.2", SendOutcome.Later, "What answers there is no mail server.")]
    public async Task What_a_server_refuses_is_tried_again_or_not(string at, string answer, SendOutcome outcome, string words)
    {
        _server.Weather = line => line.StartsWith(at, StringComparison.Ordinal) ? answer : null;
        Assert.Equal(new SendResult(outcome, words), await SendAsync(s_mail));
        Assert.Empty(_server.Taken);
    }

    [Fact]
    public async Task A_wrong_password_is_repeated_nowhere_and_tried_again_once_it_is_mended()
    {
        (_server.OffersStartTls, _server.Authentication, _server.Accepted) = (true, "PLAIN", "portal:another");
        Assert.Equal(SendResult.Later("The mail server refused signing in (535 5.7.8)."), await SendAsync(s_mail, Safe()));
    }

    [Fact]
    public async Task Without_the_secret_it_waits() =>
        Assert.Equal(SendResult.Later("The secret mail-password is not set."), await Sender(Safe()).SendAsync(s_mail, password: null, CancellationToken.None));

    [Fact]
    public async Task A_server_that_is_down_is_asked_again() =>
        Assert.Equal(SendResult.Later("The mail server cannot be reached (ConnectionRefused)."), await SendAsync(s_mail, Open() with { Port = SmtpServer.PortOfNobody() }));

    [Fact]
    public async Task A_server_that_says_nothing_is_not_waited_for()
    {
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var mail = Open() with { Port = ((System.Net.IPEndPoint)silent.LocalEndpoint).Port };
        Assert.Equal(SendResult.Later("The mail server did not answer in time."), await new MailSender(mail, new() { Timeout = TimeSpan.FromMilliseconds(200) }, Guard("localhost")).SendAsync(s_mail, null, CancellationToken.None));
    }

    [Theory]
    [InlineData(5_000, "")]
    [InlineData(10, "\r\n")]
    public async Task A_server_that_says_too_much_is_left(int times, string end)
    {
        _server.Weather = line => line.StartsWith("EHLO", StringComparison.Ordinal) ? string.Concat(Enumerable.Repeat("250-MORE-OF-IT" + end, end.Length == 0 ? times : times * 20)) : null;
        Assert.Equal(SendResult.Later("The mail server said too much."), await SendAsync(s_mail));
    }

    [Fact]
    public async Task A_server_where_the_portal_may_not_call_is_not_called()
    {
        var result = await new MailSender(Open(), new(), Guard("other.example.org")).SendAsync(s_mail, null, CancellationToken.None);
        Assert.Equal(SendOutcome.Later, result.Outcome);
        Assert.Contains("the operator has not listed", result.Problem, StringComparison.Ordinal);
    }

    private MailOptions Open() => new() { Host = "localhost", Port = _server.Port, Security = MailSecurity.None, From = new MailAddress("portal@example.org", "Pörtal") };

    private MailOptions Safe() => Open() with { Security = MailSecurity.StartTls, User = "portal", PasswordSecret = "mail-password", Authority = _server.Certificate };

    private Task<SendResult> SendAsync(OutgoingMail mail, MailOptions? options = null) => Sender(options ?? Open()).SendAsync(mail, Password, CancellationToken.None);

    private static MailSender Sender(MailOptions options) => new(options, new(), Guard("localhost"));

    private static OutboundGuard Guard(string host) => new(Outbound.Options.Of(hosts: host));
}
