using Microsoft.Extensions.Logging;
using Musubi.Grains.Diagnostics;
using Orleans.Concurrency;

namespace Musubi.Grains.Disconnects;

/// <inheritdoc cref="IDisconnectGrain"/>
/// <remarks>Reentrant, so that a gateway that does not answer holds up nobody but who asked.</remarks>
[Reentrant, GrainType("musubi.disconnect")]
internal sealed class DisconnectGrain(TimeProvider clock, ILogger<DisconnectGrain> log) : Grain, IDisconnectGrain
{
    private const int MaxKept = 10_000;

    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan GatewayLease = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2);

    private readonly Dictionary<IDisconnectObserver, long> _gateways = [];
    private Queue<(long Number, long At, DisconnectRequest Request)> _recent = new();

    // By the clock, so that an activation on another silo goes on above what this one gave.
    private long _last = clock.GetUtcNow().Ticks;

    public ValueTask<DisconnectJoinAnswer> Join(IDisconnectObserver gateway, long heard)
    {
        var now = clock.GetTimestamp();
        _gateways[gateway] = now;
        if (heard > _last)
        {
            NumberFrom(heard);
        }

        ForgetOld(now);
        return new(new DisconnectJoinAnswer([.. _recent.Where(kept => kept.Number > heard).Select(kept => NoticeOf(kept, now))]));
    }

    public ValueTask Leave(IDisconnectObserver gateway)
    {
        _gateways.Remove(gateway);
        return ValueTask.CompletedTask;
    }

    public async ValueTask Disconnect(DisconnectRequest request)
    {
        var now = clock.GetTimestamp();
        var asked = (++_last, now, request);
        _recent.Enqueue(asked);
        ForgetOld(now);
        var notice = NoticeOf(asked, now);
        await Task.WhenAll([.. _gateways.Keys.Select(gateway => TellAsync(gateway, notice))]);
    }

    // It heard that of an activation on a silo whose clock was ahead of this one's, and would take what is numbered so far for old.
    private void NumberFrom(long last)
    {
        _last = last;
        _recent = new(_recent.Select(kept => (++_last, kept.At, kept.Request)));
    }

    private DisconnectNotice NoticeOf((long Number, long At, DisconnectRequest Request) kept, long now) =>
        new(kept.Number, kept.Request, clock.GetElapsedTime(kept.At, now));

    private async Task TellAsync(IDisconnectObserver gateway, DisconnectNotice notice)
    {
        var told = gateway.Disconnect(notice).AsTask();
        try
        {
            await told.WaitAsync(AnswerTimeout, clock);
        }
        catch (Exception exception)
        {
            // It hears of it when it joins again.
            told.Ignore();
            log.GatewayNotTold(exception);
        }
    }

    private void ForgetOld(long now)
    {
        while (_recent.TryPeek(out var oldest) && (_recent.Count > MaxKept || clock.GetElapsedTime(oldest.At, now) >= KeptFor))
        {
            _recent.Dequeue();
        }

        // Removing what an enumeration has come to is allowed.
        foreach (var (gateway, joined) in _gateways)
        {
            if (clock.GetElapsedTime(joined, now) >= GatewayLease)
            {
                _gateways.Remove(gateway);
            }
        }
    }
}
