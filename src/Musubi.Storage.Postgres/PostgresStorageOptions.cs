namespace Musubi.Storage.Postgres;

/// <summary>Where and how durable roots are kept in PostgreSQL.</summary>
public sealed class PostgresStorageOptions
{
    /// <summary>How the server is reached, as in <c>Host=db;Database=app;Username=app;Password=...</c>.</summary>
    /// <value>Required. Several hosts, <c>Host=db1,db2</c>, are one primary with its replicas: the primary is looked for among them.</value>
    public string ConnectionString { get; set; } = "";

    /// <summary>How long one call may take, the connecting included. Past it the call fails with an unknown outcome, and the silo makes it again.</summary>
    /// <value>2 seconds by default; 1 to 60 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether the tables are created at start when they are missing. For development: it needs a user who may create tables.</summary>
    /// <value>False by default; then <c>musubi.sql</c>, which the package ships, has been run before.</value>
    public bool EnsureCreated { get; set; }
}
