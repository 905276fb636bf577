using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Musubi.Gateway.Channels;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Roots;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Uploads;

/// <summary>The channel that one file comes over, topic <c>musubi_upload:…</c>, from its join until all of it is there, or no more is to come.</summary>
/// <remarks>
/// <para>One task does all the work, in order: it lets the client in, writes the chunks, tells the root, deletes what is not to be kept, and says
/// how it ended. The read loop hands it chunks; a few may wait, so that a slow disk holds up nobody else, and then the socket is not read.</para>
/// <para>Whatever else ends the channel closes it at once and calls the task off: another join, the end of the socket or the root, or the
/// root's word that the file is not wanted. A write that cannot be called off is waited for, and counts among the socket's channels until then.</para>
/// <para>An entry is received once: its root refuses to see it begin again. So neither a token that is used twice nor a second join can
/// write over a file that is complete.</para>
/// <para>A client that asks for it goes on with its file on another socket, once that has the root. The file waits meanwhile, in <see cref="UploadPages"/>, and the reply to the
/// join says how much of it is there.</para>
/// </remarks>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The source has no timer and no handle, only memory.")]
internal sealed partial class UploadChannel : IChannel
{
    private const int MaxWaitingChunks = 2;

    private readonly ChannelTable _table;
    private readonly SocketScope _scope;
    private readonly GatewayUploads _uploads;
    private readonly string? _joinPushRef;
    private readonly CancellationTokenSource _stopped = new();
    private readonly Channel<Chunk> _chunks = Channel.CreateBounded<Chunk>(
        new BoundedChannelOptions(MaxWaitingChunks) { SingleReader = true, SingleWriter = true });

    // Guarded by the scope's lock.
    private bool _abandoned;

    /// <param name="table">Holds the channel until it is closed.</param>
    /// <param name="scope">What it shares with the socket's other channels.</param>
    /// <param name="uploads">What it shares with all uploads.</param>
    /// <param name="join">The join.</param>
    /// <param name="replaced">The channel that this one replaces, if the client is still to hear of its end: that follows the reply to the join.</param>
    public UploadChannel(ChannelTable table, SocketScope scope, GatewayUploads uploads, Frame join, IChannel? replaced)
    {
        _table = table;
        _scope = scope;
        _uploads = uploads;
        _joinPushRef = join.Ref;
        EntryRef = Topic.EntryRefOf(join.Topic);
        Life = new ChannelLife(this, table, scope, ChannelKind.Upload, join, replaced);
    }

    public ChannelLife Life { get; }

    /// <summary>The file, as the topic says; and as the token says too, once a root knows of the channel.</summary>
    public string EntryRef { get; }

    /// <summary>Completes when nothing is written any more, and what is not kept is deleted.</summary>
    public Task Ended { get; private set; } = Task.CompletedTask;

    public void Start(Frame join)
    {
        _scope.Pending.Take(join.Bytes);
        Ended = Task.Run(() => RunAsync(join));
    }

    public ValueTask ReceiveAsync(Frame frame)
    {
        if (frame.Chunk is { } bytes)
        {
            var chunk = new Chunk(frame.Ref, bytes);
            lock (_scope.Lock)
            {
                _scope.Pending.Take(chunk.Bytes.Length);
            }

            return _chunks.Writer.TryWrite(chunk) ? ValueTask.CompletedTask : WaitAsync(chunk);
        }

        Reply(new ChunkReply(frame.Ref, Ok: false, Refusal.UnknownEvent.Response()));
        return ValueTask.CompletedTask;
    }

    public void Leave(string? @ref)
    {
        lock (_scope.Lock)
        {
            switch (Life.State)
            {
                case ChannelState.Joining:
                    _abandoned = true;
                    Life.AppendReply(@ref, ok: true);
                    Life.AppendClosed(ChannelEnd.Left);
                    break;
                case ChannelState.Joined:
                    // In its turn: what was sent before may be the file's end.
                    Life.BeginLeave(@ref);
                    _chunks.Writer.TryComplete();
                    break;
                default:
                    // A file's end may have overtaken its client's leave.
                    Life.AppendReply(@ref, ok: true);
                    break;
            }
        }

        _scope.Writer.Flush();
    }

