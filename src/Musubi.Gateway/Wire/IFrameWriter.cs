namespace Musubi.Gateway.Wire;

/// <summary>Where a channel's frames go. Appending and sending are apart, so that frames are put in order under a lock and sent outside it.</summary>
internal interface IFrameWriter
{
    /// <summary>Whether patches are taken. When that comes back after a refusal, the socket's channels are told to resume.</summary>
    bool HasRoom { get; }

    /// <summary>Puts a frame behind those that wait. Never refused: a reply that is lost is lost for good.</summary>
    void Append<TFrame>(in TFrame frame)
        where TFrame : struct, IOutgoingFrame;

    /// <summary>Sends what waits, on this thread as far as the transport takes it at once.</summary>
    void Flush();
}
