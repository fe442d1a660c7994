using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Metadata;

namespace PromotionPortal.Storage;

/// <summary>A query that is compiled once for each model: EF refuses one that was compiled for another, and every host of a process has its own.</summary>
internal sealed class Compiled<TQuery>(Func<TQuery> compile)
    where TQuery : Delegate
{
    private readonly ConditionalWeakTable<IModel, TQuery> _queries = [];

    public TQuery For(PortalDb db) => _queries.GetValue(db.Model, _ => compile());
}
