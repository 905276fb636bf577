using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests;

/// <summary>A command that waits learns that its client has gone, unless the client left as one does whose last commands count.</summary>
public sealed class CancellationTests(CancellationTests.WaitServer server) : ServerTest<CancellationTests.WaitServer>(server), IClassFixture<CancellationTests.WaitServer>
{
    private static readonly string Module = StoreNameAttribute.Of(typeof(WaitStore));

    [Fact]
    public async Task Command_WhoseClientIsCutOff_IsCancelled()
    {
        var wait = Server.Waits.Begin();
        var client = await ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Module, "cut");
        await root.SendAsync("wait", new { wait = wait.Name, limit = 3 });
        await wait.Started;

        client.Abort();

        Assert.Equal("cancelled", await wait.Ended);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task Command_WhosePageJoinsAgain_IsCancelled()
    {
        var wait = Server.Waits.Begin();
        await using var client = await ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Module, "again");
        await root.SendAsync("wait", new { wait = wait.Name, limit = 3 });
        await wait.Started;

        await root.Channel.SendJoinAsync(new { module = Module, id = "again", @params = new { } });

        Assert.Equal("cancelled", await wait.Ended);
        await root.Channel.ExpectAsync("phx_reply");
        await root.Channel.ExpectAsync("patch");
    }

    [Fact]
    public async Task Command_WhoseClientLeaves_RunsToItsEnd()
    {
        var wait = Server.Waits.Begin();
        await using var client = await ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Module, "left");
        await root.SendAsync("wait", new { wait = wait.Name, limit = 3 });
        await wait.Started;

        await root.Channel.PushAsync("phx_leave", null);
        await client.HeartbeatAsync();
        wait.GoOn();

        Assert.Equal("went on", await wait.Ended);
        await root.Channel.ExpectAsync("phx_reply");
    }

    private Task<PhoenixClient> ConnectAsync() => Server.ConnectAsync();

    /// <summary>What one command waits for, and what it came to.</summary>
    public sealed class Waits
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<string, Wait> _waits = new();

        public Wait Begin()
        {
            var wait = new Wait(Guid.NewGuid().ToString("N"));
            _waits[wait.Name] = wait;
            return wait;
        }

        public Wait Of(string name) => _waits[name];
    }

    /// <summary>One wait.</summary>
    public sealed class Wait(string name)
    {
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name { get; } = name;

        public Task Started => _started.Task.WaitAsync(Patience.Limit);

        public Task<string> Ended => _ended.Task.WaitAsync(Patience.Limit);

        public void GoOn() => _goOn.TrySetResult();

        public async Task RunAsync(CancellationToken gone)
        {
            _started.TrySetResult();
            try
            {
                await _goOn.Task.WaitAsync(gone);
                _ended.TrySetResult("went on");
            }
            catch (OperationCanceledException)
            {
                _ended.TrySetResult("cancelled");
                throw;
            }
        }
    }

    /// <summary>Waits.</summary>
    public sealed class WaitStore(Waits waits) : RootStore<WaitStore.State>
    {
        /// <inheritdoc/>
        public override State Render(Socket socket) => new("waits");

        /// <summary>Waits for the test, or for its client to go.</summary>
        [Command]
        public async Task<Socket> Wait(string wait, int limit, Socket socket, CancellationToken gone)
        {
            Assert.Equal(3, limit);
            await waits.Of(wait).RunAsync(gone);
            return socket;
        }

        /// <summary>What clients see.</summary>
        public sealed record State(string Title);
    }

    /// <summary>Lets everybody in.</summary>
    [Root<WaitStore>]
    public sealed class WaitSocket : MusubiSocket;

    /// <summary>Serves it.</summary>
    public sealed class WaitServer : SocketServer<WaitSocket>
    {
        /// <summary>What the commands wait for.</summary>
        public Waits Waits { get; } = new();

        /// <inheritdoc/>
        protected override void Configure(WebApplicationBuilder builder) => builder.Services.AddSingleton(Waits);
    }
}
