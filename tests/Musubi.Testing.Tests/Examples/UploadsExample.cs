using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace Musubi.Testing.Tests.Examples;

public interface IAvatars
{
    Task<string> SaveAsync(Stream image);
}

// docs:avatar
public sealed record AccountPageState(string? AvatarUrl);

public sealed record FinishReply(int Saved);

public sealed class AccountPageStore(IAvatars avatars) : RootStore<AccountPageState>
{
    public static readonly Upload Avatar = new("avatar") { Accept = [".png", ".jpg"], MaxFileSize = 2_000_000 };
    private static readonly Key<string?> Url = new("url");

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Url, null);

    [Command]
    public async Task<(FinishReply Reply, Socket Socket)> Finish(Socket socket)
    {
        (var urls, socket) = await socket.ConsumeUploadedEntriesAsync(Avatar, async file =>
        {
            await using var image = await file.OpenReadAsync();
            return Consumed.Done(await avatars.SaveAsync(image));
        });
        return (new FinishReply(urls.Length), urls is [.., var url] ? socket.Assign(Url, url) : socket);
    }

    public override AccountPageState Render(Socket socket) => new(socket.Get(Url));
}
// docs:end

// docs:external
public sealed record AlbumState(string Title);

public sealed record PutTarget(string Url);

public sealed class AlbumStore : RootStore<AlbumState>
{
    public static readonly Upload Photos = new("photos") { Accept = [".jpg"], MaxEntries = 20 };

    public override ValueTask<UploadTarget> UploadExternal(Upload upload, UploadEntry entry, Socket socket) =>
        UploadTarget.External("s3", new PutTarget($"https://bucket.example/{entry.Ref}?signature=…"));

    public override AlbumState Render(Socket socket) => new("Album");
}
// docs:end

public sealed class UploadsExample
{
    [Fact]
    public async Task Avatar_Finished_IsSaved()
    {
        // docs:avatar-test
        await using var page = await StorePage.MountAsync<AccountPageStore>(
            configure: options => options.Services.AddSingleton<IAvatars>(new TestAvatars()));

        await page.UploadAsync(AccountPageStore.Avatar, "me.png", "pixels"u8.ToArray());
        var reply = await page.DispatchAsync<FinishReply>("finish");

        Assert.Equal(1, reply.Saved);
        Assert.Equal("/avatars/pixels", page.Render<AccountPageState>().AvatarUrl);
        // docs:end
    }

    [Fact]
    public async Task Album_Photo_GoesElsewhere()
    {
        await using var page = await StorePage.MountAsync<AlbumStore>();

        var preflight = await page.AllowUploadAsync(AlbumStore.Photos, [new TestFile("sea.jpg", [1, 2, 3])]);

        Assert.Equal("s3", Assert.Single(preflight.Entries).Uploader);
    }

    private sealed class TestAvatars : IAvatars
    {
        public async Task<string> SaveAsync(Stream image)
        {
            using var reader = new StreamReader(image, Encoding.UTF8);
            return $"/avatars/{await reader.ReadToEndAsync()}";
        }
    }
}
