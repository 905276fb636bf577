using Musubi.Diagnostics;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Resume;
using Musubi.Grains.Stores.Turns;
using Orleans.Serialization.Invocation;

namespace Musubi.Grains.Stores;

// What no call of the gateway causes: messages from outside, and those of what runs beside the tree.
internal sealed partial class StoreGrain
{
    private IGrainTimer? _wake;
    private bool _handlesMessage;

    /// <summary>Whether a call may come in between the awaits of a callback: a message from outside may, which only puts itself in line then, so that what waits there is bounded.</summary>
    /// <remarks>Orleans asks the same of the call that runs, and where it may interleave lets everything in beside it. So while a message is handled in its own call nothing
    /// interleaves, and what comes waits in the grain's queue.</remarks>
    public bool MayInterleave(IInvokable request) =>
        !_handlesMessage && _mount is { InTurn: true } && request.GetMethodName() is nameof(Info) or nameof(SendUpdate);

    public ValueTask Info(InfoMessage message)
    {
        // A callback that runs may have just subscribed. Whether it stays so is seen when the message's turn comes.
        if (_mount is not { } mount)
        {
            EndIfEmpty();
            return ValueTask.CompletedTask;
        }

        if (!(mount.InTurn || mount.Hears(message.Topic)))
        {
            return ValueTask.CompletedTask;
        }

        if (!mount.IsBusy)
        {
            return Handle(mount, message, TopicTurn.Instance);
        }

        mount.Queue(new QueuedTopicMessage(message));
        return EndIfOrphan(mount);
    }

    public ValueTask SendUpdate(SendUpdateRequest request)
    {
        if (_mount is { IsBusy: true } busy)
        {
            busy.Queue(new QueuedUpdate(request));
            return EndIfOrphan(busy);
        }

        if (_mount is { } mount)
        {
            return Handle(mount, request, UpdateTurn.Instance);
        }

        silo.Metrics.SendUpdateWithoutTarget();
        DeactivateOnIdle();
        return ValueTask.CompletedTask;
    }

    /// <summary>Asks for a turn to handle what a task or a timer posted. Runs between the awaits of whatever runs, so it only sets a timer, whose tick waits for its turn like any call.</summary>
    /// <remarks>A call to this grain would do as well, but might wake an activation that has never heard of the tree.</remarks>
    internal void Wake()
    {
        _wake ??= this.RegisterGrainTimer(HandleNext, new GrainTimerCreationOptions { DueTime = Timeout.InfiniteTimeSpan, Period = Timeout.InfiniteTimeSpan });
        _wake.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private async Task HandleNext(CancellationToken cancellationToken)
    {
        if (_mount is { IsGatewayGone: true } left)
        {
            await LetGatewayGo(left);
        }

        if (_mount is { IsHeld: false } mount)
        {
            await HandleNext(mount);
        }

        if (_mount is { HasMessage: true, IsHeld: false })
        {
            Wake();
        }
    }

    private async ValueTask HandleNext(RootMount mount)
    {
        if (mount.TopicMessagesPile && mount.TakeTopicMessage() is { } first)
        {
            // They came from anywhere, so their cycle is a trace of its own.
            CallTrace.Continue(default);
            await Run(mount, new TopicMessages(first, mount), TopicMessagesTurn.Instance);
            return;
        }

        switch (mount.TakeMessage())
        {
            case null:
                break;
            case QueuedTopicMessage queued:
                if (mount.Hears(queued.Message.Topic))
                {
                    CallTrace.Continue(queued.Cause);
                    await Run(mount, queued.Message, TopicTurn.Instance);
                }

                break;
            case QueuedUpdate queued:
                CallTrace.Continue(queued.Cause);
                await Run(mount, queued.Request, UpdateTurn.Instance);
                break;
            case ClientStayedAway:
                await EndStayedAway(mount);
                break;
            case RenewalDue:
                await Renew(mount);
                break;
            case var message:
                await Run(mount, message, InboxTurn.Instance);
                break;
        }
    }

    // Between the awaits of a callback nothing ends; the message that follows it will.
    private ValueTask EndIfOrphan(RootMount mount) => mount.IsOrphan && !mount.InTurn ? EndOrphan(mount) : ValueTask.CompletedTask;

    // Nobody waits for what it comes to, so nothing is made around a message that its root just handles.
    private ValueTask Handle<TMessage>(RootMount mount, TMessage message, PushedTurn<TMessage> turn)
    {
        if (mount.IsOrphan)
        {
            return EndOrphan(mount);
        }

        _handlesMessage = true;
        var handled = Run(mount, message, turn);
        if (!handled.IsCompletedSuccessfully)
        {
            return Wait(handled);
        }

        _handlesMessage = false;
        return ValueTask.CompletedTask;
    }

    private async ValueTask Wait(ValueTask<PatchEnvelope?> handled)
    {
        try
        {
            await handled;
        }
        finally
        {
            _handlesMessage = false;
        }
    }

    private async ValueTask EndOrphan(RootMount mount)
    {
        silo.Logger.Orphaned(mount.Tree.Module, silo.Options.OrphanAfter);
        if (mount.IsStored)
        {
            // It lives on in its storage.
            LetGo();
            return;
        }

        await End(TerminateReason.Orphaned);
        DeactivateOnIdle();
    }
}
