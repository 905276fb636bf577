using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Network;

namespace Musubi.Integration.Tests;

/// <summary>The Phoenix client from npm, as it is, against the conformance host. What each scenario checks is in its script.</summary>
public sealed class NpmPhoenixTests(CoHostedServer server) : ServerTest<CoHostedServer>(server), IClassFixture<CoHostedServer>
{
    [Theory]
    [InlineData("lifecycle")]
    [InlineData("heartbeat")]
    [InlineData("token")]
    public async Task NpmPhoenix_Unmodified_IsServed(string scenario)
    {
        await using var node = await NodeScenario.StartAsync(scenario, Server.Address);

        await node.EndAsync(CancellationToken);
    }

    [Fact]
    public async Task NpmPhoenix_SocketDropped_ConnectsAndMountsAgain()
    {
        await using var link = new BreakableLink(Server.Address);
        await using var node = await NodeScenario.StartAsync("dropped", link.Address);
        await node.UntilAsync("mounted", CancellationToken);

        link.Break();

        await node.EndAsync(CancellationToken);
    }

    [Fact]
    public async Task NpmPhoenix_WithTheParamPage_ComesBackToItsState()
    {
        await using var link = new BreakableLink(Server.Address);
        await using var node = await NodeScenario.StartAsync("page", link.Address);
        await node.UntilAsync("mounted", CancellationToken);

        link.Break();

        await node.EndAsync(CancellationToken);
    }

    [Fact]
    public async Task NpmPhoenix_JoinLargerThanIsTaken_DoesNotStorm()
    {
        await using var node = await NodeScenario.StartAsync("oversized", Server.Address);

        await node.EndAsync(CancellationToken);
    }

    [Fact]
    public async Task NpmPhoenix_StoreCrashed_MountsAgain()
    {
        Server.Log.Allow(ServerErrors.StoreCrashed);
        await using var node = await NodeScenario.StartAsync("crashed", Server.Address);

        await node.EndAsync(CancellationToken);
    }
}
