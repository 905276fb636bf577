using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Roots;

/// <summary>Whoever brings a root up for a client, and owes it the reply. Called under the lock, before the first patch, unless the root was dropped meanwhile.</summary>
internal interface IRootStarter
{
    /// <summary>Hears how a mount went.</summary>
    /// <param name="root">The root.</param>
    /// <param name="refused">Why there is no root; null when there is one.</param>
    /// <param name="detail">What it threw.</param>
    void OnMounted(MountedRoot root, Refusal? refused, string? detail);

    /// <summary>Hears whether a client has its root back.</summary>
    /// <param name="root">The root.</param>
    /// <param name="outcome">The outcome; null when no answer came.</param>
    /// <param name="detail">What a crash threw, or why a kept root is missed.</param>
    void OnAttached(MountedRoot root, AttachOutcome? outcome, string? detail);
}
