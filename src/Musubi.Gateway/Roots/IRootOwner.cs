using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Roots;

/// <summary>Whoever mounted a root: the channel that its client hears of it on.</summary>
internal interface IRootOwner
{
    ChannelFrames Frames { get; }

    /// <summary>Hears that a mounted root is gone. Under the lock.</summary>
    /// <param name="detail">What its crash threw; null when that is not known.</param>
    void OnRootLost(string? detail);

    /// <summary>Hears that a mounted root is another socket's now. Under the lock.</summary>
    void OnRootTakenOver();
}
