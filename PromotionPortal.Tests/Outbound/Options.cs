using Microsoft.Extensions.Configuration;
using PromotionPortal.Outbound;

namespace PromotionPortal.Tests.Outbound;

/// <summary>The settings of the guard, written as an operator writes them.</summary>
internal static class Options
{
    public static OutboundOptions Of(string networks = "", string hosts = "")
    {
        var problems = new List<string>();
        var options = OutboundOptions.Read(Section(("Networks", networks), ("Hosts", hosts)), problems);
        Assert.Empty(problems);
        return options;
    }

    public static IConfigurationSection Section(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Outbound:{setting.Key}", (string?)setting.Value))).Build().GetSection("Outbound");
}
