using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Network;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests;

/// <summary>A client that comes back after a drop starts anew, and its old root is gone.</summary>
public sealed class ReconnectTests(CoHostedServer server) : ServerTest<CoHostedServer>(server), IClassFixture<CoHostedServer>
{
    [Fact]
    public async Task Reconnect_AfterADrop_MountsAFreshRootFromVersionZero()
    {
        await using var link = new BreakableLink(Server.Address);
        await using var dropped = await ConnectAsync(link);
        var before = await MountedRoot.MountAsync(dropped, Modules.Crash, "c");
        await before.CommandAsync("inc");
        await before.PatchAsync();

        link.Break();
        Assert.Null((await dropped.EndAsync()).Status);
        await using var client = await ConnectAsync(link);
        var after = await MountedRoot.MountAsync(client, Modules.Crash, "c");

        Assert.Equal((1, 0), ((int)before.State["n"]!, (int)after.State["n"]!));
    }

    [Fact]
    public async Task Drop_InTheMiddleOfACommand_LeavesTheServerServing()
    {
        await using var link = new BreakableLink(Server.Address);
        await using var dropped = await ConnectAsync(link);
        var root = await MountedRoot.MountAsync(dropped, Modules.Crash, "c");
        await root.SendAsync("hang", new { ms = 200 });
        await dropped.HeartbeatAsync();

        link.Break();
        await dropped.EndAsync();

        await using var client = await ConnectAsync(link);
        var after = await MountedRoot.MountAsync(client, Modules.Crash, "c");
        Assert.Equal("ok {}", (await after.CommandAsync("hang", new { ms = 1 })).ToString());
    }

    private static Task<PhoenixClient> ConnectAsync(BreakableLink link) =>
        PhoenixClient.ConnectAsync(link.Address, CancellationToken, ("current_user", "ada"));
}
