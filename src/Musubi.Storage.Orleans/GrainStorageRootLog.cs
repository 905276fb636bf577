using System.Security.Cryptography;
using System.Text;
using Musubi.Durable;
using Orleans.Storage;

namespace Musubi.Storage.Orleans;

/// <summary>Keeps each durable root as one state of a grain storage provider.</summary>
/// <remarks>Every call reads the state, decides, and writes all of it under the ETag that it read: a write that comes between makes the provider refuse this one, and what was
/// decided is decided again. An append whose outcome is unknown is settled the same way: made again, it reads, and finds its own record or not.
/// The fence is as good as the provider's ETags are.</remarks>
internal sealed class GrainStorageRootLog(IGrainStorage storage, TimeProvider time) : IRootLog
{
    private const string StateName = "musubi";
    private const int MaxCallsAtOnce = 32;

    private static readonly GrainType Type = GrainType.Create("musubi.root");

    public ValueTask<StoredRoot?> LoadAsync(string root, CancellationToken cancellation) => RunAsync(() => LoadCoreAsync(root, cancellation), cancellation);

    public ValueTask<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<RootAppend> batch, CancellationToken cancellation)
    {
        // Copied, as a provider that is slow may still write when the caller has given up.
        RootAppend[] copies = [.. batch.Select(static append => append with { Data = append.Data.ToArray() })];
        return RunAsync<IReadOnlyList<AppendOutcome>>(
            async () =>
            {
                var outcomes = new AppendOutcome[copies.Length];
                await Parallel.ForAsync(
                    0,
                    copies.Length,
                    new ParallelOptions { MaxDegreeOfParallelism = MaxCallsAtOnce, CancellationToken = cancellation },
                    async (index, token) => outcomes[index] = await AppendCoreAsync(copies[index], token));
                return outcomes;
            },
            cancellation);
    }

    public async ValueTask DeleteAsync(string root, long epoch, CancellationToken cancellation) => await RunAsync(
        async () =>
        {
            await DeleteCoreAsync(root, epoch, cancellation);
            return true;
        },
        cancellation);

    // A provider cannot tell what it has. A root whose time has passed is as one that is not kept, and its state is taken away when it is asked for.
    public ValueTask<int> ExpireAsync(int atMost, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return new(0);
    }

    /// <summary>Reads from the storage.</summary>
    public ValueTask<bool> ContainsAsync(string root, CancellationToken cancellation) =>
        RunAsync(async () => IsKept(await ReadAsync(root)), cancellation);

    private static async ValueTask<T> RunAsync<T>(Func<Task<T>> call, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return await call().WaitAsync(cancellation);
    }

    // Providers differ in which characters a key may have, and in how many: some store at most 512.
    private static GrainId IdOf(string root) => GrainId.Create(Type, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(root))));

    private async Task<StoredRoot?> LoadCoreAsync(string root, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var stored = await ReadAsync(root);
            if (!stored.RecordExists)
            {
                return null;
            }

            var kept = IsKept(stored);
            var state = stored.State!;
            state.Epoch = RootEpoch.After(state.Epoch);
            if (await TryAsync(() => kept ? storage.WriteStateAsync(StateName, IdOf(root), stored) : storage.ClearStateAsync(StateName, IdOf(root), stored)))
            {
                return kept ? new StoredRoot(state.Epoch, state.Sequence, state.Snapshot, [.. state.Records.Select(static record => new ReadOnlyMemory<byte>(record))]) : null;
            }
        }
    }

    private async Task<AppendOutcome> AppendCoreAsync(RootAppend append, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var stored = await ReadAsync(append.Root);
            var state = IsKept(stored) ? stored.State! : new RootState();
            var (epoch, sequence) = (state.Epoch, state.Sequence);
            if (epoch != append.AfterEpoch || sequence != append.Sequence - 1)
            {
                return epoch == append.Epoch && sequence >= append.Sequence ? AppendOutcome.Accepted : AppendOutcome.Fenced;
            }

            Apply(state, append);
            stored.State = state;
            if (await TryAsync(() => storage.WriteStateAsync(StateName, IdOf(append.Root), stored)))
            {
                return AppendOutcome.Accepted;
            }
        }
    }

    private async Task DeleteCoreAsync(string root, long epoch, CancellationToken cancellation)
    {
        GrainState<RootState> stored;
        do
        {
            cancellation.ThrowIfCancellationRequested();
            stored = await ReadAsync(root);
        }
        while (IsKept(stored) && stored.State!.Epoch == epoch && !await TryAsync(() => storage.ClearStateAsync(StateName, IdOf(root), stored)));
    }

    private void Apply(RootState state, in RootAppend append)
    {
        state.Root = append.Root;
        state.Epoch = append.Epoch;
        state.Sequence = append.Sequence;
        state.KeepUntil = Now() + (long)append.KeepFor.TotalMilliseconds;
        if (append.IsSnapshot)
        {
            state.Snapshot = append.Data.ToArray();
            state.Records = [];
        }
        else
        {
            state.Records.Add(append.Data.ToArray());
        }
    }

    private async Task<GrainState<RootState>> ReadAsync(string root)
    {
        var stored = new GrainState<RootState>(new RootState());
        await storage.ReadStateAsync(StateName, IdOf(root), stored);
        return stored;
    }

    private bool IsKept(GrainState<RootState> stored) => stored.RecordExists && stored.State?.KeepUntil > Now();

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <returns>False when another write came between.</returns>
    private static async Task<bool> TryAsync(Func<Task> write)
    {
        try
        {
            await write();
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }
}
