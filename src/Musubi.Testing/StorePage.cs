using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Nodes;
using Musubi.Grains.Trees;
using Musubi.Testing.Clients;
using Musubi.Testing.Hosting;
using Musubi.Testing.Messages;

namespace Musubi.Testing;

/// <summary>One mounted root store as a test sees it: both sides of it, the stores and the client that applies every patch. No network, no silo.</summary>
/// <remarks>
/// <para>The runtime is the silo's own. A test decides when things happen: each method is one message to the page, and its patch has been applied when
/// the method returns. Tasks run for real, on the thread pool; what they come to waits until <see cref="PageTasks.NextAsync"/> lets it be handled.</para>
/// <para>For one test, which calls one method at a time. Works in any test framework: what is not as expected is an exception.</para>
/// </remarks>
public sealed class StorePage : IAsyncDisposable
{
    private string? _ended;
    private bool _disposed;

    private StorePage(PageRuntime runtime, PageLink link) => (Runtime, Host, Link) = (runtime, new PageHost(runtime), link);

    internal PageRuntime Runtime { get; }

    internal PageHost Host { get; }

    internal PageLink Link { get; }

    /// <summary>Mounts a root store, as a client's join would.</summary>
    /// <typeparam name="TStore">The root store. Child stores come with it.</typeparam>
    /// <param name="mountParams">The client's params: what becomes a JSON object, such as <c>new { room_id = "r1" }</c>, or <see cref="Params"/>; null for none.</param>
    /// <param name="configure">Sets services, and what the connection knows.</param>
    /// <exception cref="StoreCrashedException">A callback threw.</exception>
    /// <exception cref="Exception">A store is declared wrongly, as a silo would say at its start; the message lists every problem.</exception>
    public static async Task<StorePage> MountAsync<TStore>(object? mountParams = null, Action<StorePageOptions>? configure = null)
        where TStore : Store, IRootStore
    {
        var read = ClientJson.ParamsOf(mountParams);
        var runtime = await PageRuntime.CreateAsync(typeof(TStore), configure);
        var page = new StorePage(runtime, new PageLink(new PageClient(), runtime.GrainOptions));
        try
        {
            var key = new StoreGrainKey("test", new RootId(runtime.Root.Name, runtime.Options.Id));
            runtime.Options.Publisher = page;
            page.Link.Send(await page.Host.RunAsync(tree => tree.Mount(runtime.Root, key, read, runtime.Options.Socket)));
            await page.HandlePublishedAsync();
            return page;
        }
        catch (Exception exception)
        {
            page.Host.Tree.Stop();
            await runtime.DisposeAsync();
            throw exception is ExpectationException or StoreCrashedException ? exception : new StoreCrashedException($"{typeof(TStore)} crashed while mounting: {exception.Message}", exception);
        }
    }

    /// <summary>The page's time: 1 January 2000 until a test moves it. Stores that ask for a <see cref="TimeProvider"/> get it too.</summary>
    public FakeTimeProvider Clock => Runtime.Clock;

    /// <summary>What a client has after every patch so far: the whole tree as JSON, streams and uploads as their markers.</summary>
    public JsonNode Document => Link.Client.Document!;

    /// <summary>Every patch so far, the mount's first. A message that changes nothing sends none.</summary>
    public IReadOnlyList<PatchEnvelope> Patches => Link.Client.Patches;

    /// <summary>The newest patch.</summary>
    public PatchEnvelope LastPatch => Link.Client.Patches[^1];

