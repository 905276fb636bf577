using Musubi.Gateway.Collections;

namespace Musubi.Gateway.Sockets;

/// <summary>How many bytes of messages that are too large are skipped on one socket: so many at once, and as many again in a minute.</summary>
/// <remarks>What is skipped costs the server its reading, and the client nothing that the rate of frames would count.</remarks>
internal sealed class SkipAllowance(int bytes, TimeProvider clock)
{
    private TokenBucket _bytes = new(bytes, bytes / TimeSpan.FromMinutes(1).TotalSeconds, clock);

    /// <summary>Takes so many bytes, unless there are fewer left.</summary>
    public bool TryTake(int count) => _bytes.TryTake(count);
}
