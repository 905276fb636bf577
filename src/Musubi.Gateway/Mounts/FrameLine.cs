using Musubi.Gateway.Collections;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Roots;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Mounts;

/// <summary>A frame that takes the application's or the silo's time, and the frames of its topic that wait behind it, in order. It is gone when none is left.</summary>
/// <remarks>It runs on threads of its own, so the socket's other channels go on. All members are called under the scope's lock.</remarks>
internal sealed class FrameLine(JoinedChannel channel, SocketScope scope)
{
    // What a client has left, or was cut off from, is not kept for as long as it would wait.
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(1);

    private BoundedLine<Frame> _waiting = new(scope.Options.MaxPendingCommands);
    private int _handling;

    public bool IsEmpty => _waiting.IsEmpty;

    /// <summary>Whether the client has left behind what waits. Nothing more is taken then.</summary>
    public bool LeaveWaits { get; private set; }

    /// <summary>What the reply to that leave must carry.</summary>
    public string? LeaveRef { get; private set; }

    /// <summary>Begins with a frame, on a thread of its own: the application's code decides how long it takes.</summary>
    public void Start(Frame first)
    {
        _handling = first.Bytes;
        scope.Pending.Take(_handling);
        _ = RunAsync(first);
    }

    /// <summary>Adds at the end, unless the line is full.</summary>
    public bool TryAdd(Frame frame)
    {
        if (!_waiting.TryAdd(frame))
        {
            return false;
        }

        scope.Pending.Take(frame.Bytes);
        return true;
    }

    /// <summary>Takes the next frame, now that the one before is handled.</summary>
    public bool TryTake(out Frame frame)
    {
        End();
        if (!_waiting.TryTake(out frame))
        {
            return false;
        }

        _handling = frame.Bytes;
        return true;
    }

    /// <summary>Lets go of the frame that was handled last.</summary>
    public void End()
    {
        scope.Pending.Return(_handling);
        _handling = 0;
    }

    /// <summary>Completes when it is worth trying to add again.</summary>
    public Task WhenRoom() => _waiting.WhenRoom();

    /// <summary>Notes that the client leaves when all that waits is handled.</summary>
    public void LeaveLater(string? @ref) => (LeaveWaits, LeaveRef) = (true, @ref);

    /// <summary>Drops all that waits.</summary>
    public void Clear()
    {
        while (_waiting.TryTake(out var frame))
        {
            scope.Pending.Return(frame.Bytes);
        }

        _waiting.OpenUp();
    }

    private async Task RunAsync(Frame frame)
    {
        // On the thread pool from here on. Task.Run would do the same with four objects more.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            do
            {
                if (scope.FailedJoins is null || frame.Event is not (Events.Join or Events.Mount) || await IsDueAsync())
                {
                    await channel.HandleAsync(frame);
                }
            }
            while (channel.TryTakeNext(this, out frame));
        }
        catch (Exception exception)
        {
            scope.Loggers.Channels.ChannelFailed(channel.Life.Topic, scope.ConnectionId, exception);
            channel.OnFailed();
        }
    }

    // Whether a join or a mount, where many have failed, still is to be tried when its time has come. The socket's other frames do not wait for that.
    private async ValueTask<bool> IsDueAsync()
    {
        while (true)
        {
            TimeSpan wait;
            lock (scope.Lock)
            {
                wait = scope.FailedJoins!.Wait();
                if (channel.Life.IsOver || wait == TimeSpan.Zero)
                {
                    return !channel.Life.IsOver;
                }
            }

            await Task.Delay(wait < LookAgainAfter ? wait : LookAgainAfter, scope.Clock);
        }
    }
}
