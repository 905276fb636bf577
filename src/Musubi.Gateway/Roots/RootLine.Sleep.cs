namespace Musubi.Gateway.Roots;

// How a root falls asleep and is woken when its time has come.
internal sealed partial class RootLine
{
    private async ValueTask SleepAsync(Turn turn)
    {
        var delivered = delivery.Delivered;
        var answer = await grain.SleepAsync(delivered);
        lock (scope.Lock)
        {
            // A push that overtook the answer was said by a root that has been woken since.
            if (TryEnd(turn) && root.Phase == RootPhase.Mounted && answer is { IsAsleep: true } && delivery.Delivered == delivered && !delivery.HasGap)
            {
                delivery.Sleep(answer);
            }
        }
    }

    private void SyncIfDue(long now, ref int wakes)
    {
        if (!delivery.IsSyncDue(now))
        {
            return;
        }

        lock (scope.Lock)
        {
            if (root.Phase != RootPhase.Mounted || (delivery.IsAsleep && wakes-- <= 0))
            {
                return;
            }

            delivery.ClearSyncDue();
            delivery.WantSync();
        }

        Continue();
    }
}
