using System.Globalization;
using System.Net.Mail;
using System.Text;

namespace PromotionPortal.Notifications;

/// <summary>A mail as it goes over the wire: headers that nothing can break out of, and the same words as plain text and as HTML.</summary>
public sealed record OutgoingMail(string MessageId, string To, string Subject, string Text, string Html, DateTimeOffset At)
{
    // RFC 2047: an encoded word has 75 characters at most; so many bytes fit into one.
    private const int MostBytesOfWord = 45;
    private const int MostLettersOfSubject = 150;
    private const int BytesOfBodyLine = 57;

    public byte[] ToBytes(MailAddress from)
    {
        var boundary = $"part-{MessageId}";
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"From: {Named(from)}\r\n")
            .Append(CultureInfo.InvariantCulture, $"To: <{To}>\r\n")
            .Append(CultureInfo.InvariantCulture, $"Subject: {Encoded(Shortened(Subject))}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Date: {At.UtcDateTime:ddd, dd MMM yyyy HH:mm:ss} +0000\r\n")
            .Append(CultureInfo.InvariantCulture, $"Message-ID: <{MessageId}@{from.Host}>\r\n")
            .Append("Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n")
            .Append(CultureInfo.InvariantCulture, $"Content-Type: multipart/alternative; boundary=\"{boundary}\"\r\n\r\n");
        Part(text, boundary, "text/plain", Text);
        Part(text, boundary, "text/html", Html);
        return Encoding.ASCII.GetBytes(text.Append(CultureInfo.InvariantCulture, $"--{boundary}--\r\n").ToString());
    }

    private static void Part(StringBuilder text, string boundary, string type, string content)
    {
        text.Append(CultureInfo.InvariantCulture, $"--{boundary}\r\nContent-Type: {type}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n");
        foreach (var line in Encoding.UTF8.GetBytes(content).Chunk(BytesOfBodyLine)) text.Append(Convert.ToBase64String(line)).Append("\r\n");
    }

    private static string Named(MailAddress address) => address.DisplayName.Length == 0 ? $"<{address.Address}>" : $"{Encoded(address.DisplayName)} <{address.Address}>";

    // Whatever it holds, line ends included, is bytes in a word of base64.
    private static string Encoded(string text)
    {
        var words = new List<List<byte>> { new() };
        foreach (var rune in text.EnumerateRunes())
        {
            var bytes = Encoding.UTF8.GetBytes((Rune.IsControl(rune) ? new Rune(' ') : rune).ToString());
            if (words[^1].Count + bytes.Length > MostBytesOfWord) words.Add([]);
            words[^1].AddRange(bytes);
        }
        return string.Join("\r\n ", words.Select(word => $"=?utf-8?B?{Convert.ToBase64String([.. word])}?="));
    }

    private static string Shortened(string text) => text.Length <= MostLettersOfSubject ? text : $"{text[..MostLettersOfSubject].TrimEnd()}…";
}
