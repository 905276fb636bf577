using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Musubi.Conformance.Host.Stores;

/// <summary>Files that clients send over the gateway, chunk by chunk.</summary>
[StoreName("Musubi.WireCapture.Stores.ChannelUploadRootStore")]
public sealed class ChannelUploadRootStore : RootStore<UploadRootStore.State>
{
    /// <summary>The files, within the same limits as those of <see cref="UploadRootStore"/>.</summary>
    public static readonly Upload Avatar = UploadRootStore.Avatar;

    /// <inheritdoc/>
    public override UploadRootStore.State Render(Socket socket) => new("uploads");

    /// <summary>Takes the files that are there.</summary>
    [Command]
    public async ValueTask<(Finished Reply, Socket Socket)> Finish(Socket socket)
    {
        var (files, then) = await socket.ConsumeUploadedEntriesAsync(Avatar, static async file =>
        {
            await using var bytes = await file.OpenReadAsync();
            var hash = await SHA256.HashDataAsync(bytes);
            return Consumed.Done(new ReceivedFile(file.Entry.ClientName, bytes.Position, Convert.ToHexStringLower(hash)));
        });
        return (new Finished(files), then);
    }

    /// <summary>The answer to <see cref="Finish"/>.</summary>
    public sealed record Finished(ImmutableArray<ReceivedFile> Files);

    /// <summary>One file, as the silo read it: its size in bytes, its SHA-256 in lower-case hex.</summary>
    public sealed record ReceivedFile(string Name, long Size, string Sha256);
}
