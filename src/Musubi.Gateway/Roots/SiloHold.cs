namespace Musubi.Gateway.Roots;

/// <summary>What a silo hears for the sleeping roots of this process: good until some time, which each word of the silo moves on.</summary>
internal sealed class SiloHold(long until)
{
    private long _until = until;

    /// <summary>Until when, as a timestamp of the clock.</summary>
    public long Until => Volatile.Read(ref _until);

    public void Extend(long until) => Volatile.Write(ref _until, Math.Max(until, Until));
}
