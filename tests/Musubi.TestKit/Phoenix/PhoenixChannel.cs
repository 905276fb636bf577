namespace Musubi.TestKit.Phoenix;

/// <summary>One topic on one socket: the client's side of a channel.</summary>
public sealed class PhoenixChannel(PhoenixClient client, string topic)
{
    /// <summary>The topic.</summary>
    public string Topic { get; } = topic;

    /// <summary>The ref of the last join; null before.</summary>
    public string? JoinRef { get; private set; }

    /// <summary>Sends a join without waiting for its answer.</summary>
    public async Task SendJoinAsync(object? payload)
    {
        JoinRef = client.NextRef();
        await client.PushAsync(JoinRef, Topic, "phx_join", payload, JoinRef);
    }

    /// <summary>Joins and waits for the reply, whatever it says.</summary>
    public async Task<Reply> JoinAsync(object? payload)
    {
        await SendJoinAsync(payload);
        return await ReplyAsync(JoinRef!);
    }

    /// <summary>Sends a push and returns its ref.</summary>
    public Task<string> PushAsync(string @event, object? payload) => client.PushAsync(JoinRef, Topic, @event, payload);

    /// <summary>Sends a push in binary form and returns its ref.</summary>
    public Task<string> PushAsync(string @event, ReadOnlyMemory<byte> payload) => client.PushAsync(JoinRef, Topic, @event, payload);

    /// <summary>Sends a push in binary form and waits for its reply, whatever comes in between.</summary>
    public async Task<Reply> AskAsync(string @event, ReadOnlyMemory<byte> payload) => await ReplyAsync(await PushAsync(@event, payload));

    /// <summary>Sends a push and waits for its reply, whatever comes in between.</summary>
    public async Task<Reply> AskAsync(string @event, object? payload) => await ReplyAsync(await PushAsync(@event, payload));

    /// <summary>Leaves: the reply, then the close.</summary>
    public async Task LeaveAsync()
    {
        var reply = await AskAsync("phx_leave", null);
        if (reply is not { Status: "ok" })
        {
            throw new ExpectationException($"Expected ok to a leave; got {reply}");
        }

        await ExpectAsync("phx_close");
    }

    /// <summary>Takes this channel's oldest frame, which must be of this event.</summary>
    public async Task<Frame> ExpectAsync(string @event)
    {
        var frame = await NextAsync($"{@event} on {Topic}");
        return frame.Event == @event ? frame : throw new ExpectationException($"Expected {@event}; got {frame}");
    }

    /// <summary>Takes this channel's oldest frame.</summary>
    public Task<Frame> NextAsync() => NextAsync($"a frame on {Topic}");

    private Task<Frame> NextAsync(string what) => client.TakeAsync(IsMine, what);

    private async Task<Reply> ReplyAsync(string @ref) =>
        Reply.Of(await client.TakeAsync(frame => IsMine(frame) && frame.Ref == @ref, $"the reply to {@ref} on {Topic}"));

    private bool IsMine(Frame frame) => frame.Topic == Topic && (frame.JoinRef == JoinRef || frame.JoinRef is null);
}
