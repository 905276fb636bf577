using Microsoft.Extensions.DependencyInjection;
using Musubi.Inspector.Cluster;
using Musubi.Inspector.Tests.Pages;
using Orleans.Configuration;

namespace Musubi.Inspector.Tests.Cluster;

/// <summary>What an operator is shown of a silo that was killed.</summary>
public sealed class SilentSiloTests(SilentSiloTests.KilledCluster cluster) : IClassFixture<SilentSiloTests.KilledCluster>
{
    [Fact]
    public async Task Silo_ThatIsKilled_IsShownAsSilentAndThenAsDead_AndTheOthersRootsStay()
    {
        for (var i = 0; i < 20; i++)
        {
            await cluster.MountAsync("ada", $"{i}");
        }

        var before = await cluster.ListAsync("");
        var killed = cluster.Silos.Silos[1];
        var address = killed.SiloAddress.ToString();
        var left = before.Roots.Count(root => root.Silo != address);
        await killed.StopSiloAsync(stopGracefully: false);

        var silent = await cluster.ListAsync("");
        Assert.Contains(silent.Silos, silo => silo.Address == address && silo.Standing is SiloStanding.Silent or SiloStanding.Dead);
        Assert.InRange(left, 1, 19);
        Assert.Equal(left, silent.Roots.Length);

        await cluster.DeadAsync(killed.SiloAddress);
        var dead = await cluster.ListAsync("");
        Assert.Contains(dead.Silos, silo => silo.Address == address && silo.Standing == SiloStanding.Dead);
        Assert.Equal(left, dead.Roots.Length);
    }

    /// <summary>A cluster of this test's own, by the wall clock, since whoever waits for a silo that does not answer waits by it.</summary>
    public sealed class KilledCluster() : BasketCluster(TimeProvider.System, static silo => silo.Configure<ClusterMembershipOptions>(static membership =>
    {
        membership.ProbeTimeout = TimeSpan.FromSeconds(1);
        membership.NumMissedProbesLimit = 2;
        membership.NumVotesForDeathDeclaration = 1;
    }))
    {
        /// <summary>Completes when the first silo holds another one for dead.</summary>
        public async Task DeadAsync(SiloAddress silo)
        {
            var membership = Silos.Silos[0].ServiceProvider.GetRequiredService<IClusterMembershipService>();
            await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(TestContext.Current.CancellationToken))
            {
                if (snapshot.GetSiloStatus(silo) == SiloStatus.Dead)
                {
                    return;
                }
            }
        }
    }
}
