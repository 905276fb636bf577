using System.Security.Cryptography;

namespace Musubi.Durable;

/// <summary>Makes epochs: a count, so that later writers have higher ones, and random bits, so that two that count the same are told apart.</summary>
public static class RootEpoch
{
    private const int RandomBits = 24;

    /// <summary>An epoch for the writer that follows another.</summary>
    /// <param name="epoch">The other's; 0 when there was none.</param>
    public static long After(long epoch) => (((epoch >> RandomBits) + 1) << RandomBits) | (long)RandomNumberGenerator.GetInt32(1 << RandomBits);
}
