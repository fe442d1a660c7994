using System.Text;

namespace PromotionPortal.Tests.Notifications;

/// <summary>What the server says to one client.</summary>
internal sealed class SmtpConversation(SmtpServer server, Stream first, bool isEncrypted)
{
    private Stream _stream = first;
    private bool _isEncrypted = isEncrypted;
    private string _from = "", _to = "";
    private string? _login;

    public async Task RunAsync()
    {
        if (!await SayAsync(server.Weather("CONNECT") ?? "220 mail.test ready")) return;
        while (await ReadLineAsync() is { } line && line != "QUIT")
        {
            if (!await SayAsync(server.Weather(line) ?? await AnswerAsync(line))) return;
            if (line == "STARTTLS") (_stream, _isEncrypted) = (await server.EncryptAsync(_stream), true);
        }
    }

    private async Task<string> AnswerAsync(string line)
    {
        if (line.StartsWith("EHLO ", StringComparison.Ordinal)) return $"250-mail.test\r\n{(server.OffersStartTls && !_isEncrypted ? "250-STARTTLS\r\n" : "")}{(server.Authentication.Length > 0 ? $"250-AUTH {server.Authentication}\r\n" : "")}250 8BITMIME";
        if (line.StartsWith("AUTH PLAIN ", StringComparison.Ordinal)) return LogIn(Encoding.UTF8.GetString(Convert.FromBase64String(line["AUTH PLAIN ".Length..])).TrimStart('\0').Replace('\0', ':'));
        if (line == "AUTH LOGIN") return await AskLoginAsync();
        if (line.StartsWith("MAIL FROM:", StringComparison.Ordinal)) _from = line[11..^1];
        if (line.StartsWith("RCPT TO:", StringComparison.Ordinal)) _to = line[9..^1];
        if (line != "DATA") return line == "STARTTLS" ? "220 go ahead" : "250 ok";
        await SayAsync("354 go on");
        var raw = await ReadMailAsync();
        if (server.Weather(".") is { } no) return no;
        server.Taken.Enqueue(new(_from, _to, raw, _isEncrypted, _login));
        return "250 taken";
    }

    private async Task<string> AskLoginAsync()
    {
        await SayAsync("334 VXNlcm5hbWU6");
        var user = Encoding.UTF8.GetString(Convert.FromBase64String((await ReadLineAsync())!));
        await SayAsync("334 UGFzc3dvcmQ6");
        return LogIn($"{user}:{Encoding.UTF8.GetString(Convert.FromBase64String((await ReadLineAsync())!))}");
    }

    // It repeats what it was told, as careless servers do.
    private string LogIn(string login)
    {
        if (server.Accepted is { } accepted && accepted != login) return $"535 5.7.8 {login} is wrong";
        _login = login;
        return "235 welcome";
    }

    private async Task<string> ReadMailAsync()
    {
        var raw = new StringBuilder();
        while (await ReadLineAsync() is { } line && line != ".") raw.Append(line.StartsWith("..", StringComparison.Ordinal) ? line[1..] : line).Append("\r\n");
        return raw.ToString();
    }

    // False: it hung up.
    private async Task<bool> SayAsync(string text)
    {
        if (text.Length == 0) return false;
        await _stream.WriteAsync(Encoding.UTF8.GetBytes($"{text}\r\n"), server.Stop);
        return true;
    }

    private async Task<string?> ReadLineAsync()
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await _stream.ReadAsync(one, server.Stop) == 1)
        {
            if (one[0] == '\n') return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            line.Add(one[0]);
        }
        return null;
    }
}
