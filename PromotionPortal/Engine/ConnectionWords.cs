using System.Net.Sockets;
using System.Security.Authentication;
using PromotionPortal.Registry;

namespace PromotionPortal.Engine;

/// <summary>Why a connection could not be made, in words that name the cause, and what would help.</summary>
internal static class ConnectionWords
{
    public static ProbeFailure Of(Exception problem, Uri url) => Cause(problem) switch
    {
        AuthenticationException certificate => Certificate(certificate.Message, url),
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => new($"Nothing listens on port {url.Port} of {url.Host}.", "Look whether the registry runs, and whether its port is right in the definition."),
        SocketException { SocketErrorCode: SocketError.TimedOut or SocketError.HostUnreachable or SocketError.NetworkUnreachable } e =>
            new($"No way leads to {url.Authority} ({e.SocketErrorCode}).", "Look whether a firewall stands between the portal and the registry."),
        SocketException e => new($"The connection failed ({e.SocketErrorCode}).", "Look whether the registry runs, and whether something between the portal and it closes connections."),
        TimeoutException or OperationCanceledException => new($"{url.Authority} did not answer in time.", "Look whether a firewall stands between the portal and the registry."),
        // What may be called at all is the operator's word, said by whoever keeps it.
        RegistryException refused => new(refused.Message, "The operator lists what the portal may call."),
        { } other => new(other.Message, url.Scheme == "https" ? "Look whether the registry speaks https on this port." : "Look whether the registry speaks http, without encryption, on this port."),
    };

    private static Exception Cause(Exception problem)
    {
        for (var at = problem; at is not null; at = at.InnerException)
        {
            if (at is AuthenticationException or SocketException or TimeoutException or RegistryException) return at;
        }
        return problem;
    }

    private static ProbeFailure Certificate(string said, Uri url) => said switch
    {
        _ when Has(said, "NameMismatch") => new($"Its certificate is for another name than {url.Host}.", "Use the name that stands in the certificate, or give the registry one for this name."),
        _ when Has(said, "NotTimeValid") => new("Its certificate has expired or is not valid yet.", "Renew the registry's certificate, and look at both clocks."),
        _ when Has(said, "UntrustedRoot") || Has(said, "PartialChain") => new("Nobody whom this machine trusts has signed its certificate.", "Add the authority that signed it to the trusted ones of the portal's machine."),
        _ when Has(said, "Revoked") => new("Its certificate has been revoked.", "Give the registry a new certificate."),
        _ => new($"No encrypted connection came about: {said}", "Look whether the registry speaks https on this port; one without encryption is given as http:// in the definition."),
    };

    private static bool Has(string said, string word) => said.Contains(word, StringComparison.OrdinalIgnoreCase);
}
