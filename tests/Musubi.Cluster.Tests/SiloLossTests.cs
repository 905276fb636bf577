using System.Diagnostics;
using Musubi.Cluster.Tests.Servers;
using Musubi.TestKit.Phoenix;

namespace Musubi.Cluster.Tests;

/// <summary>A silo that is lost: killed, so that it says goodbye to nobody.</summary>
public sealed class SiloLossTests(ITestOutputHelper output)
{
    private const string Module = "Musubi.WireCapture.Stores.DurableRootStore";
    private const int Pages = 60;

    [Fact]
    public async Task Join_WhileASiloIsBeingLost_IsPlacedByTheGatewayOrAnsweredAsSomethingToTryAgain()
    {
        await using var cluster = await ServerCluster.StartAsync(silos: 2, gateways: 1);
        cluster.Log.Allow(static line => line.Category.StartsWith("Orleans.", StringComparison.Ordinal));
        await using var client = await cluster.ConnectAsync();
        for (var page = 0; page < 10; page++)
        {
            Assert.Equal("ok", (await JoinAsync(client, $"before-{page}")).Status);
        }

        await cluster.KillSiloAsync(0);

        var again = 0;
        var slowest = TimeSpan.Zero;
        for (var page = 0; page < Pages; page++)
        {
            Reply reply;
            do
            {
                var sent = Stopwatch.GetTimestamp();
                reply = await JoinAsync(client, $"page-{page}");
                slowest = Stopwatch.GetElapsedTime(sent) is var waited && waited > slowest ? waited : slowest;
                again += reply.Reason == "unavailable" ? 1 : 0;
            }
            while (reply.Reason == "unavailable");
            Assert.Equal("ok", reply.Status);
        }

        // A call that was on its way to the lost silo is rejected when Orleans has found out, which is its own affair.
        output.WriteLine($"{Pages} joins after the loss; {again} were answered as unavailable, the slowest answer took {slowest.TotalSeconds:F2} s.");
    }

    private static Task<Reply> JoinAsync(PhoenixClient client, string id) =>
        client.Channel($"musubi:connection:{Module}:{id}").JoinAsync(new { module = Module, id });
}
