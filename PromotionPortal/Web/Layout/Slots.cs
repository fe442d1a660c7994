namespace PromotionPortal.Web.Layout;

/// <summary>Places in the frame that others fill with a SectionContent.</summary>
public static class Slots
{
    /// <summary>The breadcrumb; PageTop fills it.</summary>
    public static readonly object Trail = new();

    /// <summary>What the definitions are at; a DefinitionsState belongs here.</summary>
    public static readonly object Definitions = new();

    /// <summary>What the person was told; Routes fill it.</summary>
    public static readonly object Bell = new();

    /// <summary>How much waits for the person; Routes fill it.</summary>
    public static readonly object InboxCount = new();
}
