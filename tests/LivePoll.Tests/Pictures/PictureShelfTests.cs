using LivePoll.Pictures;

namespace LivePoll.Tests.Pictures;

public sealed class PictureShelfTests
{
    private readonly PictureShelf _shelf = new();

    [Fact]
    public async Task Put_BeyondTheBound_DropsTheOldest()
    {
        var (first, second) = (_shelf.Put(await PictureAsync(30_000_000)), _shelf.Put(await PictureAsync(30_000_000)));

        var third = _shelf.Put(await PictureAsync(30_000_000));

        Assert.False(_shelf.TryGet(first, out _));
        Assert.True(_shelf.TryGet(second, out _));
        Assert.True(_shelf.TryGet(third, out _));
    }

    [Fact]
    public async Task Remove_MakesRoom()
    {
        var (first, second) = (_shelf.Put(await PictureAsync(30_000_000)), _shelf.Put(await PictureAsync(30_000_000)));
        _shelf.Remove(second);
        _shelf.Remove(second);

        _shelf.Put(await PictureAsync(30_000_000));

        Assert.False(_shelf.TryGet(second, out _));
        Assert.True(_shelf.TryGet(first, out _));
    }

    private static async Task<StoredPicture> PictureAsync(int length)
    {
        var bytes = new byte[length];
        "GIF89a"u8.CopyTo(bytes);
        using var file = new MemoryStream(bytes);
        return (await StoredPicture.ReadAsync(file))!;
    }
}
