using System.Collections.Immutable;

namespace Musubi.Grains.Pushes;

/// <summary>Pushes that travel together.</summary>
/// <param name="Pushes">The pushes, each root's in its order.</param>
/// <param name="Sources">Who pushed each of them.</param>
/// <param name="Bytes">Bytes of all of them.</param>
internal readonly record struct PushMessage(ImmutableArray<RootPush> Pushes, ImmutableArray<IPushSource?> Sources, int Bytes)
{
    /// <summary>Nothing, by which a gateway is asked whether it is there.</summary>
    public static PushMessage Empty { get; } = new([], [], 0);

    /// <summary>Tells every source what became of its pushes.</summary>
    public void Acknowledge(PushReceipt receipt)
    {
        for (var i = 0; i < Pushes.Length; i++)
        {
            if (Pushes[i].Patch is { } patch && Sources[i] is { } source)
            {
                source.OnReceipt(receipt.Behind.IsDefaultOrEmpty ? patch.Version : DeliveredOf(receipt, Pushes[i].MountId, patch.Version));
            }
        }
    }

    /// <summary>What somebody still waits for. The news of a crash is not among it: a root that is gone is found out by the next sync.</summary>
    public PushMessage StillWaited()
    {
        var pushes = ImmutableArray.CreateBuilder<RootPush>();
        var sources = ImmutableArray.CreateBuilder<IPushSource?>();
        var bytes = 0;
        for (var i = 0; i < Pushes.Length; i++)
        {
            if (Pushes[i].Patch is { } patch && Sources[i] is { HasEnded: false } source)
            {
                pushes.Add(Pushes[i]);
                sources.Add(source);
                bytes += patch.Size;
            }
        }

        return new PushMessage(pushes.DrainToImmutable(), sources.DrainToImmutable(), bytes);
    }

    private static long DeliveredOf(PushReceipt receipt, long mountId, long version)
    {
        foreach (var behind in receipt.Behind)
        {
            if (behind.MountId == mountId)
            {
                return Math.Min(version, behind.Delivered);
            }
        }

        return version;
    }
}
