using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Engine;
using PromotionPortal.Storage.Views;

namespace PromotionPortal.Web.Policies;

/// <summary>A pair in the list, with the policy that is applied to it; null: none, and so no promotion path.</summary>
public sealed record ApplyRow(PolicyPair Pair, string? Policy, bool Production)
{
    /// <summary>As it stands in an address.</summary>
    public string Key => $"{Pair.Application}/{Pair.Environment}";
}

/// <summary>Which pairs are shown.</summary>
public sealed record ApplyFilter(string? Application, string? Environment, string? Policy)
{
    public bool IsAll => this is { Application: null, Environment: null, Policy: null };

    public bool Fits(ApplyRow row) =>
        (Application is null || row.Pair.Application == Application)
        && (Environment is null || row.Pair.Environment == Environment)
        && (Policy is null || (row.Policy ?? ApplyMatrix.NoPolicy) == Policy);
}

/// <summary>Every pair of application and environment that somebody may see, those that fit a filter, and one page of them.</summary>
public sealed class ApplyMatrix
{
    /// <summary>In the filter; no policy can be called so.</summary>
    public const string NoPolicy = "-";

    private const int PageSize = 50;

    private ApplyMatrix(IReadOnlyList<ApplyRow> all, ApplyFilter filter, int page)
    {
        All = all;
        Fitting = [.. all.Where(filter.Fits)];
        var number = Math.Clamp(page, 1, Math.Max(1, (Fitting.Count + PageSize - 1) / PageSize));
        Page = new([.. Fitting.Skip((number - 1) * PageSize).Take(PageSize)], number, PageSize, Fitting.Count);
    }

    public IReadOnlyList<ApplyRow> All { get; }

    public IReadOnlyList<ApplyRow> Fitting { get; }

    public Page<ApplyRow> Page { get; }

    public IEnumerable<string> Applications => All.Select(row => row.Pair.Application).Distinct(StringComparer.Ordinal);

    public IEnumerable<string> Environments => All.Select(row => row.Pair.Environment).Distinct(StringComparer.Ordinal);

    public static ApplyMatrix Of(Actor actor, DefinitionsSnapshot definitions, ApplyFilter filter, int page) =>
        new([.. AppliedPolicies.Pairs(actor, definitions).Select(one => new ApplyRow(one.Pair, one.Policy, definitions.Environments[one.Pair.Environment].Production))], filter, page);
}
