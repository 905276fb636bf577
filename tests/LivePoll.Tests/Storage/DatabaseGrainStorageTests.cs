using LivePoll.Polls;
using LivePoll.Storage;
using LivePoll.Tests.Doubles;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;

namespace LivePoll.Tests.Storage;

public sealed class DatabaseGrainStorageTests
{
    private const string Name = "polls";

    private static readonly GrainId Id = GrainId.Create("poll", "one");

    private readonly DatabaseGrainStorage _storage = new(
        TestDatabase.Open(),
        new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>());

    [Fact]
    public async Task Write_IsReadByTheNext_AndClearedByIt()
    {
        var written = await ReadAsync();
        Assert.False(written.RecordExists);
        written.State = new PollListState([TestPoll.With(1, 2)]);
        await _storage.WriteStateAsync(Name, Id, written);
        written.State = new PollListState([TestPoll.With(3, 4)]);
        await _storage.WriteStateAsync(Name, Id, written);

        var read = await ReadAsync();
        Assert.Equal((true, written.ETag), (read.RecordExists, read.ETag));
        Assert.Equal([3, 4], read.State!.Polls.Single().Options.Select(static option => option.Votes));

        await _storage.ClearStateAsync(Name, Id, read);
        Assert.False((await ReadAsync()).RecordExists);
    }

    [Fact]
    public async Task Write_OfWhatHasChangedSinceItWasRead_IsRefused()
    {
        var (first, second) = (await ReadAsync(), await ReadAsync());
        await _storage.WriteStateAsync(Name, Id, first);
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteStateAsync(Name, Id, second));

        var late = await ReadAsync();
        await _storage.WriteStateAsync(Name, Id, first);
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteStateAsync(Name, Id, late));
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.ClearStateAsync(Name, Id, late));
    }

    private async Task<IGrainState<PollListState>> ReadAsync()
    {
        var state = new GrainState<PollListState>();
        await _storage.ReadStateAsync(Name, Id, state);
        return state;
    }
}
