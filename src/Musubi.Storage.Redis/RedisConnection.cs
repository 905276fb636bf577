using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Musubi.Storage.Redis;

/// <summary>The connection to the server: made at the first use, then kept up by itself.</summary>
internal sealed class RedisConnection(IOptions<RedisStorageOptions> options) : IAsyncDisposable, IDisposable
{
    // How soon a replica is found out that has become the primary, without a sentinel that says so; a minute where it is left to the client library.
    private const int CheckSeconds = 5;

    private readonly Lock _lock = new();
    private Task<ConnectionMultiplexer>? _connecting;

    public Task<ConnectionMultiplexer> ConnectAsync()
    {
        lock (_lock)
        {
            if (_connecting is null or { IsFaulted: true } or { IsCanceled: true })
            {
                var configuration = ConfigurationOptions.Parse(options.Value.Configuration);
                var milliseconds = (int)options.Value.Timeout.TotalMilliseconds;
                configuration.AsyncTimeout = milliseconds;
                configuration.SyncTimeout = milliseconds;
                configuration.ConnectTimeout = milliseconds;
                if (!options.Value.Configuration.Contains("configCheckSeconds", StringComparison.OrdinalIgnoreCase))
                {
                    configuration.ConfigCheckSeconds = CheckSeconds;
                }

                _connecting = ConnectionMultiplexer.ConnectAsync(configuration);
            }

            return _connecting;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connecting is { IsCompletedSuccessfully: true })
        {
            await (await _connecting).DisposeAsync();
        }
    }

    // A container that is disposed of without awaiting.
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
