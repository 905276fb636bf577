using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests;

/// <summary>Hooks and timers do the same whether gateway and silo share a process or not. Source: docs/runtime.md, "Commands and hooks", "Messages from outside".</summary>
public abstract class HookTests<TServer>(TServer server) : ServerTest<TServer>(server)
    where TServer : TestServer
{
    [Fact]
    public async Task Hooks_OfACommand_RunAroundItAndOnItsFrame()
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.Hook, "command");

        await root.CommandAsync("write", new { text = "hello" });

        await root.UntilAsync(static state =>
            (string?)state["text"] == "HELLO" && (string?)state["stamp"] == "seen" && state["log"]!.ToJsonString() == """["write"]""");
    }

    [Fact]
    public async Task Hook_ThatHalts_RepliesInTheHandlersPlaceAndChangesNothing()
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.Hook, "halt");

        var reply = await root.CommandAsync("write", new { text = "secret" });

        Assert.Equal("""{"ok":false,"reason":"secret"}""", reply.Response?.ToJsonString());
        await client.HeartbeatAsync();
        Assert.False(client.Has(static _ => true));
    }

    [Fact]
    public async Task Timer_ThatFires_PassesTheHooksOfMessages()
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.Hook, "timer");

        await root.CommandAsync("remind", new { text = "later" });

        await root.UntilAsync(static state => (string?)state["text"] == "LATER" && state["log"]!.ToJsonString() == """["remind","info"]""");
    }
}

[Collection(nameof(OneProcess))]
public sealed class HookCoHostedTests(CoHostedServer server) : HookTests<CoHostedServer>(server);

[Collection(nameof(TwoProcesses))]
public sealed class HookTwoProcessTests(TwoProcessServer server) : HookTests<TwoProcessServer>(server);
