namespace Musubi;

/// <summary>What a frame hook decides.</summary>
public readonly record struct FrameResult
{
    private FrameResult(StoreFrame frame, Socket socket, bool halted)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(socket);
        Frame = frame;
        Socket = socket;
        Halted = halted;
    }

    /// <summary>The frame to go on with.</summary>
    public StoreFrame Frame { get; }

    /// <summary>The store's new socket.</summary>
    public Socket Socket { get; }

    /// <summary>Whether later hooks of the stage do not run.</summary>
    public bool Halted { get; }

    /// <summary>Goes on with that frame.</summary>
    public static FrameResult Continue(StoreFrame frame, Socket socket) => new(frame, socket, false);

    /// <summary>Sends that frame; later hooks of the stage do not see it.</summary>
    public static FrameResult Halt(StoreFrame frame, Socket socket) => new(frame, socket, true);
}
