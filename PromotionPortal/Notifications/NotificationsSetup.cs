namespace PromotionPortal.Notifications;

public static class NotificationsSetup
{
    public static void AddNotifications(this IServiceCollection services, MailOptions mail)
    {
        services.AddSingleton(mail);
        services.AddSingleton(new DeliveryOptions());
        services.AddSingleton<MailSender>();
        services.AddSingleton<HookSender>();
    }
}
