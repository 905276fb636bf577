using Microsoft.AspNetCore.SignalR;

namespace Musubi.Bench.Servers;

/// <summary>The same counter as a SignalR hub: a reply, and a patch of one operation to whom it concerns.</summary>
public sealed class CounterHub : Hub
{
    private const string Group = "everybody";

    public override Task OnConnectedAsync()
    {
        Context.Items["count"] = 0;
        return Groups.AddToGroupAsync(Context.ConnectionId, Group);
    }

    public async Task<AddReply> Add(AddPayload payload)
    {
        var count = (int)Context.Items["count"]! + payload.By;
        Context.Items["count"] = count;
        await Clients.Caller.SendAsync("patch", new PatchOp[] { new("replace", "/count", count) });
        return new AddReply();
    }

    public Task Announce() => Clients.Group(Group).SendAsync("patch", new PatchOp[] { new("replace", "/count", 1) });

    public sealed record AddPayload(int By);

    public sealed record AddReply;

    public sealed record PatchOp(string Op, string Path, int Value);
}
