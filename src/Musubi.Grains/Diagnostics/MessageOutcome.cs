namespace Musubi.Grains.Diagnostics;

/// <summary>How a message from outside ended.</summary>
internal enum MessageOutcome
{
    /// <summary>The callback ran.</summary>
    Handled,

    /// <summary>It threw, and its root is gone.</summary>
    Crashed,
}
