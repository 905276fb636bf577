namespace Musubi;

/// <summary>Where hooks run, in the order of a cycle.</summary>
public static class Stage
{
    /// <summary>Before a command's payload is checked. May halt, with a reply or without: the handler does not run then.</summary>
    public static HookStage<BeforeCommandHook> BeforeCommand { get; } = new("before_command");

    /// <summary>After a command's handler.</summary>
    public static HookStage<AfterCommandHook> AfterCommand { get; } = new("after_command");

    /// <summary>Before <c>HandleAsync</c>, which does not run when a hook halts.</summary>
    public static HookStage<HandleAsyncHook> HandleAsync { get; } = new("handle_async");

    /// <summary>Before the root's <c>HandleInfo</c>, which does not run when a hook halts.</summary>
    public static HookStage<HandleInfoHook> HandleInfo { get; } = new("handle_info");

    /// <summary>After a store rendered or pushed events: the frame holds its typed state and payloads.</summary>
    public static HookStage<FrameHook> AfterRender { get; } = new("after_render");

    /// <summary>The last stage before the wire: the frame holds maps, lists and plain values under wire names. A store with such a hook is compared
    /// by these, which costs more.</summary>
    public static HookStage<FrameHook> AfterSerialize { get; } = new("after_serialize");
}