    public bool Replace()
    {
        _abandoned = true;
        if (Life.State == ChannelState.Joined)
        {
            Life.Close(ChannelEnd.Replaced);
            return true;
        }

        // Nothing of it has to wait for the other's answer.
        Life.AppendClosed(ChannelEnd.Replaced);
        return false;
    }

    public Task DisconnectAsync()
    {
        _suspended = _goesOn && Life.State is ChannelState.Joining or ChannelState.Joined;
        Life.Close(ChannelEnd.Disconnected);
        return Ended;
    }

    public void OnClosed()
    {
        // First, since chunks that end without it mean a leave. What it calls off must not go on here, under the lock.
        _ = _stopped.CancelAsync();
        _chunks.Writer.TryComplete();
    }

    /// <summary>Nothing to do: what it sends is never held back.</summary>
    public void OnRoomAvailable()
    {
    }

    /// <summary>Ends now, because the file is nobody's any more. Under the lock.</summary>
    public void Cancel() => AppendEnd(new UploadEnd(ChannelEnd.Cancelled));

    /// <summary>Lets the client in, unless it ended meanwhile.</summary>
    /// <param name="offset">Bytes that are there.</param>
    public void Accept(long offset)
    {
        lock (_scope.Lock)
        {
            Life.Accept(_joinPushRef, _goesOn ? Responses.Offset(offset) : default);
        }

        _scope.Writer.Flush();
    }

    /// <summary>Replies, unless it ended meanwhile.</summary>
    public void Reply(ChunkReply reply) => Life.Answer(reply.Ref, reply.Ok, reply.Response);

    /// <summary>Lets go of a chunk, which is written by now, or will not be.</summary>
    public void Release(Chunk chunk)
    {
        lock (_scope.Lock)
        {
            _scope.Pending.Return(chunk.Bytes.Length);
        }

        chunk.Dispose();
    }

    private async Task RunAsync(Frame join)
    {
        MountedRoot? root = null;
        UploadReports? reports = null;
        UploadEnd end;
        try
        {
            var transfer = TryAttach(join, out root);
            EndJoin(ref join);
            if (transfer is not null)
            {
                reports = transfer.Reports;
                end = await transfer.RunAsync(_chunks.Reader);
            }
            else
            {
                end = new UploadEnd(ChannelEnd.Refused);
            }
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
            // Closed already. Only what the client has given up does the root not know of.
            end = new UploadEnd(ChannelEnd.Cancelled, _abandoned ? new UploadReport(UploadReportKind.Cancelled) : null);
        }
        catch (Exception exception)
        {
            _scope.Loggers.Channels.ChannelFailed(Life.Topic, _scope.ConnectionId, exception);
            end = new UploadEnd(ChannelEnd.Failed, new UploadReport(UploadReportKind.Failed, Error: UploadError.Of(UploadErrorCode.Internal)));
        }

        if (end.Report is { } report && reports is not null)
        {
            await reports.TellAsync(report);
        }

        while (_chunks.Reader.TryRead(out var chunk))
        {
            Release(chunk);
        }

        lock (_scope.Lock)
        {
            AppendEnd(end);
            if (root is not null)
            {
                RootUploads.Detach(root, this);
            }

            _table.Release(this);
        }

        _scope.Writer.Flush();
    }

    private async ValueTask WaitAsync(Chunk chunk)
    {
        try
        {
            await _chunks.Writer.WriteAsync(chunk);
        }
        catch (ChannelClosedException)
        {
            Release(chunk);
        }
    }

    private void AppendEnd(UploadEnd end)
    {
        switch (Life.State)
        {
            case ChannelState.Closed:
                return;
            case ChannelState.Joining:
                Life.Refuse(_joinPushRef, Refusal.Unauthorized.Response());
                return;
        }

        if (end.Reply is { } reply)
        {
            Life.AppendReply(reply.Ref, reply.Ok, reply.Response);
        }

        Life.AppendClosed(end.Reason);
    }
}
