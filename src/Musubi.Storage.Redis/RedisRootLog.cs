using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using Musubi.Durable;
using StackExchange.Redis;

namespace Musubi.Storage.Redis;

/// <summary>Keeps durable roots in Redis.</summary>
/// <remarks>A root is one key, so that a script for it runs on one node of a cluster. A refusal of the server (READONLY, LOADING, OOM) is an exception and never an outcome.</remarks>
internal sealed class RedisRootLog(RedisConnection connection, IOptions<RedisStorageOptions> options, RedisMetrics metrics) : IRootLog
{
    // Keys that are no text would become one another.
    private static readonly UTF8Encoding KeyEncoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _prefix = options.Value.KeyPrefix;
    private readonly int _replicas = options.Value.WaitForReplicas;
    private readonly TimeSpan _timeout = options.Value.Timeout;

    public ValueTask<StoredRoot?> LoadAsync(string root, CancellationToken cancellation)
    {
        var key = KeyOf(root);
        return RunAsync(database => LoadAsync(database, key), cancellation);
    }

    public async ValueTask<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<RootAppend> batch, CancellationToken cancellation)
    {
        var started = metrics.Begin();
        var outcomes = await RunAsync(database => AppendAsync(database, batch), cancellation);
        metrics.Appended(started, batch);
        return outcomes;
    }

    public async ValueTask DeleteAsync(string root, long epoch, CancellationToken cancellation)
    {
        var key = KeyOf(root);
        await RunAsync(database => database.ScriptEvaluateAsync(RedisScripts.Delete, [key], [epoch]), cancellation);
    }

    // The server removes what has expired.
    public ValueTask<int> ExpireAsync(int atMost, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return new(0);
    }

    private static async Task<StoredRoot?> LoadAsync(IDatabase database, RedisKey key)
    {
        while (true)
        {
            var before = await database.HashGetAsync(key, "e", CommandFlags.DemandMaster);
            if (before.IsNull)
            {
                return null;
            }

            var epoch = RootEpoch.After((long)before);
            var result = await database.ScriptEvaluateAsync(RedisScripts.Load, [key], [before, epoch]);
            if (!result.IsNull)
            {
                return Read(epoch, (RedisResult[])result!);
            }

            // Another writer took it, or deleted it, in between.
        }
    }

    private static StoredRoot Read(long epoch, RedisResult[] fields)
    {
        var records = new SortedList<long, ReadOnlyMemory<byte>>();
        long sequence = 0;
        for (var i = 0; i < fields.Length; i += 2)
        {
            var field = (string)fields[i]!;
            if (field == "s")
            {
                sequence = (long)fields[i + 1];
            }
            else if (field is not ("e" or "n"))
            {
                records.Add(long.Parse(field, CultureInfo.InvariantCulture), (byte[])fields[i + 1]!);
            }
        }

        return new StoredRoot(epoch, sequence, records.Values[0], [.. records.Values.Skip(1)]);
    }

    private async Task<IReadOnlyList<AppendOutcome>> AppendAsync(IDatabase database, IReadOnlyList<RootAppend> batch)
    {
        var answers = new Task<RedisResult>[batch.Count];
        for (var i = 0; i < answers.Length; i++)
        {
            answers[i] = AppendAsync(database, batch[i]);
        }

        // All are sent before the first is awaited; the wait for replicas, on the same connection, covers them all.
        var wait = _replicas > 0 && answers.Length > 0
            ? database.ExecuteAsync("WAIT", _replicas, (int)(_timeout.TotalMilliseconds / 2))
            : null;
        var results = await Task.WhenAll(answers);
        if (wait is not null && (int)await wait < _replicas)
        {
            throw new TimeoutException($"Expected {_replicas} replicas of Redis to have an append in time; fewer did.");
        }

        return [.. results.Select(static result => (int)result == 1 ? AppendOutcome.Accepted : AppendOutcome.Fenced)];
    }

    // The record is copied: a call that was given up may be sent later, when the buffer is another's.
    private Task<RedisResult> AppendAsync(IDatabase database, RootAppend append) => database.ScriptEvaluateAsync(
        RedisScripts.Append,
        [KeyOf(append.Root)],
        [
            append.AfterEpoch, append.Sequence - 1, append.Epoch, append.Sequence, append.IsSnapshot ? 1 : 0, append.Data.ToArray(),
            Math.Max(1, (long)Math.Ceiling(append.KeepFor.TotalMilliseconds)),
        ]);

    private RedisKey KeyOf(string root) => KeyEncoding.GetBytes(_prefix + root);

    private async ValueTask<T> RunAsync<T>(Func<IDatabase, Task<T>> call, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            var multiplexer = await connection.ConnectAsync().WaitAsync(cancellation);
            return await call(multiplexer.GetDatabase()).WaitAsync(cancellation);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            metrics.Failed();
            throw;
        }
    }
}
