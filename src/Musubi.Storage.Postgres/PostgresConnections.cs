using System.Data;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Musubi.Storage.Postgres;

/// <summary>The connections to the server, and how long a call on one may take.</summary>
internal sealed class PostgresConnections : IAsyncDisposable, IDisposable
{
    // A commit whose wait for a synchronous replica is cancelled, as it is when the call's time is over, succeeds with a warning: it is on the primary alone.
    private const string Warning = "01000";

    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly NpgsqlDataSource _source;

    public PostgresConnections(IOptions<PostgresStorageOptions> options, TimeProvider time)
    {
        _timeout = options.Value.Timeout;
        _time = time;
        _source = Build(options.Value);
    }

    /// <summary>Runs a call within its time.</summary>
    /// <exception cref="TimeoutException">It took too long.</exception>
    /// <exception cref="NpgsqlException">The server cannot be reached, or refused.</exception>
    public async ValueTask<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var timeout = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            await using var connection = await _source.OpenConnectionAsync(either.Token);
            var isOnReplicas = true;
            connection.Notice += (_, notice) => isOnReplicas &= notice.Notice is not { SqlState: Warning, InvariantSeverity: "WARNING" };
            try
            {
                var result = await call(connection, either.Token);
                return isOnReplicas ? result : throw new TimeoutException("Expected the replicas of PostgreSQL to have a commit in time; the wait for them was cancelled.");
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction)
            {
                // The server was a primary when the pool connected to it. New connections look for the one that is now.
                NpgsqlConnection.ClearPool(connection);
                throw;
            }
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"Expected PostgreSQL to answer within {_timeout}; it did not.", exception);
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    public void Dispose() => _source.Dispose();

    private static NpgsqlDataSource Build(PostgresStorageOptions options)
    {
        var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        var given = connection.Keys.Cast<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        var seconds = (int)Math.Ceiling(options.Timeout.TotalSeconds);
        connection.Timeout = seconds;
        connection.CommandTimeout = seconds;
        // A server that hangs does not answer the request to cancel either: the connection is given up soon.
        connection.CancellationTimeout = 250;
        if (!given.Contains("Max Auto Prepare"))
        {
            connection.MaxAutoPrepare = 16;
            connection.AutoPrepareMinUsages = 2;
        }

        if (!given.Contains("Application Name"))
        {
            connection.ApplicationName = "Musubi";
        }

        var builder = new NpgsqlDataSourceBuilder(connection.ToString());
        return connection.Host!.Contains(',', StringComparison.Ordinal)
            ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary)
            : builder.Build();
    }
}
