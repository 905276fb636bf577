using Orleans.Concurrency;

namespace Musubi.Gateway.Tests.Scripted;

/// <summary>Tells gateways at once, or as they join, by the user's name.</summary>
[Reentrant]
internal sealed class ScriptedDisconnectGrain : Grain, IDisconnectGrain
{
    /// <summary>How the names of users begin whose notices get lost, so that gateways hear of them only as they join.</summary>
    public const string Lost = "lost-";

    private readonly HashSet<IDisconnectObserver> _gateways = [];
    private readonly List<DisconnectNotice> _notices = [];

    public ValueTask<DisconnectJoinAnswer> Join(IDisconnectObserver gateway, long heard)
    {
        _gateways.Add(gateway);
        return new(new DisconnectJoinAnswer([.. _notices.Where(notice => notice.Number > heard)]));
    }

    public ValueTask Leave(IDisconnectObserver gateway)
    {
        _gateways.Remove(gateway);
        return ValueTask.CompletedTask;
    }

    public async ValueTask Disconnect(DisconnectRequest request)
    {
        var notice = new DisconnectNotice(_notices.Count + 1, request, TimeSpan.Zero);
        _notices.Add(notice);
        if (request.Subject?.StartsWith(Lost, StringComparison.Ordinal) != true)
        {
            await Task.WhenAll([.. _gateways.Select(gateway => gateway.Disconnect(notice).AsTask())]);
        }
    }
}
