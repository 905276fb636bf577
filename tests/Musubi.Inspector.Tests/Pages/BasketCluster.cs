using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Musubi.Gateway.Roots;
using Musubi.Grains.Stores;
using Musubi.Inspector.Cluster;
using Musubi.Inspector.Roots;
using Orleans.TestingHost;

namespace Musubi.Inspector.Tests.Pages;

/// <summary>Two silos with baskets, and a gateway that mounts them.</summary>
public class BasketCluster : IAsyncLifetime
{
    private readonly InProcessTestCluster _cluster;
    private readonly Gateway _gateway = new();
    private readonly MountIds _mountIds = new(TimeProvider.System);
    private IGatewayObserver _observer = null!;

    /// <summary>With a clock that the tests drive.</summary>
    public BasketCluster()
        : this(new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.Zero }, static _ => { })
    {
    }

    /// <param name="time">The silos' clock.</param>
    /// <param name="configure">What else a silo needs.</param>
    protected BasketCluster(TimeProvider time, Action<ISiloBuilder> configure)
    {
        Time = time;
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 2);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddMusubi<BasketSocket>();
            silo.AddMusubiInspector();
            silo.Services.AddSingleton(Gates);
            silo.Services.AddSingleton(time);
            configure(silo);
        });
        _cluster = builder.Build();
    }

    /// <summary>The silos' clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Whoever uses the cluster from outside.</summary>
    public IClusterClient Client => _cluster.Client;

    internal Gates Gates { get; } = new();

    internal InProcessTestCluster Silos => _cluster;

    /// <summary>What an inspector's page on the first silo asks.</summary>
    internal ClusterRoots Roots => _cluster.Silos[0].ServiceProvider.GetRequiredService<ClusterRoots>();

    /// <summary>How many roots are watched on all silos.</summary>
    internal int Watched => _cluster.Silos.Sum(static silo => silo.ServiceProvider.GetRequiredService<StoreServices>().Watches.Count);

    /// <summary>Mounts a basket.</summary>
    /// <param name="user">Whose.</param>
    /// <param name="id">The client's id of it.</param>
    /// <param name="resumable">Whether it waits for its client when that has no socket.</param>
    internal async Task<Basket> MountAsync(string user, string id, bool resumable = false)
    {
        var basket = new Basket(Client, Guid.NewGuid().ToString("N"), id, _mountIds.Next());
        var socket = new Socket().Assign(BasketSocket.User, user).Assign(Secrets.Token, "s3cret")
            .PutConnectInfo(new ConnectInfo { PeerAddress = "192.0.2.7", UserAgent = "a browser", AuthToken = "s3cret" });
        var terms = new ResumeTerms(SHA256.HashData("secret"u8), SHA256.HashData(Encoding.UTF8.GetBytes(user)), IsKnown: true, TimeSpan.FromMinutes(1), $"socket-{basket.Connection}");
        var answer = await basket.Grain.Mount(new MountRequest(basket.MountId, Params.Empty, socket, _observer, TakesReceipts: true, resumable ? terms : null));
        Assert.Equal(MountOutcome.Mounted, answer.Outcome);
        return basket;
    }

    /// <summary>Completes when the gateway has heard that a basket ended.</summary>
    internal Task Ended(Basket basket) => _gateway.Ended(basket.MountId);

    /// <summary>Lists the first roots in which a text is.</summary>
    internal Task<ClusterView> ListAsync(string text, string? after = null, int limit = 50) => Roots.LookAsync(new RootQuery(text, after, limit), null);

    /// <summary>Looks at one basket; null when it is nowhere.</summary>
    internal async Task<RootView?> LookAsync(Basket basket) => (await Roots.LookAsync(new RootQuery("", null, 1), basket.Key)).Opened;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await _cluster.DeployAsync();
        _observer = Client.CreateObjectReference<IGatewayObserver>(_gateway);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _cluster.DisposeAsync();
    }
}
