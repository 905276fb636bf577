namespace Musubi;

/// <summary>Runs before a command on its store and on every store above, the root first.</summary>
/// <param name="command">The command.</param>
/// <param name="socket">The socket of the store that attached the hook.</param>
public delegate ValueTask<HookResult> BeforeCommandHook(CommandCall command, Socket socket);

/// <summary>Runs after a command on its store and on every store above, the root first.</summary>
/// <param name="command">The command.</param>
/// <param name="reply">The handler's reply; empty when it gave none.</param>
/// <param name="socket">The socket of the store that attached the hook.</param>
public delegate ValueTask<HookResult> AfterCommandHook(CommandCall command, Params reply, Socket socket);

/// <summary>Runs before <c>HandleAsync</c> on its store and on every store above, the root first.</summary>
/// <param name="name">The task's name.</param>
/// <param name="outcome">What it came to.</param>
/// <param name="socket">The socket of the store that attached the hook.</param>
public delegate ValueTask<HookResult> HandleAsyncHook(string name, AsyncOutcome<object?> outcome, Socket socket);

/// <summary>Runs before the root's <c>HandleInfo</c>.</summary>
/// <param name="message">The message.</param>
/// <param name="socket">The root's socket.</param>
public delegate ValueTask<HookResult> HandleInfoHook(object message, Socket socket);

/// <summary>Sees, and may change, what one store is about to send.</summary>
/// <param name="frame">The store's frame.</param>
/// <param name="socket">The store's socket.</param>
/// <returns>The frame to go on with, and the socket; assigns changed here do not render again.</returns>
public delegate FrameResult FrameHook(StoreFrame frame, Socket socket);
