namespace Musubi.Gateway.Sockets;

/// <summary>Arithmetic with the timestamps of a clock.</summary>
internal static class Timestamps
{
    /// <summary>How far a clock's timestamps go on in a time.</summary>
    public static long TimestampsIn(this TimeProvider clock, TimeSpan span) => (long)(span.TotalSeconds * clock.TimestampFrequency);
}
