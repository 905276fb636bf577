namespace Musubi.Conformance.Host;

/// <summary>Where processes find each other: a Redis, or a PostgreSQL that has Orleans' tables.</summary>
internal sealed class Clustering
{
    private readonly Action<ISiloBuilder> _useInSilo;
    private readonly Action<IClientBuilder> _useInClient;

    private Clustering(Action<ISiloBuilder> useInSilo, Action<IClientBuilder> useInClient) => (_useInSilo, _useInClient) = (useInSilo, useInClient);

    /// <summary>Reads a setting.</summary>
    /// <exception cref="InvalidOperationException">It names neither.</exception>
    public static Clustering Of(string setting) => setting.Split(':', 2) switch
    {
        ["redis", var configuration] => new(silo => silo.UseRedisClustering(configuration), client => client.UseRedisClustering(configuration)),
        ["postgres", var connection] => new(
            silo => silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", connection)),
            client => client.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", connection))),
        _ => throw new InvalidOperationException($"Musubi:Clustering is '{setting}'; expected redis:<configuration> or postgres:<connection string>."),
    };

    public void UseIn(ISiloBuilder silo) => _useInSilo(silo);

    public void UseIn(IClientBuilder client) => _useInClient(client);
}
