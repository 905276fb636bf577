namespace Musubi.Gateway.Roots;

/// <summary>A <see cref="RootCall"/> with a kind of answer of its own.</summary>
/// <remarks>Two plain methods in place of one that awaits: whoever awaits between them does it for every kind of call, so that none costs a
/// state machine more.</remarks>
internal abstract class RootCall<TAnswer> : RootCall
{
    /// <summary>Asks the grain.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="mountId">The mount that the client is looking at.</param>
    /// <param name="delivered">The version of the last envelope that reached the client.</param>
    public abstract ValueTask<TAnswer> AskAsync(IStoreGrain grain, long mountId, long delivered);

    /// <summary>Keeps of the answer what the reply needs.</summary>
    public abstract RootAnswer Take(TAnswer answer);

    public override ValueTask RunAsync(MountedRoot root) => root.CallAsync(this);
}