    /// <summary>A part of a patch as text: <c>page.Json(page.LastPatch.Ops)</c>.</summary>
    [SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "It reads as the page's, and a test has the page at hand.")]
    public string Json(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);

    /// <summary>The errors that the page survived so far, oldest first: a task that threw, a <c>HandleAsync</c> that threw. One that crashes the page is thrown instead.</summary>
    public IReadOnlyList<LoggedError> Errors => Runtime.Log.Errors;

    /// <summary>Says that the test provokes errors, which would otherwise fail it at the end.</summary>
    public void AllowErrors() => Runtime.Log.ErrorsAllowed = true;

    /// <summary>What a store rendered last, as it was typed.</summary>
    /// <typeparam name="TState">The state that the store renders.</typeparam>
    /// <param name="storeId">The store; the root by default.</param>
    /// <exception cref="ExpectationException">There is no such store, or it renders something else.</exception>
    public TState Render<TState>(StoreId storeId = default)
        where TState : class
    {
        var node = Node(storeId);
        return node.State as TState
            ?? throw new ExpectationException($"Expected {node.Definition.Type} at {storeId} to render {typeof(TState)}; it rendered {node.State!.GetType()}.");
    }

    /// <summary>What a store has assigned. A last resort: what matters about a store is what it renders.</summary>
    /// <param name="storeId">The store; the root by default.</param>
    /// <exception cref="ExpectationException">There is no such store.</exception>
    public Assigns Assigns(StoreId storeId = default) => Node(storeId).Socket.Assigns;

    /// <summary>What a client has of a stream, in its order, after every operation so far.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="storeId">The store it is of; the root by default.</param>
    /// <returns>The items, read from what was sent. Empty when nothing was, or when the store is gone.</returns>
    public IReadOnlyList<T> Items<T>(Stream<T> stream, StoreId storeId = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return [.. Link.Client.Items(storeId, stream.Name).Select(item => ClientJson.Read<T>(item, $"an item of '{stream}'"))];
    }

    /// <summary>Takes the oldest event of that name that the client heard and no test took.</summary>
    /// <typeparam name="TPayload">What it says.</typeparam>
    /// <param name="event">The event.</param>
    /// <returns>What it says, read from what was sent.</returns>
    /// <exception cref="ExpectationException">There is none; the message lists those that are there.</exception>
    public TPayload ExpectEvent<TPayload>(PushEvent<TPayload> @event)
        where TPayload : class => ExpectEvent(@event, null);

    /// <param name="event">The event.</param>
    /// <param name="storeId">The store it must be from.</param>
    /// <inheritdoc cref="ExpectEvent{TPayload}(PushEvent{TPayload})"/>
    public TPayload ExpectEvent<TPayload>(PushEvent<TPayload> @event, StoreId storeId)
        where TPayload : class => ExpectEvent(@event, (StoreId?)storeId);

    /// <summary>Says that the client heard no event of that name but those that were taken.</summary>
    /// <exception cref="ExpectationException">It did.</exception>
    public void ExpectNoEvent<TPayload>(PushEvent<TPayload> @event)
        where TPayload : class
    {
        ArgumentNullException.ThrowIfNull(@event);
        if (Link.Client.Events.FirstOrDefault(heard => heard.Name == @event.Name) is { } heard)
        {
            throw new ExpectationException($"Expected no event '{@event}'; the client heard {heard}.");
        }
    }

    /// <summary>Sends a command, as a client would.</summary>
    /// <param name="command">The wire name.</param>
    /// <param name="payload">The payload: what becomes a JSON object, such as <c>new { label = "x" }</c>; null for <c>{}</c>.</param>
    /// <param name="storeId">The addressed store; the root by default.</param>
    /// <returns>The reply; <c>{}</c> when the handler gave none.</returns>
    /// <exception cref="CommandRefusedException">There is no such store, or it declares no such command.</exception>
    /// <exception cref="StoreCrashedException">The payload does not fit, or a handler, a hook or a render threw.</exception>
    public async Task<JsonElement> DispatchAsync(string command, object? payload = null, StoreId storeId = default) =>
        JsonElement.Parse((await PageCommands.RunAsync(this, command, payload, storeId)).Span, PageClient.AnyDepth);

    /// <summary>Sends a command, as a client would, and reads its reply.</summary>
    /// <typeparam name="TReply">What the reply is read as.</typeparam>
    /// <exception cref="ExpectationException">The reply is something else.</exception>
    /// <inheritdoc cref="DispatchAsync(string, object?, StoreId)"/>
    public async Task<TReply> DispatchAsync<TReply>(string command, object? payload = null, StoreId storeId = default) =>
        ClientJson.Read<TReply>(JsonNode.Parse((await PageCommands.RunAsync(this, command, payload, storeId)).Span, documentOptions: PageClient.AnyDepth), $"the reply to '{command}'");

    /// <summary>Lets the root live again elsewhere, from nothing but its serialized state, as when it moves to another silo.</summary>
    /// <remarks>The client, the clock and the services stay. Timers come along; tasks do not, and are failed as <c>interrupted</c> by <see cref="PageTasks.NextAsync"/>.</remarks>
    /// <returns>The page to go on with. This one is done with.</returns>
    public async Task<StorePage> LiveAgainAsync()
    {
        RequireMounted();
        var state = Runtime.Send(Host.Tree.Capture());
        Host.Tree.Stop();
        _ended = "lives again as another page";
        _disposed = true;
        var page = new StorePage(Runtime, Link.Moved(Runtime));
        try
        {
            await page.Host.Tree.Restore(Runtime.Root, state);
            Runtime.Options.Publisher = page;
        }
        catch (Exception exception)
        {
            page.Host.Tree.Stop();
            await Runtime.DisposeAsync();
            throw new StoreCrashedException($"{Runtime.Root.Type} crashed while coming back: {exception.Message}", exception);
        }

        return page;
    }

    /// <summary>Ends the root: runs its <c>Terminate</c>, stops its tasks and timers, deletes its files.</summary>
    /// <param name="reason">Why.</param>
    /// <exception cref="StoreCrashedException"><c>Terminate</c> threw.</exception>
    public async Task UnmountAsync(TerminateReason reason = TerminateReason.Left)
    {
        RequireMounted();
        _ended = "was unmounted";
        try
        {
            await Host.Tree.Terminate(reason);
        }
        catch (Exception exception)
        {
            throw new StoreCrashedException($"{Runtime.Root.Type} crashed in Terminate: {exception.Message}", exception);
        }
        finally
        {
            await Runtime.Gateway.EndAsync();
        }
    }

    /// <summary>Unmounts the root unless it has ended, and fails the test if the page logged errors that it did not allow.</summary>
    /// <exception cref="ExpectationException">There are <see cref="Errors"/>, and <see cref="AllowErrors"/> was not called.</exception>
    /// <exception cref="StoreCrashedException"><c>Terminate</c> threw.</exception>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        try
        {
            if (_ended is null)
            {
                await UnmountAsync();
            }
        }
        finally
        {
            await Runtime.DisposeAsync();
        }

        Runtime.Log.Verify();
    }

    private TPayload ExpectEvent<TPayload>(PushEvent<TPayload> @event, StoreId? storeId)
        where TPayload : class
    {
        ArgumentNullException.ThrowIfNull(@event);
        var heard = Link.Client.Take(heard => heard.Name == @event.Name && (storeId is null || heard.StoreId == storeId))
            ?? throw new ExpectationException(
                $"Expected an event '{@event}'{(storeId is null ? "" : $" from {storeId}")}; the client heard {(Link.Client.Events.Count == 0 ? "none" : string.Join(", ", Link.Client.Events))}.");
        return ClientJson.Read<TPayload>(heard.Payload, $"the payload of '{@event}'");
    }

    internal Task<PatchEnvelope?> CycleAsync(Func<StoreTree, ValueTask<PatchEnvelope?>> handle) => CycleAsync(handle, static patch => patch);

    /// <summary>One message, handled, rendered and applied, and those that it caused to be published; or a crash.</summary>
    internal async Task<T> CycleAsync<T>(Func<StoreTree, ValueTask<T>> handle, Func<T, PatchEnvelope?> patchOf)
    {
        RequireMounted();
        T answer;
        try
        {
            answer = await Host.RunAsync(handle);
        }
        catch (Exception exception)
        {
            await CrashAsync();
            throw new StoreCrashedException($"{Runtime.Root.Type} crashed: {exception.Message}", exception);
        }

        await Host.DeleteUnwantedAsync();
        Link.Send(patchOf(answer));
        await this.HandlePublishedAsync();
        return answer;
    }

    private async Task CrashAsync()
    {
        _ended = "crashed";
        try
        {
            await Host.Tree.Terminate(TerminateReason.Crashed);
        }
        catch (Exception exception)
        {
            Runtime.Log.TerminateFailed(exception, TerminateReason.Crashed);
        }
        finally
        {
            await Runtime.Gateway.EndAsync();
        }
    }

    internal StoreNode Node(StoreId storeId)
    {
        RequireMounted();
        return Host.Tree.Find(storeId) ?? throw new ExpectationException(NoStore(storeId));
    }

    internal string NoStore(StoreId storeId) => $"Expected a store of the tree, one of {string.Join(", ", Host.Tree.Nodes.Select(static node => node.Id))}; got {storeId}.";

    internal void RequireMounted()
    {
        if (_ended is not null)
        {
            throw new InvalidOperationException($"Expected a mounted page; this one {_ended}.");
        }
    }
}
