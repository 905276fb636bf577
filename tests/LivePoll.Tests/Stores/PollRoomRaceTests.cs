using LivePoll.Pictures;
using LivePoll.Polls;
using LivePoll.Tests.Doubles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Musubi.TestKit.Logs;
using Musubi.TestKit.Phoenix;
using Musubi.TestKit.Processes;

namespace LivePoll.Tests.Stores;

/// <summary>What happens to a poll between two steps of a mount, in a silo.</summary>
public sealed class PollRoomRaceTests
{
    [Fact]
    public async Task Vote_BetweenAMountsReadAndItsRender_IsShown()
    {
        var log = new ServerLog();
        await using var app = Build(log);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var grains = app.Services.GetRequiredService<IGrainFactory>();
        Assert.True(PollDraft.TryCreate("Tabs or spaces?", ["Tabs", "Spaces"], out var draft, out _));
        var poll = Poll.Create(draft, DateTimeOffset.UnixEpoch);
        await grains.GetGrain<IPollGrain>(poll.Id).Open(poll);

        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        await using var client = await PhoenixClient.ConnectAsync(address, TestContext.Current.CancellationToken, ("user_id", RoomPage.Ada.Id), ("name", "Ada"));
        var room = await MountedRoot.MountAsync(client, "PollRoom", poll.Id, new { poll_id = poll.Id });

        // The poll as it was read had none.
        await room.UntilAsync(static state => (int)state["votes"]! == 1);
        log.Verify();
    }

    private static WebApplication Build(ServerLog log)
    {
        var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders().AddProvider(new ServerLogProvider(log));
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(FreePorts.Take(1)[0], gatewayPort: 0)
            .AddMemoryGrainStorageAsDefault()
            .AddMusubi<UserSocket>()
            .AddMusubiMemoryStorage()
            .AddOutgoingGrainCallFilter<VoteAfterRead>());
        builder.Services.AddMusubiGateway();
        builder.Services.AddSingleton(new PictureShelf(TestDatabase.Open()));
        var app = builder.Build();
        app.MapMusubi<UserSocket>("/socket");
        return app;
    }

    /// <summary>Somebody votes when a room has read its poll, and before it has what it read.</summary>
    private sealed class VoteAfterRead(IGrainFactory grains) : IOutgoingGrainCallFilter
    {
        public async Task Invoke(IOutgoingGrainCallContext context)
        {
            await context.Invoke();
            if (context is { InterfaceMethod.Name: nameof(IPollGrain.View), Result: PollView { Poll: var poll } })
            {
                await grains.GetGrain<IPollGrain>(poll.Id).Vote(new Ballot("0000000000000000000000000000000b", poll.Options[0].Id));
            }
        }
    }
}
