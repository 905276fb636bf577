using LivePoll.Pictures;
using LivePoll.Tests.Doubles;

namespace LivePoll.Tests.Pictures;

public sealed class PictureShelfTests
{
    private readonly PictureShelf _shelf = new(TestDatabase.Open());

    [Fact]
    public async Task Put_IsFoundAsItWas()
    {
        var picture = Picture(100);

        var found = await _shelf.FindAsync(await _shelf.PutAsync(picture));

        Assert.Equal((picture.MediaType, Convert.ToHexString(picture.Bytes)), (found!.MediaType, Convert.ToHexString(found.Bytes)));
        Assert.Null(await _shelf.FindAsync("unknown"));
    }

    [Fact]
    public async Task Put_BeyondTheBound_DropsTheOldest()
    {
        var (first, second) = (await _shelf.PutAsync(Picture(30_000_000)), await _shelf.PutAsync(Picture(30_000_000)));

        var third = await _shelf.PutAsync(Picture(30_000_000));

        Assert.Null(await _shelf.FindAsync(first));
        Assert.NotNull(await _shelf.FindAsync(second));
        Assert.NotNull(await _shelf.FindAsync(third));
    }

    [Fact]
    public async Task Remove_MakesRoom()
    {
        var (first, second) = (await _shelf.PutAsync(Picture(30_000_000)), await _shelf.PutAsync(Picture(30_000_000)));
        await _shelf.RemoveAsync(second);
        await _shelf.RemoveAsync(second);

        await _shelf.PutAsync(Picture(30_000_000));

        Assert.Null(await _shelf.FindAsync(second));
        Assert.NotNull(await _shelf.FindAsync(first));
    }

    private static StoredPicture Picture(int length) => new("image/gif", new byte[length]);
}
