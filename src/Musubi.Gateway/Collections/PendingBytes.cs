namespace Musubi.Gateway.Collections;

/// <summary>The bytes that one socket makes its gateway keep, against a limit. Not thread-safe: its owner's lock guards it.</summary>
/// <remarks>
/// <para>There are two sorts. What is <b>kept</b> stays as long as a channel or a root, whose names it is. Waiting for that is in vain, so a name that does not fit is
/// refused. What is <b>pending</b> goes when its turn has come: a command, a frame behind a join, a chunk of a file.</para>
/// <para>There is one entrance for what becomes pending, the read loop, which does not go on before there is room. Behind it nothing asks: whoever held something and
/// waited for more of the same would wait for himself. Something larger than all of the limit enters when nothing is pending, so that every frame has its turn.</para>
/// <para>A struct that changes, and a part of its socket: there are many.</para>
/// </remarks>
internal struct PendingBytes(int limit)
{
    private long _kept;
    private long _pending;
    private long _wanted;
    private TaskCompletionSource? _room;
    private bool _open;

    /// <summary>All of it. May be read without the lock.</summary>
    public readonly long Held => Volatile.Read(in _kept) + Volatile.Read(in _pending);

    /// <summary>What a text costs that is kept or pending.</summary>
    public static int Of(string? text) => sizeof(char) * (text?.Length ?? 0);

    /// <summary>What a store's id costs.</summary>
    public static int Of(StoreId storeId)
    {
        var bytes = 0;
        foreach (var segment in storeId.Segments)
        {
            // A text of one character is an object all the same.
            bytes += 32 + Of(segment);
        }

        return bytes;
    }

    /// <summary>Whether a name fits among those that are kept.</summary>
    public readonly bool CanKeep(int bytes) => _kept + bytes <= limit;

    public void Keep(int bytes) => _kept += bytes;

    public void Forget(int bytes)
    {
        _kept -= bytes;
        LetIn();
    }

    /// <summary>Waits at the entrance; one at a time does.</summary>
    /// <returns>Null when there is room at once; else what completes when there is.</returns>
    public Task? WhenRoom(int bytes)
    {
        if (HasRoom(bytes))
        {
            return null;
        }

        _wanted = bytes;
        return (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    public void Take(int bytes) => _pending += bytes;

    public void Return(int bytes)
    {
        _pending -= bytes;
        LetIn();
    }

    /// <summary>Lets everything in: the socket has ended, and whoever still waits is to find that out.</summary>
    public void Open()
    {
        _open = true;
        LetIn();
    }

    private readonly bool HasRoom(long bytes) => _open || _pending == 0 || _kept + _pending + bytes <= limit;

    private void LetIn()
    {
        if (_room is { } room && HasRoom(_wanted))
        {
            _room = null;
            room.SetResult();
        }
    }
}
