using PromotionPortal.Outbound;

namespace PromotionPortal.Registry;

/// <summary>Says a refusal of the guard as a registry's no, which another try does not change.</summary>
internal sealed class GuardedTransport(OutboundGuard guard) : DelegatingHandler(guard.Guard(RegistryTransport.NewHandler()))
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e) when (e.InnerException is OutboundRefusedException refused)
        {
            throw new RegistryException(RegistryFault.Denied, refused.Message, e);
        }
    }
}
