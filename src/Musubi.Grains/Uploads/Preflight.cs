using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Musubi.Grains.Documents;
using Musubi.Grains.Nodes;

namespace Musubi.Grains.Uploads;

/// <summary>Decides which of the files that a client announced may come, one after the other.</summary>
/// <remarks>A file's fields first, then whether there is a place left, its size, its extension, and last what the store itself says. Source: docs/wire.md, "Uploads".</remarks>
internal static class Preflight
{
    private const int RefBytes = 8;

    public static async ValueTask<PreflightResult> Run(StoreCallbacks store, Upload upload, ImmutableArray<AnnouncedFile> files, Socket socket)
    {
        var allowed = ImmutableArray.CreateBuilder<AllowedFile>();
        var refused = ImmutableArray.CreateBuilder<RefusedFile>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var code = Refuse(upload, file, UploadTable.Of(socket).Of(upload.Name).Length);
            if (code is null && !seen.Add(file.ClientRef!))
            {
                // The answer names files by the client's refs: of two with one name, the client could send only one.
                code = UploadErrorCode.PreflightRejected;
            }

            if (code is { } refusal)
            {
                refused.Add(new RefusedFile(file.ClientRef ?? "", refusal));
                continue;
            }

            var entry = new UploadEntry
            {
                Ref = $"u_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RefBytes))}",
                ClientName = file.Name!,
                ClientSize = file.Size!.Value,
                ClientType = file.Type ?? "",
            };
            var target = await store.UploadExternal(upload, entry, socket);
            if (ReferenceEquals(target, UploadTarget.Refused))
            {
                refused.Add(new RefusedFile(file.ClientRef!, UploadErrorCode.PreflightRejected));
                continue;
            }

            entry = entry with { External = target.Uploader is not null };
            socket = UploadTable.Of(socket).Add(upload.Name, entry).SaveIn(socket).Ask(new UploadEffect(upload.Name, UploadChange.Add, entry));
            allowed.Add(new AllowedFile(file.ClientRef!, entry.Ref, entry.ClientSize, target.Uploader, Meta(target)));
        }

        return new PreflightResult(allowed.DrainToImmutable(), refused.DrainToImmutable(), socket);
    }

    private static UploadErrorCode? Refuse(Upload upload, AnnouncedFile file, int entries)
    {
        if (string.IsNullOrEmpty(file.ClientRef) || string.IsNullOrEmpty(file.Name) || file.Size is null or < 0)
        {
            return UploadErrorCode.PreflightRejected;
        }

        if (entries >= upload.MaxEntries)
        {
            return UploadErrorCode.TooManyFiles;
        }

        if (file.Size > upload.MaxFileSize)
        {
            return UploadErrorCode.TooLarge;
        }

        return upload.Accept.IsEmpty || upload.Accept.Any(extension => UploadExtension.Matches(extension, file.Name))
            ? null
            : UploadErrorCode.NotAccepted;
    }

    private static ReadOnlyMemory<byte> Meta(UploadTarget target)
    {
        if (target.Meta is not { } meta)
        {
            return default;
        }

        var shape = WireType.For(meta.GetType());
        return shape.IsObject
            ? DocumentWriter.WriteAlone(meta, WireType.For<object>())
            : throw new InvalidOperationException($"The meta for an external upload is a {meta.GetType()}. Expected a record or a map.");
    }
}
