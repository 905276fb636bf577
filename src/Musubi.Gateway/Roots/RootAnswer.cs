using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Roots;

/// <summary>What a root makes of the answer to a <see cref="RootCall"/>; the rest of it is the call's own.</summary>
/// <param name="Mounted">False when the grain has no such mount any more.</param>
/// <param name="Patch">What the call changed; null when nothing.</param>
/// <param name="Failure">Why no answer came; null when one did.</param>
/// <param name="Detail">What the root's crash threw; null when it did not crash over this call.</param>
internal readonly record struct RootAnswer(bool Mounted, PatchEnvelope? Patch = null, Refusal? Failure = null, string? Detail = null);
