using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace PromotionPortal.Storage;

/// <summary>A moment as the number of its UTC ticks.</summary>
internal sealed class UtcTicks() : ValueConverter<DateTimeOffset, long>(moment => moment.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
