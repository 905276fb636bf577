using System.Collections.Immutable;

namespace Musubi;

/// <summary>Hooks: what a store puts around commands, messages and renders, its own and those of the stores below it.</summary>
public static class Hooks
{
    private const string PrivateKey = "__musubi_hooks__";

    /// <summary>Attaches a hook behind those that the store has at that stage.</summary>
    /// <param name="socket">The node's socket.</param>
    /// <param name="id">The hook's name, to detach it by.</param>
    /// <param name="stage">When it runs.</param>
    /// <param name="hook">A named static method, or a method of the store itself: a root that lives again elsewhere finds it by name.</param>
    /// <exception cref="InvalidOperationException">The store has a hook of that id at that stage.</exception>
    /// <exception cref="ArgumentException"><paramref name="hook"/> is a lambda.</exception>
    public static Socket AttachHook<THook>(this Socket socket, string id, HookStage<THook> stage, THook hook)
        where THook : Delegate
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(hook);
        var attached = Attached(socket);
        if (attached.Any(other => other.Id == id && other.Stage == stage.Name))
        {
            throw new InvalidOperationException($"A hook '{id}' is attached at {stage} already. Expected an id of its own.");
        }

        return socket.PutPrivate(PrivateKey, attached.Add(new Hook(id, stage.Name, MethodName.Of(hook, "a hook"))));
    }

    /// <summary>Detaches a hook; nothing happens when there is none.</summary>
    public static Socket DetachHook<THook>(this Socket socket, string id, HookStage<THook> stage)
        where THook : Delegate
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentNullException.ThrowIfNull(stage);
        var attached = Attached(socket);
        var rest = attached.RemoveAll(hook => hook.Id == id && hook.Stage == stage.Name);
        return rest.Length == attached.Length ? socket : socket.PutPrivate(PrivateKey, rest);
    }

    /// <summary>The hooks of a store, in the order they were attached.</summary>
    internal static ImmutableArray<Hook> Attached(Socket socket) => socket.GetPrivate(PrivateKey) is ImmutableArray<Hook> hooks ? hooks : [];
}
