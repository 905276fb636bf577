using Musubi.Durable;
using Musubi.Grains.Diagnostics;

namespace Musubi.Grains.Stores;

// A client that comes back, and commands that it sends again.
internal sealed partial class StoreGrain
{
    // Longer than a root waits, which ends by its own clock.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    public async ValueTask<AttachAnswer> Attach(AttachRequest request)
    {
        RequireStorage();
        RequireFuture();
        if (_mount is not { } mount || !mount.TryTakeBack(request))
        {
            if (_mount is null)
            {
                DeactivateOnIdle();
            }

            return new AttachAnswer(AttachOutcome.Missed, 0, [], Reason: _setAside);
        }

        _newestMount = request.MountId;
        mount.BeginTurn();
        try
        {
            var answer = await mount.Welcome(request);
            return mount.IsDurable && !await SaveOwner(mount) ? new AttachAnswer(AttachOutcome.Missed, 0, []) : answer;
        }
        catch (Exception exception) when (exception is not RootUnavailableException)
        {
            silo.Logger.AttachCrashed(exception, mount.Tree.Module);
            await EndCrashed(mount, 0, null);
            return new AttachAnswer(AttachOutcome.Crashed, 0, [], CrashDetail.Of(exception));
        }
        finally
        {
            mount.EndTurn();
        }
    }

    public async ValueTask Detach(long mountId, TimeSpan waitFor)
    {
        if (Mounted(mountId) is not { } mount)
        {
            return;
        }

        if (mount.IsResumable && waitFor > TimeSpan.Zero)
        {
            DelayDeactivation(waitFor + Margin);
            mount.Detach(waitFor);
            mount.WakeIfWaited();
            return;
        }

        await End(TerminateReason.Disconnected);
        DeactivateOnIdle();
    }

    // No client of a gateway that is gone comes back unless it can resume. What is stored lives on, should the gateway be there after all.
    private async ValueTask LetGatewayGo(RootMount mount)
    {
        if (mount is { IsResumable: false, IsStored: true })
        {
            Release();
            DeactivateOnIdle();
            return;
        }

        var waitFor = mount.LetGatewayGo();
        await Detach(mount.Id, waitFor);
    }

    // What the client sends again is answered again, and runs once.
    private async ValueTask<CommandAnswer> Once(RootMount mount, CommandRequest request)
    {
        mount.Confirm();
        if ((mount.AnswerTo(request.Number) as CommandAnswer ?? mount.Commands.AnswerTo(request.Cid, request.Ack)) is { } given)
        {
            mount.Acknowledge(request.Delivered);
            return given;
        }

        mount.Cid = request.Cid;
        var answer = await Run(request);
        if (answer.Outcome is not (CommandOutcome.Crashed or CommandOutcome.NotMounted))
        {
            mount.Remember(request.Cid, answer);
        }

        return answer;
    }

    private async ValueTask EndStayedAway(RootMount mount)
    {
        if (mount is { IsDetached: true, IsStored: true })
        {
            // It lives on in its storage.
            Release();
            DeactivateOnIdle();
        }
        else if (mount.IsDetached)
        {
            await End(TerminateReason.Disconnected);
            DeactivateOnIdle();
        }
    }

    // Whoever asks hears that no silo is there, and asks again until there is one.
    private void RequireFuture()
    {
        if (silo.IsEnding)
        {
            throw new SiloUnavailableException("This silo is stopping, and is the last one.");
        }
    }
}
