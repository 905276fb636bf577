using System.Diagnostics.CodeAnalysis;
using Musubi.Gateway.Roots;
using Musubi.Gateway.Uploads;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Mounts;

/// <summary>What a client asks of a mounted root, out of its frame: which event asks what.</summary>
internal static class RootEvents
{
    /// <summary>Hands a command to its root.</summary>
    /// <returns>Completes when it has a place in the root's line.</returns>
    public static ValueTask CommandAsync(JoinedChannel channel, SocketScope scope, Frame frame)
    {
        var command = CommandPayload.Read(frame.Payload, channel.LastCommand);
        if (command.Name is null)
        {
            channel.Refuse(frame.Ref, Refusal.MissingRequiredField);
        }
        else if (!TryFind(channel, scope, frame.Ref, command.RootId, out var root))
        {
            // Refused by now.
        }
        else if (command.StoreId is { } storeId)
        {
            // Kept as long as the channel, which is idle most of the time.
            channel.LastCommand = command.Name.Length <= FrameReader.MaxNameLength ? command.Name : null;
            var exchange = scope.Metrics.Commanding(root.Id.Module, scope.Request);
            var payload = command.Payload.ToArray();
            return root.Line.AskAsync(command.Cid == 0 && command.Ack == 0
                ? new RootCommand(frame.Ref, storeId, command.Name, payload, exchange)
                : new NumberedCommand(frame.Ref, storeId, command.Name, payload, exchange, command.Cid, command.Ack));
        }
        else
        {
            channel.Refuse(frame.Ref, Refusal.UnknownStore);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Hands what a client asks or says about its files to their root.</summary>
    /// <returns>Completes when it has a place in the root's line.</returns>
    public static ValueTask UploadAsync(JoinedChannel channel, SocketScope scope, GatewayUploads uploads, Frame frame)
    {
        var upload = UploadPayload.Read(frame.Payload);
        if (upload.Name is null || (upload.Ref is null && frame.Event != Events.AllowUpload))
        {
            channel.Refuse(frame.Ref, Refusal.MissingRequiredField);
        }
        else if (!TryFind(channel, scope, frame.Ref, upload.RootId, out var root))
        {
            // Refused by now.
        }
        else if (upload.StoreId is { } storeId)
        {
            return root.Line.AskAsync(frame.Event == Events.AllowUpload
                ? new UploadPreflight(scope, uploads, root.Id, frame.Ref, storeId, upload.Name, upload.Entries)
                : new ClientReport(root, frame.Ref, storeId, upload.Name, upload.Ref!, ClientReport.Of(frame.Event, upload)));
        }
        else if (frame.Event == Events.CancelUpload)
        {
            channel.Life.Answer(frame.Ref, ok: true);
        }
        else
        {
            channel.Refuse(frame.Ref, Refusal.UnknownStore);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Finds the root that an event is for, or refuses the event.</summary>
    /// <param name="channel">Where the event came.</param>
    /// <param name="scope">The socket's.</param>
    /// <param name="ref">What the refusal must carry.</param>
    /// <param name="rootId">The root as the payload names it; null when it does not. A channel of one root does not ask for it.</param>
    /// <param name="root">The root.</param>
    public static bool TryFind(JoinedChannel channel, SocketScope scope, string? @ref, string? rootId, [NotNullWhen(true)] out MountedRoot? root)
    {
        // Events wait for the join, and in a channel of one root the join is the mount.
        root = channel.Root;
        if (root is not null)
        {
            return true;
        }

        if (rootId is null)
        {
            channel.Refuse(@ref, Refusal.MissingRequiredField);
            return false;
        }

        lock (scope.Lock)
        {
            if (scope.TryGetRoot(rootId, out root) && root.Owner == channel)
            {
                return true;
            }
        }

        channel.Refuse(@ref, Refusal.UnknownRoot);
        return false;
    }
}
