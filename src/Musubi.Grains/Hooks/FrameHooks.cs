using System.Collections.Immutable;
using Musubi.Grains.Documents;
using Musubi.Grains.Nodes;

namespace Musubi.Grains.Hooks;

/// <summary>Runs what a store is about to send through its hooks: first as typed values, then as what these are on the wire.</summary>
internal static class FrameHooks
{
    private const string KeepsStateKey = "__musubi_frame_hooks_keep_state__";

    public static bool AnyOf(StoreNode node) => HookChain.Has(node.Hooks, Stage.AfterRender) || HookChain.Has(node.Hooks, Stage.AfterSerialize);

    /// <summary>Whether a store's frames are from now on made by other hooks.</summary>
    public static bool Differ(Socket before, Socket after)
    {
        if (ReferenceEquals(before.Private, after.Private))
        {
            return false;
        }

        var (was, now) = (Musubi.Hooks.Attached(before), Musubi.Hooks.Attached(after));
        return was != now && !was.Where(IsOfAFrame).SequenceEqual(now.Where(IsOfAFrame));
    }

    /// <summary>Remembers that hooks changed the socket that they were given: run again, they may make another frame of the same state.</summary>
    public static Socket MarkKept(Socket before, Socket after) =>
        ReferenceEquals(before.Assigns, after.Assigns) && ReferenceEquals(before.Private, after.Private) ? after : after.PutPrivate(KeepsStateKey, true);

    /// <summary>Whether a store's hooks ever did that.</summary>
    public static bool KeepState(Socket socket) => socket.GetPrivate(KeepsStateKey) is true;

    /// <summary>Runs a node's newest state and events through its hooks.</summary>
    /// <returns>What to send, how its state is written and compared, and the socket that the last hook returned.</returns>
    /// <exception cref="InvalidOperationException">A hook returned something that cannot be sent; the message names it, and what was expected.</exception>
    public static (StoreFrame Frame, StateShape Shape, Socket Socket) Run(StoreNode node, StoreCatalog catalog)
    {
        var frame = new StoreFrame(node.State!, node.Output is { } output ? [.. output.Events] : []);
        (frame, var socket) = Transform(Stage.AfterRender, node, frame, node.Socket, CheckTyped, catalog);
        if (!HookChain.Has(Musubi.Hooks.Attached(socket), Stage.AfterSerialize))
        {
            return (frame, node.Definition.Shape, socket);
        }

        frame = new StoreFrame(
            node.Definition.Generalize(frame.State),
            [.. frame.Events.Select(static pushed => pushed with { Payload = WireType.For(pushed.Payload.GetType()).GeneralizeBoxed(pushed.Payload)! })]);
        (frame, socket) = Transform(Stage.AfterSerialize, node, frame, socket, CheckSerialized, catalog);
        return (frame, MapStateShape.Instance, socket);
    }

    private static (StoreFrame Frame, Socket Socket) Transform(
        HookStage<FrameHook> stage, StoreNode node, StoreFrame frame, Socket socket, Func<StoreDefinition, StoreFrame, string?> check, StoreCatalog catalog)
    {
        foreach (var hook in Musubi.Hooks.Attached(socket))
        {
            if (hook.Stage != stage.Name)
            {
                continue;
            }

            var result = hook.Method.Bind<FrameHook>(type => catalog.Of(type).Store)(frame, socket);
            if ((result.Frame is null ? "no frame. Expected FrameResult.Continue or FrameResult.Halt" : check(node.Definition, result.Frame)) is { } wrong)
            {
                throw new InvalidOperationException($"The hook '{hook.Id}' of {node.Definition.Type} at {node.Id} returned {wrong}.");
            }

            (frame, socket) = (result.Frame!.Events.IsDefault ? result.Frame with { Events = [] } : result.Frame, result.Socket);
            if (result.Halted)
            {
                break;
            }
        }

        return (frame, socket);
    }

    private static string? CheckTyped(StoreDefinition store, StoreFrame frame) =>
        frame.State?.GetType() != store.StateType
            ? $"{Describe(frame.State)} for its state. Expected {store.StateType}"
            : CheckEvents(store, frame, static declared => declared.PayloadType);

    private static string? CheckSerialized(StoreDefinition store, StoreFrame frame) => frame.State switch
    {
        not ImmutableDictionary<string, object?> => $"{Describe(frame.State)} for its state. Expected {typeof(ImmutableDictionary<string, object?>)}",
        ImmutableDictionary<string, object?> state when store.Uploads.FirstOrDefault(upload => state.ContainsKey(upload.Name)) is { } upload =>
            $"a state with the name '{upload.Name}'. Expected another name: the runtime puts the upload there",
        _ => CheckEvents(store, frame, static _ => typeof(ImmutableDictionary<string, object?>)),
    };

    private static string? CheckEvents(StoreDefinition store, StoreFrame frame, Func<IPushEvent, Type> payload)
    {
        foreach (var pushed in frame.Events.IsDefault ? [] : frame.Events)
        {
            if (store.Events.FirstOrDefault(declared => declared.Name == pushed.Name) is not { } declared)
            {
                return $"the event '{pushed.Name}', which the store does not declare. Expected one in a public static readonly field of the store";
            }

            if (!payload(declared).IsInstanceOfType(pushed.Payload))
            {
                return $"{Describe(pushed.Payload)} for the event '{pushed.Name}'. Expected {payload(declared)}";
            }
        }

        return null;
    }

    private static string Describe(object? value) => value is null ? "null" : $"a {value.GetType()}";

    private static bool IsOfAFrame(Hook hook) => hook.Stage == Stage.AfterRender.Name || hook.Stage == Stage.AfterSerialize.Name;
}
