using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace PromotionPortal.Tests.Engine;

/// <summary>The process is gone: nothing that it still tries has an effect.</summary>
internal sealed class KilledException(string where) : Exception($"Killed {where}.");

/// <summary>Counts the points at which a process can die, and lets it die at one of them: before or after every commit and every request.</summary>
internal sealed class Killer(int? at = null)
{
    private readonly Lock _gate = new();
    private bool _dead;

    /// <summary>The points passed, in order.</summary>
    public List<string> Points { get; } = [];

    public void Pass(string point)
    {
        lock (_gate)
        {
            CheckAlive();
            Points.Add(point);
            if (Points.Count - 1 != at) return;
            _dead = true;
            throw new KilledException(point);
        }
    }

    public void CheckAlive()
    {
        if (_dead) throw new KilledException("before");
    }
}

internal sealed class KillAtCommit(Killer killer) : DbTransactionInterceptor
{
    public override ValueTask<InterceptionResult> TransactionCommittingAsync(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        killer.Pass("before a commit");
        return ValueTask.FromResult(result);
    }

    public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        killer.Pass("after a commit");
        return Task.CompletedTask;
    }
}

internal sealed class DeadAtOpening(Killer killer) : DbConnectionInterceptor
{
    public override ValueTask<InterceptionResult> ConnectionOpeningAsync(DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        killer.CheckAlive();
        return ValueTask.FromResult(result);
    }
}

internal sealed class KillAtRequest(Killer killer, World world, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var what = $"{request.Method} {request.RequestUri!.AbsolutePath}";
        killer.Pass($"before {what}");
        if (world.Weather(request) is { } bad) return bad;
        var response = await base.SendAsync(request, cancellationToken);
        killer.Pass($"after {what}");
        return response;
    }
}
