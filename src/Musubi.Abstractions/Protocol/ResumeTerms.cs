namespace Musubi.Protocol;

/// <summary>Who may take a root back, and what it keeps for that.</summary>
/// <param name="SecretHash">SHA-256 of the secret that the client says the next time; empty for one that comes back by the root's key alone.</param>
/// <param name="Owner">A hash of the client's subject and of the class of its socket: nobody else may have the root.</param>
/// <param name="IsKnown">Whether there is a subject. Clients without one share no limit.</param>
/// <param name="KeepSent">How long a patch is kept after it was sent. A client that does not have it by then has been found to be gone.</param>
/// <param name="SocketId">The socket that the client is on.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.ResumeTerms")]
public sealed record ResumeTerms(
    [property: Id(0)] ReadOnlyMemory<byte> SecretHash,
    [property: Id(1)] ReadOnlyMemory<byte> Owner,
    [property: Id(2)] bool IsKnown,
    [property: Id(3)] TimeSpan KeepSent,
    [property: Id(4)] string SocketId)
{
    /// <summary>How long the root waits for its client when its gateway is gone and cannot say. Null from gateways of the build before.</summary>
    [Id(5)]
    public TimeSpan? WaitFor { get; init; }

    /// <summary>Names the type alone.</summary>
    public override string ToString() => nameof(ResumeTerms);
}
