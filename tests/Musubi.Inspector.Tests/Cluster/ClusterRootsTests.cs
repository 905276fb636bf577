using Musubi.Inspector.Cluster;
using Musubi.Inspector.Tests.Pages;

namespace Musubi.Inspector.Tests.Cluster;

/// <summary>What an operator finds, whichever silo it is on.</summary>
public sealed class ClusterRootsTests(BasketCluster cluster) : IClassFixture<BasketCluster>
{
    private readonly string _name = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task List_RootsOfTwoSilos_AreAllThere()
    {
        for (var i = 0; i < 20; i++)
        {
            await cluster.MountAsync($"user-{_name}-{i}", "1");
        }

        var view = await cluster.ListAsync(_name);

        Assert.Equal(20, view.Roots.Length);
        Assert.Equal(2, view.Roots.Select(static root => root.Silo).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"user-{_name}-{i}").Order(StringComparer.Ordinal), view.Roots.Select(static root => root.User).Order(StringComparer.Ordinal));
        Assert.Equal([SiloStanding.Active, SiloStanding.Active], view.Silos.Select(static silo => silo.Standing));
        Assert.Equal(view.All, view.Silos.Sum(static silo => silo.Roots));
    }

    [Theory]
    [InlineData("USER")]
    [InlineData("id")]
    [InlineData("basket:id")]
    [InlineData("connection")]
    public async Task List_ByAPart_FindsTheRoot(string part)
    {
        var basket = await cluster.MountAsync($"user-{_name}", $"id-{_name}");
        var text = part == "connection" ? basket.Connection : $"{part}-{_name}";

        var view = await cluster.ListAsync(text);

        Assert.Equal([basket.Key], view.Roots.Select(static root => root.Key));
        Assert.Equal(1, view.Matching);
        Assert.True(view.All >= view.Matching);
    }

    [Fact]
    public async Task List_ByWhatIsNowhere_FindsNothing()
    {
        await cluster.MountAsync("ada", "1");

        var view = await cluster.ListAsync($"nobody-{_name}");

        Assert.Equal((0, 0, false), (view.Roots.Length, view.Matching, view.HasMore));
    }

    [Fact]
    public async Task List_MoreThanAPage_GoesOnBehindItsLastRoot()
    {
        for (var i = 0; i < 7; i++)
        {
            await cluster.MountAsync(_name, $"{i}");
        }

        var first = await cluster.ListAsync(_name, limit: 5);
        var second = await cluster.ListAsync(_name, first.Roots[^1].Key, limit: 5);

        Assert.Equal((5, true), (first.Roots.Length, first.HasMore));
        Assert.Equal((2, false), (second.Roots.Length, second.HasMore));
        Assert.Equal(7, first.Roots.Concat(second.Roots).Select(static root => root.Key).Distinct().Count());
    }

    [Fact]
    public async Task List_RootThatWaitsForItsClient_IsThereAndSaysSo()
    {
        var basket = await cluster.MountAsync(_name, "1", resumable: true);
        await basket.Grain.Detach(basket.MountId, TimeSpan.FromMinutes(1));

        var root = Assert.Single((await cluster.ListAsync(_name)).Roots);

        Assert.True(root.IsDetached);
    }

    [Fact]
    public async Task List_RootThatHasEnded_IsNotThere()
    {
        var basket = await cluster.MountAsync(_name, "1");
        await basket.Grain.Unmount(basket.MountId, TerminateReason.Left);

        Assert.Empty((await cluster.ListAsync(_name)).Roots);
        Assert.Null(await cluster.LookAsync(basket));
    }

    [Fact]
    public async Task Unmount_Root_EndsItAndLetsItsGatewayKnow()
    {
        var basket = await cluster.MountAsync(_name, "1");

        Assert.True(await cluster.Roots.UnmountAsync(basket.Key));

        await cluster.Ended(basket).WaitAsync(TestContext.Current.CancellationToken);
        Assert.False((await basket.Grain.Sync(basket.MountId, 1)).Mounted);
    }

    [Fact]
    public async Task Unmount_RootThatIsNowhere_SaysThatNothingEnded() => Assert.False(await cluster.Roots.UnmountAsync($"{_name}/Basket:1"));
}
