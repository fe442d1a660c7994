using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Storage;

namespace PromotionPortal.Identity;

/// <summary>The keys of Data Protection lie in the database, so that they move, are backed up and are restored with what they protect.</summary>
internal sealed class KeyRing(IDbContextFactory<PortalDb> database) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = database.CreateDbContext();
        return [.. db.DataProtectionKeys.AsNoTracking().OrderBy(row => row.Id).Select(row => row.Xml).AsEnumerable().Select(xml => XElement.Parse(xml))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var db = database.CreateDbContext();
        db.DataProtectionKeys.Add(new() { Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
        db.SaveChanges();
    }
}
