using System.Collections.Immutable;
using Musubi.Durable;
using Npgsql;
using NpgsqlTypes;

namespace Musubi.Storage.Postgres;

/// <summary>Keeps durable roots in PostgreSQL.</summary>
internal sealed class PostgresRootLog(PostgresConnections connections, PostgresMetrics metrics) : IRootLog
{
    public async ValueTask<StoredRoot?> LoadAsync(string root, CancellationToken cancellation)
    {
        var key = RootKey.Of(root);
        return await RunAsync((connection, token) => LoadAsync(connection, key, token), cancellation);
    }

    public async ValueTask<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<RootAppend> batch, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (batch.Count == 0)
        {
            return [];
        }

        var started = metrics.Begin();
        var outcomes = await RunAsync((connection, token) => AppendAsync(connection, batch, token), cancellation);
        metrics.Appended(started, batch);
        return outcomes;
    }

    public async ValueTask DeleteAsync(string root, long epoch, CancellationToken cancellation)
    {
        var key = RootKey.Of(root);
        await RunAsync(
            (connection, token) => RemoveAsync(connection, Command(PostgresStatements.LockForDelete, key, epoch), token),
            cancellation);
    }

    public async ValueTask<int> ExpireAsync(int atMost, CancellationToken cancellation) => await RunAsync(
        (connection, token) => RemoveAsync(connection, Command(PostgresStatements.LockExpired, (long)atMost), token),
        cancellation);

    private static async Task<StoredRoot?> LoadAsync(NpgsqlConnection connection, byte[] key, CancellationToken cancellation)
    {
        while (true)
        {
            await using var find = Command(PostgresStatements.Find, key);
            find.Connection = connection;
            if (await find.ExecuteScalarAsync(cancellation) is not long before)
            {
                return null;
            }

            var epoch = RootEpoch.After(before);
            if (await ReadAsync(connection, key, before, epoch, cancellation) is { } stored)
            {
                return stored;
            }

            // Another writer took it, or deleted it, in between.
        }
    }

    private static async Task<StoredRoot?> ReadAsync(NpgsqlConnection connection, byte[] key, long before, long epoch, CancellationToken cancellation)
    {
        // Both in one transaction, as statements that are sent together are.
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(BatchCommand(PostgresStatements.TakeEpoch, key, before, epoch));
        batch.BatchCommands.Add(BatchCommand(PostgresStatements.Read, key, epoch));
        await using var reader = await batch.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            return null;
        }

        var sequence = reader.GetInt64(0);
        await reader.NextResultAsync(cancellation);
        var records = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>();
        while (await reader.ReadAsync(cancellation))
        {
            records.Add(reader.GetFieldValue<byte[]>(1));
        }

        var snapshot = records[0];
        records.RemoveAt(0);
        return new StoredRoot(epoch, sequence, snapshot, records.DrainToImmutable());
    }

    private static async Task<AppendOutcome[]> AppendAsync(NpgsqlConnection connection, IReadOnlyList<RootAppend> batch, CancellationToken cancellation)
    {
        var keys = new byte[batch.Count][];
        var places = new Dictionary<byte[], int>(batch.Count, KeyComparer.Instance);
        for (var i = 0; i < keys.Length; i++)
        {
            places.Add(keys[i] = RootKey.Of(batch[i].Root), i);
        }

        var outcomes = new AppendOutcome[batch.Count];
        Array.Fill(outcomes, AppendOutcome.Fenced);
        await using var append = Command(
            PostgresStatements.Append,
            keys,
            Column(batch, static append => append.AfterEpoch),
            Column(batch, static append => append.Epoch),
            Column(batch, static append => append.Sequence),
            Column(batch, static append => append.IsSnapshot),
            Column(batch, static append => append.Data),
            Column(batch, static append => append.KeepFor));
        append.Connection = connection;
        var accepted = 0;
        await using (var reader = await append.ExecuteReaderAsync(cancellation))
        {
            for (; await reader.ReadAsync(cancellation); accepted++)
            {
                outcomes[places[reader.GetFieldValue<byte[]>(0)]] = AppendOutcome.Accepted;
            }
        }

        if (accepted < keys.Length)
        {
            await FindEarlierAsync(connection, batch, keys, places, outcomes, cancellation);
        }

        return outcomes;
    }

    // What was not accepted now is in the log since an earlier try, or fenced. The newest state tells, which the statement before may not have seen.
    private static async Task FindEarlierAsync(
        NpgsqlConnection connection,
        IReadOnlyList<RootAppend> batch,
        byte[][] keys,
        Dictionary<byte[], int> places,
        AppendOutcome[] outcomes,
        CancellationToken cancellation)
    {
        byte[][] refused = [.. keys.Where((_, index) => outcomes[index] == AppendOutcome.Fenced)];
        await using var positions = Command(PostgresStatements.Positions, [refused]);
        positions.Connection = connection;
        await using var reader = await positions.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var place = places[reader.GetFieldValue<byte[]>(0)];
            if (batch[place].Epoch == reader.GetInt64(1) && batch[place].Sequence <= reader.GetInt64(2))
            {
                outcomes[place] = AppendOutcome.Accepted;
            }
        }
    }

    private static async Task<int> RemoveAsync(NpgsqlConnection connection, NpgsqlCommand find, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var ids = new List<long>();
        await using (find)
        {
            find.Connection = connection;
            await using var reader = await find.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                ids.Add(reader.GetInt64(0));
            }
        }

        if (ids.Count > 0)
        {
            await using var remove = Command(PostgresStatements.Remove, [ids.ToArray()]);
            remove.Connection = connection;
            await remove.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return ids.Count;
    }

    private static T[] Column<T>(IReadOnlyList<RootAppend> batch, Func<RootAppend, T> of)
    {
        var column = new T[batch.Count];
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = of(batch[i]);
        }

        return column;
    }

    private static NpgsqlCommand Command(string text, params object[] values)
    {
        var command = new NpgsqlCommand(text);
        AddTo(command.Parameters, values);
        return command;
    }

    private static NpgsqlBatchCommand BatchCommand(string text, params object[] values)
    {
        var command = new NpgsqlBatchCommand(text);
        AddTo(command.Parameters, values);
        return command;
    }

    private static void AddTo(NpgsqlParameterCollection parameters, object[] values)
    {
        foreach (var value in values)
        {
            parameters.Add(value is ReadOnlyMemory<byte>[]
                ? new NpgsqlParameter { Value = value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea }
                : new NpgsqlParameter { Value = value });
        }
    }

    private async ValueTask<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        try
        {
            return await connections.RunAsync(call, cancellation);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            metrics.Failed();
            throw;
        }
    }

    private sealed class KeyComparer : IEqualityComparer<byte[]>
    {
        public static KeyComparer Instance { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] key)
        {
            var hash = new HashCode();
            hash.AddBytes(key);
            return hash.ToHashCode();
        }
    }
}
