using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests;

/// <summary>However a client goes, its roots end, and know why.</summary>
public sealed class UnmountTests(UnmountTests.DiaryServer server) : ServerTest<UnmountTests.DiaryServer>(server), IClassFixture<UnmountTests.DiaryServer>
{
    [Fact]
    public async Task Unmount_ByLeaving_TerminatesAsLeft()
    {
        await using var client = await ConnectAsync();
        var root = await MountAsync(client, "leaver");

        await root.Channel.LeaveAsync();

        Assert.Equal(TerminateReason.Left, await Server.Diary.EndOf("leaver").WaitAsync(TestKit.Patience.Limit, CancellationToken));
    }

    [Fact]
    public async Task Unmount_BySocketBreakingOff_TerminatesEveryRootAsDisconnected()
    {
        await using var client = await ConnectAsync();
        await MountAsync(client, "one");
        await MountAsync(client, "two");

        client.Abort();

        Assert.Equal(TerminateReason.Disconnected, await Server.Diary.EndOf("one").WaitAsync(TestKit.Patience.Limit, CancellationToken));
        Assert.Equal(TerminateReason.Disconnected, await Server.Diary.EndOf("two").WaitAsync(TestKit.Patience.Limit, CancellationToken));
    }

    [Fact]
    public async Task Unmount_BySocketClosing_TerminatesAsDisconnected()
    {
        await using var client = await ConnectAsync();
        await MountAsync(client, "closer");

        await client.CloseAsync();

        Assert.Equal(TerminateReason.Disconnected, await Server.Diary.EndOf("closer").WaitAsync(TestKit.Patience.Limit, CancellationToken));
    }

    private Task<PhoenixClient> ConnectAsync() => PhoenixClient.ConnectAsync(Server.Address, CancellationToken);

    private static Task<MountedRoot> MountAsync(PhoenixClient client, string name) =>
        MountedRoot.MountAsync(client, StoreNameAttribute.Of(typeof(DiaryStore)), name, new { name });

    /// <summary>When which root ended, and why.</summary>
    public sealed class Diary
    {
        private readonly ConcurrentDictionary<string, TaskCompletionSource<TerminateReason>> _ends = new();

        internal Task<TerminateReason> EndOf(string root) => Page(root).Task;

        internal void Ended(string root, TerminateReason reason) => Page(root).TrySetResult(reason);

        private TaskCompletionSource<TerminateReason> Page(string root) =>
            _ends.GetOrAdd(root, static _ => new TaskCompletionSource<TerminateReason>(TaskCreationOptions.RunContinuationsAsynchronously));
    }

    /// <summary>A root that writes down its own end.</summary>
    public sealed class DiaryStore(Diary diary) : RootStore<DiaryStore.State>
    {
        internal static readonly Attr<string> Name = new("name");

        /// <inheritdoc/>
        public override State Render(Socket socket) => new(socket.Get(Name));

        /// <inheritdoc/>
        public override ValueTask Terminate(TerminateReason reason, Socket socket)
        {
            diary.Ended(socket.Get(Name), reason);
            return ValueTask.CompletedTask;
        }

        /// <summary>What clients see.</summary>
        public sealed record State(string Name);
    }

    /// <summary>Lets anybody in.</summary>
    [Root<DiaryStore>]
    public sealed class DiarySocket : MusubiSocket;

    /// <summary>A server of diaries.</summary>
    public sealed class DiaryServer : SocketServer<DiarySocket>
    {
        /// <summary>What its roots wrote down.</summary>
        public Diary Diary { get; } = new();

        /// <inheritdoc/>
        protected override void Configure(WebApplicationBuilder builder) => builder.Services.AddSingleton(Diary);
    }
}
