using Musubi.Grains.Declarations;
using Musubi.Grains.Nodes;
using Musubi.Grains.Services;
using Musubi.Grains.Uploads;

namespace Musubi.Grains.Tests.Uploads;

/// <summary>Which files may come, and for which of several reasons one may not. Source: docs/wire.md, section 6.</summary>
public sealed class PreflightTests
{
    private static readonly Upload Pictures = new("pictures") { Accept = [".png", ".JPG"], MaxEntries = 2, MaxFileSize = 100 };
    private static readonly AnnouncedFile Good = new("good", "a.png", 1, "image/png");

    [Theory]
    [InlineData(null, "a.png", 1L)]
    [InlineData("", "a.png", 1L)]
    [InlineData("0", null, 1L)]
    [InlineData("0", "", 1L)]
    [InlineData("0", "a.png", null)]
    [InlineData("0", "a.png", -1L)]
    [InlineData("0", "a.gif", long.MinValue)]
    public async Task File_ThatMakesNoSense_IsRejectedBeforeAnythingElseIsAsked(string? clientRef, string? name, long? size)
    {
        var full = await RunAsync([Good, Good with { ClientRef = "2" }]);

        var result = await RunAsync([new AnnouncedFile(clientRef, name, size, null)], full.Socket);

        Assert.Equal(new RefusedFile(clientRef ?? "", UploadErrorCode.PreflightRejected), Assert.Single(result.Refused));
    }

    [Fact]
    public async Task File_WithoutAPlace_IsRefusedForThatBeforeItsSize()
    {
        var result = await RunAsync([Good, Good with { ClientRef = "2" }, new AnnouncedFile("3", "a.gif", 101, null)]);

        Assert.Equal(2, result.Allowed.Length);
        Assert.Equal(new RefusedFile("3", UploadErrorCode.TooManyFiles), Assert.Single(result.Refused));
    }

    [Theory]
    [InlineData("a.gif", 101L, UploadErrorCode.TooLarge)]
    [InlineData("a.png", long.MaxValue, UploadErrorCode.TooLarge)]
    [InlineData("a.gif", 100L, UploadErrorCode.NotAccepted)]
    [InlineData("a.png.exe", 1L, UploadErrorCode.NotAccepted)]
    [InlineData("png", 1L, UploadErrorCode.NotAccepted)]
    [InlineData("a.png.", 1L, UploadErrorCode.NotAccepted)]
    [InlineData("a.png ", 1L, UploadErrorCode.NotAccepted)]
    public async Task File_ThatDoesNotFit_IsRefusedAndTakesNoPlace(string name, long size, UploadErrorCode code)
    {
        var result = await RunAsync([new AnnouncedFile("0", name, size, "image/png"), Good, Good with { ClientRef = "2" }]);

        Assert.Equal(new RefusedFile("0", code), Assert.Single(result.Refused));
        Assert.Equal(["good", "2"], result.Allowed.Select(static file => file.ClientRef));
    }

    [Theory]
    [InlineData("a.tar.gz", true)]
    [InlineData("a.b.TAR.Gz", true)]
    [InlineData("a.gz", false)]
    [InlineData("a.tar", false)]
    [InlineData("tar.gz", false)]
    [InlineData("a.tar.gz.exe", false)]
    public void File_OfAnExtensionWithTwoParts_IsAllowedByItsWholeEnd(string name, bool allowed) =>
        Assert.Equal(allowed, UploadExtension.Matches(".tar.gz", name));

    [Theory]
    [InlineData(".png", true)]
    [InlineData(".tar.gz", true)]
    [InlineData(".7z", true)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("png", false)]
    [InlineData(".png.", false)]
    [InlineData("..png", false)]
    [InlineData(".tar..gz", false)]
    [InlineData(".p ng", false)]
    [InlineData("*.png", false)]
    [InlineData(".*", false)]
    [InlineData(".png,.jpg", false)]
    [InlineData("image/png", false)]
    [InlineData(".a/b", false)]
    [InlineData(null, false)]
    public void Extension_ThatNoNameCouldEndWith_IsInvalid(string? extension, bool valid) => Assert.Equal(valid, UploadExtension.IsValid(extension));

    [Theory]
    [InlineData("a.PNG", 100L, "image/png")]
    [InlineData("a.jpg", 0L, "text/html")]
    [InlineData("a.exe.png", 1L, null)]
    [InlineData("../../etc/passwd\0.png", 1L, "")]
    public async Task File_ThatFits_IsAllowedWhateverItsTypeIsSaidToBe(string name, long size, string? type)
    {
        var result = await RunAsync([new AnnouncedFile("0", name, size, type)]);

        var allowed = Assert.Single(result.Allowed);
        Assert.Equal(("0", size), (allowed.ClientRef, allowed.Size));
        Assert.Matches("^u_[A-Za-z0-9_-]{11}$", allowed.EntryRef);
        Assert.Equal(name, Assert.Single(result.Socket.UploadedEntries(Pictures).InProgress).ClientName);
    }

    [Fact]
    public async Task Files_WithOneRef_AreAllowedOnce()
    {
        var result = await RunAsync([Good, Good with { Name = "b.png" }]);

        Assert.Equal("a.png", Assert.Single(result.Socket.UploadedEntries(Pictures).InProgress).ClientName);
        Assert.Single(result.Allowed);
        Assert.Equal(new RefusedFile("good", UploadErrorCode.PreflightRejected), Assert.Single(result.Refused));
    }

    [Fact]
    public async Task Nothing_IsAllowedWhenNothingIsAnnounced()
    {
        var socket = new Socket();

        var result = await RunAsync([], socket);

        Assert.Empty(result.Allowed);
        Assert.Empty(result.Refused);
        Assert.Same(socket, result.Socket);
    }

    private static ValueTask<PreflightResult> RunAsync(AnnouncedFile[] files, Socket? socket = null) =>
        Preflight.Run(new StoreCallbacks(new FilesStore(), CallbackServices.None, new Problems()), Pictures, [.. files], socket ?? new Socket());

    private sealed class FilesStore : RootStore<FilesStore.State>
    {
        public override State Render(Socket socket) => new();

        public sealed record State;
    }
}
