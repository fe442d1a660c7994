using Microsoft.EntityFrameworkCore;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>Somebody else wrote between our reading and our writing: read again, decide again.</summary>
internal static class Races
{
    private const int MostTries = 5;

    public static async Task<T> WithoutAsync<T>(Func<Task<T>> attempt)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await attempt();
            }
            catch (DbUpdateException race) when (tries < MostTries && PortalDb.IsRace(race))
            {
                // Decided on what is no longer so.
            }
        }
    }
}
