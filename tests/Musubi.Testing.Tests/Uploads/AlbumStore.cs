using System.Text;

namespace Musubi.Testing.Tests.Uploads;

/// <summary>Takes pictures over the gateway, and films elsewhere.</summary>
internal sealed class AlbumStore : RootStore<AlbumStore.State>
{
    public static readonly Upload Pictures = new("pictures") { Accept = [".png"], MaxEntries = 2, MaxFileSize = 100, ChunkSize = 4 };
    public static readonly Upload Films = new("films");
    private static readonly Key<string> Contents = new("contents");
    private static readonly Key<int> Progress = new("progress");

    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Contents, "").Assign(Progress, 0);

    public override State Render(Socket socket) => new(socket.Get(Contents), socket.Get(Progress));

    public override ValueTask<UploadTarget> UploadExternal(Upload upload, UploadEntry entry, Socket socket) =>
        upload == Films ? UploadTarget.External("tube", new Place("https://films.example")) : UploadTarget.Gateway;

    public override ValueTask<Socket> HandleProgress(Upload upload, UploadEntry entry, Socket socket) => socket.Assign(Progress, entry.Progress);

    [Command]
    public async Task<Socket> Save(Socket socket)
    {
        (var contents, socket) = await socket.ConsumeUploadedEntriesAsync(Pictures, static async file =>
        {
            using var reader = new StreamReader(await file.OpenReadAsync(), Encoding.UTF8);
            return Consumed.Done(await reader.ReadToEndAsync());
        });
        return socket.Assign(Contents, string.Concat(contents));
    }

    internal sealed record State(string Contents, int Progress);

    internal sealed record Place(string Url);
}
