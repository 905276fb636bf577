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
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(hook);
        return Attach(socket, id, stage.Name, hook);
    }

    /// <summary>Attaches a hook that takes services after its own parameters, from a scope that ends with it: <c>Audit(CommandCall command, Socket socket, ShopDb db)</c>.</summary>
    /// <param name="socket">The node's socket.</param>
    /// <param name="id">The hook's name, to detach it by.</param>
    /// <param name="stage">When it runs: any stage but those of a frame, which run inside a render.</param>
    /// <param name="hook">A named static method, or a method of the store itself, whose parameters begin with those of the stage's hooks.</param>
    /// <exception cref="InvalidOperationException">The store has a hook of that id at that stage.</exception>
    /// <exception cref="ArgumentException"><paramref name="hook"/> is a lambda, or its parameters begin otherwise, or the stage is a frame's.</exception>
    public static Socket AttachHook<THook>(this Socket socket, string id, HookStage<THook> stage, Delegate hook)
        where THook : Delegate
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(hook);
        var expected = typeof(THook).GetMethod("Invoke")!;
        var own = expected.GetParameters().Select(static parameter => parameter.ParameterType).ToArray();
        if (typeof(THook) == typeof(FrameHook)
            || hook.Method.ReturnType != expected.ReturnType
            || !hook.Method.GetParameters().Take(own.Length).Select(static parameter => parameter.ParameterType).SequenceEqual(own))
        {
            throw new ArgumentException(
                typeof(THook) == typeof(FrameHook)
                    ? $"Expected a hook at {stage} without services: it runs inside a render."
                    : $"Expected a hook at {stage} to take ({string.Join(", ", own.Select(static type => type.Name))}) and then services, and to return {expected.ReturnType}; got {hook.Method}.",
                nameof(hook));
        }

        return Attach(socket, id, stage.Name, hook);
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

    private static Socket Attach(Socket socket, string id, string stage, Delegate hook)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ArgumentException.ThrowIfNullOrEmpty(id);
        var attached = Attached(socket);
        return attached.Any(other => other.Id == id && other.Stage == stage)
            ? throw new InvalidOperationException($"A hook '{id}' is attached at {stage} already. Expected an id of its own.")
            : socket.PutPrivate(PrivateKey, attached.Add(new Hook(id, stage, MethodName.Of(hook, "a hook"))));
    }

    /// <summary>The hooks of a store, in the order they were attached.</summary>
    internal static ImmutableArray<Hook> Attached(Socket socket) => socket.GetPrivate(PrivateKey) is ImmutableArray<Hook> hooks ? hooks : [];
}
