using System.Runtime.CompilerServices;
using Bunit;

namespace PromotionPortal.Tests.Web;

/// <summary>How long a page under test may take: on a busy machine a second says nothing about the page.</summary>
internal static class Patience
{
    [ModuleInitializer]
    internal static void Set() => BunitContext.DefaultWaitTimeout = TimeSpan.FromSeconds(30);
}
