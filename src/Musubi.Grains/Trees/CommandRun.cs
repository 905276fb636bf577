using Musubi.Grains.Commands;
using Musubi.Grains.Documents;
using Musubi.Grains.Hooks;
using Musubi.Grains.Nodes;

namespace Musubi.Grains.Trees;

/// <summary>Runs one command: hooks from the root down, then what the command demands of its user, the payload, the handler, and hooks again.</summary>
internal static class CommandRun
{
    /// <param name="cycle">The tree's.</param>
    /// <param name="node">The addressed store.</param>
    /// <param name="command">The command.</param>
    /// <param name="payload">Its payload.</param>
    /// <param name="cid">The client's number for it; 0 for none.</param>
    /// <param name="gone">Cancelled when its client has gone.</param>
    /// <returns>The reply, a JSON object in UTF-8; empty for none.</returns>
    /// <exception cref="PayloadException">The payload does not fit what the command declares.</exception>
    public static async ValueTask<ReadOnlyMemory<byte>> Run(RenderCycle cycle, StoreNode node, Command command, ReadOnlyMemory<byte> payload, long cid, CancellationToken gone)
    {
        CommandCall? call = null;
        foreach (var on in HookChain.On(node, Stage.BeforeCommand))
        {
            call ??= Call(node, command, payload);
            foreach (var hook in HookChain.Of(on, Stage.BeforeCommand, cycle.Catalog))
            {
                var result = await hook(call, on.Socket);
                cycle.Commit(on, result.Socket);
                if (result.Halted)
                {
                    return result.Reply is null ? default : Deny(cycle, node, command, result.Reply);
                }
            }
        }

        if (Forbidden.Of(command, node.Socket.ConnectInfo) is { } forbidden)
        {
            return Deny(cycle, node, command, forbidden);
        }

        var socket = node.Definition.Uploads.IsEmpty ? node.Socket : node.Socket.Ask(new UploadAccess(cycle.Host.Uploads));
        socket = cid == 0 ? socket : socket.Handling($"{socket.Root}/{cid}");
        var (after, reply) = await command.Invoke(node.Definition.Store, payload, socket, gone);
        cycle.Commit(node, cid == 0 ? after : after?.Handling(null)!);
        foreach (var on in HookChain.On(node, Stage.AfterCommand))
        {
            call ??= Call(node, command, payload);
            foreach (var hook in HookChain.Of(on, Stage.AfterCommand, cycle.Catalog))
            {
                var result = await hook(call, Params.TryCreate(reply.Span, out var read) ? read : Params.Empty, on.Socket);
                cycle.Commit(on, result.Socket);
                if (result.Halted)
                {
                    return reply;
                }
            }
        }

        return reply;
    }

    private static ReadOnlyMemory<byte> Deny(RenderCycle cycle, StoreNode node, Command command, object reply)
    {
        if (!WireType.For(reply.GetType()).IsObject)
        {
            throw new InvalidOperationException($"A hook answered '{command.Name}' with a {reply.GetType()}. Expected a record, which becomes an object on the wire.");
        }

        cycle.Host.Metrics.AuthDenied(node.Definition.Name, command.Name);
        return DocumentWriter.WriteAlone(reply, WireType.For<object>());
    }

    private static CommandCall Call(StoreNode node, Command command, ReadOnlyMemory<byte> payload) =>
        new(node.Id, command.Name, Params.TryCreate(payload.Span, out var read) ? read : Params.Empty);
}
