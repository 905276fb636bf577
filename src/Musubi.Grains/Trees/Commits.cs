using System.Collections.Immutable;
using Musubi.Grains.Async;
using Musubi.Grains.Hooks;
using Musubi.Grains.Nodes;
using Musubi.Grains.Timers;

namespace Musubi.Grains.Trees;

/// <summary>Takes the sockets that callbacks return: keeps them, makes their nodes dirty, and does what they ask for or notes it for the cycle's end.</summary>
internal sealed class Commits(IStoreTreeHost host)
{
    private CycleWork? _work;
    private AsyncTasks? _tasks;
    private NodeTimers? _timers;
    private bool _inFrameHooks;

    /// <summary>Notes what has to be saved; null in a tree that is not kept.</summary>
    public TreeJournal? Journal { get; set; }

    /// <summary>What the cycle has at hand, from the first thing that there is to do until it is done.</summary>
    public CycleWork Work => _work ??= CycleWork.Rent();

    /// <summary>The same; null when there is nothing to do.</summary>
    public CycleWork? Pending => _work;

    public AsyncTasks Tasks => _tasks ??= new(host);

    public NodeTimers Timers => _timers ??= new(host);

    /// <summary>Whether stream items are to be deleted at the cycle's end.</summary>
    public bool HoldsRemovals { get; private set; }

    /// <summary>Notes that what follows was asked for by another message than what came before in the same cycle.</summary>
    public void BeginMessage()
    {
        if (_work is not { } work)
        {
            return;
        }

        foreach (var node in work.Sending)
        {
            node.Output!.BeginMessage();
        }
    }

    /// <summary>Says that a node's store is new to the client.</summary>
    public void Announce(StoreNode node)
    {
        if (!node.Definition.Uploads.IsEmpty)
        {
            Output(node).Announced = true;
        }
    }

    /// <summary>Takes the socket that a callback returned.</summary>
    /// <param name="node">The store that was called.</param>
    /// <param name="socket">What it returned.</param>
    /// <param name="force">Whether it renders even when no assign changed, as a new store does.</param>
    public void Commit(StoreNode node, Socket socket, bool force = false)
    {
        if (socket is null)
        {
            throw new InvalidOperationException($"{node.Definition.Type} at {node.Id} returned no socket. Expected the socket it was given, or one made from it.");
        }

        var (before, effects) = (node.Socket, socket.Effects);
        socket = socket.WithoutEffects();
        var changed = force || socket.AnyChanged();
        if (changed)
        {
            host.CheckAssigns(node.Definition, socket, all: force);
        }

        if (!ReferenceEquals(before.Private, socket.Private))
        {
            host.SubscriptionsChanged(before, socket);
            changed |= FrameHooks.Differ(before, socket);
        }

        node.Socket = socket;
        Journal?.Touch(node);
        if (changed && !_inFrameHooks)
        {
            MakeDirty(node);
        }

        if (effects is not null)
        {
            Take(node, effects);
        }
    }

    /// <summary>Takes the socket that frame hooks returned. What they assign is not rendered, and what they ask for goes out as it is: it would run through them for ever.</summary>
    public void CommitFrame(StoreNode node, Socket socket)
    {
        _inFrameHooks = true;
        Commit(node, FrameHooks.MarkKept(node.Socket, socket));
        _inFrameHooks = false;
    }

    /// <summary>Takes the events that hooks left over, in place of those that the store pushed.</summary>
    public void ReplaceEvents(StoreNode node, ImmutableArray<PushedEvent> pushed)
    {
        if (node.Output is null && pushed.IsEmpty)
        {
            return;
        }

        var events = Output(node).Events;
        events.Clear();
        events.AddRange(pushed);
    }

    /// <summary>Ends what runs beside one node, which is gone.</summary>
    public void Discard(StoreNode node)
    {
        Journal?.Drop(node);
        _tasks?.CancelAll(node);
        _timers?.CancelAll(node);
    }

