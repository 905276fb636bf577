namespace Musubi.Gateway.Sockets;

/// <summary>How many bytes of messages that are too large are skipped on one socket: so many at once, and as many again in a minute.</summary>
/// <remarks>What is skipped costs the server its reading, and the client nothing that the rate of frames would count.</remarks>
internal sealed class SkipAllowance(int bytes, TimeProvider clock)
{
    private static readonly TimeSpan Refilled = TimeSpan.FromMinutes(1);

    private double _left = bytes;
    private long _filledAt = clock.GetTimestamp();

    /// <summary>Takes so many bytes, unless there are fewer left.</summary>
    public bool TryTake(int count)
    {
        var now = clock.GetTimestamp();
        _left = Math.Min(bytes, _left + (clock.GetElapsedTime(_filledAt, now) / Refilled * bytes));
        _filledAt = now;
        if (_left < count)
        {
            return false;
        }

        _left -= count;
        return true;
    }
}
