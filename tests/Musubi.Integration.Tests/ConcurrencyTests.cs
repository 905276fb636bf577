using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests;

/// <summary>Whatever one channel waits for, the other channels of its socket go on. Source: docs/wire.md, section 1.</summary>
public sealed class ConcurrencyTests(ConcurrencyTests.GateServer server) : ServerTest<ConcurrencyTests.GateServer>(server), IClassFixture<ConcurrencyTests.GateServer>
{
    private static readonly string Module = StoreNameAttribute.Of(typeof(GateStore));

    [Theory]
    [InlineData("join")]
    [InlineData("mount")]
    public async Task Join_ThatWaits_HoldsUpNoOtherChannel(string at)
    {
        using var gate = Server.Gates.Close();
        await using var client = await ConnectAsync();
        var waiting = client.Channel(MountedRoot.TopicOf(Module, "waiting"));
        await waiting.SendJoinAsync(new { module = Module, id = "waiting", @params = new { gate = gate.Name, at } });

        var other = await MountedRoot.MountAsync(client, Module, "other");
        Assert.Equal("ok {}", (await other.CommandAsync("pass")).ToString());
        await other.Channel.LeaveAsync();
        Assert.False(client.Has(static _ => true));

        gate.Open();
        Assert.Equal("ok", Reply.Of(await waiting.NextAsync()).Status);
        await waiting.ExpectAsync("patch");
    }

    [Fact]
    public async Task Command_ThatWaits_HoldsUpItsOwnChannelAlone()
    {
        using var gate = Server.Gates.Close();
        await using var client = await ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Module, "waiting");
        var other = await MountedRoot.MountAsync(client, Module, "other");
        var first = await root.SendAsync("wait", new { gate = gate.Name });
        var second = await root.SendAsync("pass");

        Assert.Equal("ok {}", (await other.CommandAsync("pass")).ToString());
        Assert.False(client.Has(static _ => true));

        gate.Open();
        Assert.Equal(first, (await root.Channel.ExpectAsync("phx_reply")).Ref);
        Assert.Equal(second, (await root.Channel.ExpectAsync("phx_reply")).Ref);
    }

    [Fact]
    public async Task Leave_WhileTheMountWaits_ClosesTheChannel()
    {
        using var gate = Server.Gates.Close();
        await using var client = await ConnectAsync();
        var channel = client.Channel(MountedRoot.TopicOf(Module, "waiting"));
        await channel.SendJoinAsync(new { module = Module, id = "waiting", @params = new { gate = gate.Name, at = "mount" } });

        await channel.LeaveAsync();

        gate.Open();
        await MountedRoot.MountAsync(client, Module, "waiting");
    }

    private Task<PhoenixClient> ConnectAsync() => PhoenixClient.ConnectAsync(Server.Address, CancellationToken);

    /// <summary>A root that waits at a gate where its client says so.</summary>
    public sealed class GateStore(Gates gates) : RootStore<GateStore.State>
    {
        /// <inheritdoc/>
        public override async ValueTask<Socket> Mount(Params mountParams, Socket socket)
        {
            if (mountParams.Get("at", "") == "mount")
            {
                await gates.PassAsync(mountParams.Get<string>("gate"));
            }

            return socket;
        }

        /// <inheritdoc/>
        public override State Render(Socket socket) => new(Waits: true);

        /// <summary>Waits at a gate.</summary>
        [Command]
        public async ValueTask<Socket> Wait(string gate, Socket socket)
        {
            await gates.PassAsync(gate);
            return socket;
        }

        /// <summary>Waits for nothing.</summary>
        [Command]
        public Socket Pass(Socket socket) => socket;

        /// <summary>What clients see.</summary>
        public sealed record State(bool Waits);
    }

    /// <summary>A socket whose joins wait where the client says so.</summary>
    [Root<GateStore>]
    public sealed class GateSocket(Gates gates) : MusubiSocket
    {
        /// <inheritdoc/>
        public override async ValueTask<SocketResult> HandleJoin(Params joinParams, Socket socket)
        {
            if (joinParams.TryGet<GateParams>("params", out var gate) && gate.At == "join")
            {
                await gates.PassAsync(gate.Gate);
            }

            return Ok(socket);
        }

        private sealed record GateParams(string At = "", string Gate = "");
    }

    /// <summary>A server of gates.</summary>
    public sealed class GateServer : SocketServer<GateSocket>
    {
        internal Gates Gates { get; } = new();

        /// <inheritdoc/>
        protected override void Configure(WebApplicationBuilder builder) => builder.Services.AddSingleton(Gates);
    }
}
