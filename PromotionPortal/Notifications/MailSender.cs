using System.Net.Sockets;
using System.Security.Authentication;
using PromotionPortal.Outbound;

namespace PromotionPortal.Notifications;

/// <summary>Gives mails to the mail server, each in a conversation of its own.</summary>
public sealed class MailSender(MailOptions mail, DeliveryOptions options, OutboundGuard guard)
{
    /// <summary>Password: what the secret of the settings holds; null where it is not set.</summary>
    public async Task<SendResult> SendAsync(OutgoingMail message, string? password, CancellationToken stop)
    {
        if (!Ascii.IsPlain(message.To)) return SendResult.Never("The address is none that mail can be sent to.");
        if (mail.User.Length > 0 && string.IsNullOrEmpty(password)) return SendResult.Later($"The secret {mail.PasswordSecret} is not set.");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(options.Timeout);
        try
        {
            await TalkAsync(message, password, limit.Token);
            return SendResult.Sent;
        }
        catch (SmtpRefusalException no)
        {
            return no.IsForGood ? SendResult.Never(no.Message) : SendResult.Later(no.Message);
        }
        catch (OutboundRefusedException no)
        {
            return SendResult.Later(no.Message);
        }
        catch (AuthenticationException)
        {
            return SendResult.Later("The mail server's certificate is not one that is trusted for its name.");
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return SendResult.Later($"The mail server cannot be reached ({(e as SocketException ?? e.InnerException as SocketException)?.SocketErrorCode.ToString() ?? "the connection broke"}).");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return SendResult.Later("The mail server did not answer in time.");
        }
    }

    private async Task TalkAsync(OutgoingMail message, string? password, CancellationToken stop)
    {
        using var session = new SmtpSession(new NetworkStream(await guard.ConnectAsync(mail.Host, mail.Port, stop), ownsSocket: true), mail.Host);
        await session.GreetAsync(mail.From!.Host, mail.Security, mail.Authority, stop);
        if (mail.User.Length > 0) await session.SignInAsync(mail.User, password!, stop);
        await session.SendAsync(mail.From.Address, message.To, message.ToBytes(mail.From), stop);
        await session.LeaveAsync(stop);
    }
}
