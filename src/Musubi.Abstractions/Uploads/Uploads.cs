using System.Collections.Immutable;

namespace Musubi;

/// <summary>What a store does with the files that its clients send.</summary>
public static class Uploads
{
    /// <summary>The files that are there, and those on their way, each in the order they were announced.</summary>
    public static (ImmutableArray<UploadEntry> Completed, ImmutableArray<UploadEntry> InProgress) UploadedEntries(this Socket socket, Upload upload)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(upload);
        var entries = UploadTable.Of(socket).Of(upload.Name);
        return ([.. entries.Where(static entry => entry.Status == UploadStatus.Success)], [.. entries.Where(static entry => entry.Status != UploadStatus.Success)]);
    }

    /// <summary>Takes the files that are there, one after the other; only in a command.</summary>
    /// <param name="socket">The socket that the command was given.</param>
    /// <param name="upload">An upload that the store declares.</param>
    /// <param name="consume">Takes one file: reads it, copies it to where it is to stay. What it says is done with is deleted when the command has returned.</param>
    /// <returns>What it made of each file, postponed ones among them, and the new socket.</returns>
    /// <exception cref="InvalidOperationException">No command is running.</exception>
    public static async ValueTask<(ImmutableArray<T> Results, Socket Socket)> ConsumeUploadedEntriesAsync<T>(this Socket socket, Upload upload, Func<UploadedFile, ValueTask<Consumed<T>>> consume)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(upload);
        ArgumentNullException.ThrowIfNull(consume);
        var store = UploadAccess.Of(socket)?.Store ?? throw new InvalidOperationException("No command of a store with uploads is running. Expected uploads to be consumed in a command, with the socket it was given.");
        var results = ImmutableArray.CreateBuilder<T>();
        foreach (var entry in socket.UploadedEntries(upload).Completed)
        {
            var consumed = await consume(new UploadedFile(entry, store));
            results.Add(consumed.Value);
            if (!consumed.Postponed)
            {
                socket = Remove(socket, upload, entry);
            }
        }

        var empty = UploadTable.Of(socket).Of(upload.Name).IsEmpty;
        return (results.DrainToImmutable(), empty ? socket.Ask(new UploadEffect(upload.Name, UploadChange.Reset, null)) : socket);
    }

    /// <summary>Does not want a file any more, whatever came of it; nothing happens when there is no such entry.</summary>
    public static Socket CancelUpload(this Socket socket, Upload upload, string entryRef)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(upload);
        return UploadTable.Of(socket).Find(upload.Name, entryRef) is { } entry
            ? Remove(socket, upload, entry).Ask(new UploadEffect(upload.Name, UploadChange.Cancel, entry))
            : socket;
    }

    private static Socket Remove(Socket socket, Upload upload, UploadEntry entry)
    {
        var removed = UploadTable.Of(socket).Remove(upload.Name, entry).SaveIn(socket);
        return entry.File is { } file ? removed.Ask(new UploadFileDrop(file)) : removed;
    }
}
