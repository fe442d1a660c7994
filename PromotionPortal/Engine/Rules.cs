using PromotionPortal.Domain.Policies;

namespace PromotionPortal.Engine;

/// <summary>The rules under the definitions of this moment; resolved and compiled once for each state of them.</summary>
public sealed class Rules(CurrentDefinitions definitions)
{
    private volatile RuleBook? _book;

    public RuleBook Current
    {
        get
        {
            var now = definitions();
            var book = _book;
            return ReferenceEquals(book?.Definitions, now) ? book : _book = new(now);
        }
    }
}
