using System.Security.Cryptography;
using Musubi.Grains.Pushes;

namespace Musubi.Grains.Topics;

/// <summary>What this silo hears for the sleeping roots of one gateway. The gateway knows it by a number, and wakes its roots when the silo says no more that it is there.</summary>
/// <remarks>The number is of one such time in one process: a silo that has forgotten these roots, because it took their gateway for gone, has another one from then on.</remarks>
internal sealed class SleepHold(PushOutbox outbox, Action<SleepHold> onGone) : IPushSource
{
    /// <summary>How long it is good without another word.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(15);

    private volatile bool _isGone;

    /// <summary>Never 0, which stands for none.</summary>
    public long Id { get; } = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))) | 1;

    public PushOutbox Outbox => outbox;

    /// <summary>How many subscriptions. Its <see cref="SleepHolds"/>' alone.</summary>
    public int Count { get; set; }

    /// <summary>Whether its gateway is gone, so that nothing is heard for it any more.</summary>
    public bool IsGone => _isGone;

    bool IPushSource.HasEnded => _isGone;

    /// <summary>Says that it is there. Nobody waits: a word that is lost is followed by the next.</summary>
    public void Renew() => outbox.Gateway.HoldsAsleep(Id, Duration).AsTask().Ignore();

    void IPushSource.OnReceipt(long delivered)
    {
    }

    void IPushSource.OnGatewayGone()
    {
        _isGone = true;
        onGone(this);
    }
}
