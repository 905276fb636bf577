using System.Text;
using LivePoll.Pictures;

namespace LivePoll.Tests.Pictures;

public sealed class StoredPictureTests
{
    [Theory]
    [InlineData("\u0089PNG\r\n\u001a\n", "image/png")]
    [InlineData("ÿØÿà", "image/jpeg")]
    [InlineData("GIF89a", "image/gif")]
    [InlineData("GIF87a", "image/gif")]
    [InlineData("RIFF\0\0\0\0WEBPVP8 ", "image/webp")]
    public async Task File_ThatBeginsAsAPicture_IsOne(string latin1, string mediaType)
    {
        var picture = await ReadAsync(latin1);

        Assert.Equal(mediaType, picture?.MediaType);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GIF8")]
    [InlineData("GIF88a")]
    [InlineData("RIFF\0\0\0\0WAVEfmt ")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")]
    [InlineData(" \u0089PNG\r\n\u001a\n")]
    public async Task File_ThatBeginsOtherwise_IsNone(string latin1)
    {
        Assert.Null(await ReadAsync(latin1));
    }

    private static async Task<StoredPicture?> ReadAsync(string latin1)
    {
        using var file = new MemoryStream(Encoding.Latin1.GetBytes(latin1));
        return await StoredPicture.ReadAsync(file);
    }
}