    /// <summary>Ends what runs beside all of them.</summary>
    public void DiscardAll()
    {
        _tasks?.CancelAll();
        _timers?.CancelAll();
    }

    /// <summary>Gives back what the cycle had at hand.</summary>
    public void ReturnWork()
    {
        _work?.Return();
        _work = null;
        HoldsRemovals = false;
    }

    private void MakeDirty(StoreNode node)
    {
        if (!node.Dirty)
        {
            node.Dirty = true;
            Work.Dirty.Enqueue(node, node.Depth);
        }
    }

    private NodeOutput Output(StoreNode node)
    {
        if (node.Output is null)
        {
            node.Output = new NodeOutput();
            Work.Send(node);
        }

        return node.Output;
    }

    // In the order they were asked for, which is the chain's end first.
    private void Take(StoreNode node, Effect effects)
    {
        var chain = Work.Effects;
        for (var effect = effects; effect is not null; effect = effect.Earlier)
        {
            chain.Add(effect);
        }

        for (var i = chain.Count - 1; i >= 0; i--)
        {
            switch (chain[i])
            {
                case StreamEffect of:
                    RequireDeclared(node, node.Definition.Streams.Contains(of.Stream), "stream", of.Stream.Name);
                    Output(node).Add(of);
                    HoldsRemovals |= of is StreamRemoval;
                    break;
                case EventEffect pushed:
                    RequireDeclared(node, node.Definition.Events.Contains(pushed.Event), "event", pushed.Event.Name);
                    Output(node).Events.Add(new PushedEvent(pushed.Event.Name, pushed.Payload));
                    if (!_inFrameHooks && FrameHooks.AnyOf(node))
                    {
                        // Events go through the same hooks as the state, and those run at a render.
                        MakeDirty(node);
                    }

                    break;
                case UploadEffect upload:
                    RequireDeclared(node, node.Definition.FindUpload(upload.Upload) is not null, "upload", upload.Upload);
                    Output(node).Uploads.Add(upload);
                    break;
                case UploadFileDrop drop:
                    host.Delete(drop.File);
                    break;
                case AsyncStart start:
                    if (start.Task.Kind == AsyncKind.Stream)
                    {
                        RequireDeclared(node, node.Definition.Streams.Any(stream => stream.Name == start.Task.Name), "stream", start.Task.Name);
                    }

                    Tasks.Start(node, start);
                    break;
                case AsyncCancel cancel:
                    Tasks.Cancel(node, cancel.Task);
                    if (cancel.Task.Kind == AsyncKind.Start)
                    {
                        host.Post(new AsyncStopped(node, cancel.Task, cancel.Reason));
                    }

                    break;
                case TimerStart timer:
                    RequireHearer(node);
                    host.CheckMessage(node.Definition, timer.Message);
                    Timers.Set(node, timer);
                    break;
                case TimerCancel timer:
                    Timers.Cancel(node, timer.Name);
                    break;
            }
        }

        chain.Clear();
    }

    // A child's timer speaks to the root, which has to be prepared for it: by default HandleInfo drops what it is given, and nobody would know.
    private static void RequireHearer(StoreNode node)
    {
        if (node.Parent is null)
        {
            return;
        }

        var root = node;
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        if (!root.Definition.Callbacks.HandlesInfo && !HookChain.Has(root.Hooks, Stage.HandleInfo))
        {
            throw new InvalidOperationException(
                $"{node.Definition.Type} at {node.Id} set a timer, whose message goes to the root's HandleInfo, and {root.Definition.Type} has none. Expected the root to override it.");
        }
    }

    private static void RequireDeclared(StoreNode node, bool declared, string what, string name)
    {
        if (!declared)
        {
            throw new InvalidOperationException(
                $"{node.Definition.Type} at {node.Id} used the {what} '{name}', which it does not declare. Expected one in a public static readonly field of the store.");
        }
    }
}
