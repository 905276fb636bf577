using Musubi.Grains.Diagnostics;
using Musubi.Grains.Hooks;
using Musubi.Grains.Nodes;

namespace Musubi.Grains.Trees;

/// <summary>Hands what a task came to over to the store that started it.</summary>
internal static class AsyncEnding
{
    /// <summary>Writes the outcome where the store waits for it, or lets the store handle it.</summary>
    /// <returns>False when there was a value that the node cannot take.</returns>
    public static async ValueTask<bool> Apply(RenderCycle cycle, StoreNode node, AsyncTask task, AsyncOutcome<object?> outcome, Func<Socket, object?, Socket>? apply)
    {
        var socket = AsyncTable.Of(node.Socket).Without(task).SaveIn(node.Socket);
        if (task.Kind == AsyncKind.Start)
        {
            cycle.Commit(node, socket);
            await HandleAsync(cycle, node, task.Name, outcome);
            return true;
        }

        var taken = true;
        if (outcome.Reason is { } reason)
        {
            socket = task.Fail(socket, reason);
        }
        else
        {
            try
            {
                socket = apply!(socket, outcome.Value);
            }
            catch (Exception exception)
            {
                // An item without a key, say: the value is no good, as if the work had thrown.
                cycle.Host.Log.AsyncThrew(exception, task.Name, node.Definition.Name);
                socket = task.Fail(socket, AsyncReason.Exception);
                taken = false;
            }
        }

        cycle.Commit(node, socket);
        return taken;
    }

    private static async ValueTask HandleAsync(RenderCycle cycle, StoreNode node, string name, AsyncOutcome<object?> outcome)
    {
        foreach (var on in HookChain.On(node, Stage.HandleAsync))
        {
            foreach (var hook in HookChain.Of(on, Stage.HandleAsync, cycle.Catalog))
            {
                var result = await hook(name, outcome, on.Socket);
                cycle.Commit(on, result.Socket);
                if (result.Halted)
                {
                    return;
                }
            }
        }

        Socket handled;
        try
        {
            handled = await node.Definition.Callbacks.HandleAsync(name, outcome, node.Socket);
        }
        catch (Exception exception)
        {
            // The work is done and paid for; a page that is lost over it helps nobody. The socket is as it was.
            cycle.Host.Log.HandleAsyncThrew(exception, name, node.Definition.Name);
            cycle.Host.Metrics.HandleAsyncThrew(node.Definition.Name);
            return;
        }

        cycle.Commit(node, handled);
    }
}
