using Microsoft.Extensions.Logging;
using Musubi.Diagnostics;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Resume;
using Musubi.Gateway.Wire;
using Musubi.Serialization;
using Orleans.Serialization;

namespace Musubi.Gateway.Roots;

/// <summary>The way to the grain behind one mount. What fails on it is logged here, and a value to whoever asked.</summary>
internal sealed class GrainLink(IStoreGrain grain, RootId id, long mountId, SocketScope scope)
{
    public RootId RootId => id;

    /// <summary>The mount. Another one takes its place while the root has none yet, under the scope's lock.</summary>
    public long MountId { get; set; } = mountId;

    /// <summary>Asks the grain to mount the root. Like <see cref="AskAsync"/> it throws, at once or later; <see cref="Unsent"/> and <see cref="NoMount"/> say what is made of that.</summary>
    public ValueTask<MountAnswer> MountAsync(Params mountParams, Socket socket, RootResume? resume, RootRegistry registry)
    {
        // An activation keeps the context of the call that made it for all its turns: this socket's log scopes and request are none of theirs.
        using (ExecutionContext.SuppressFlow())
        {
            return grain.Mount(new MountRequest(MountId, mountParams, socket, registry.Reference, TakesReceipts: true, resume?.Terms));
        }
    }

    /// <summary>Asks the grain for the root that its client had. It throws like <see cref="MountAsync"/>.</summary>
    public ValueTask<AttachAnswer> AttachAsync(Socket socket, RootResume resume, RootRegistry registry, KeptUploads? uploads) =>
        grain.Attach(new AttachRequest(MountId, resume.Terms, resume.Secret, resume.Version, socket, registry.Reference, TakesReceipts: true) { Uploads = uploads });

    /// <summary>The answer to a mount that never left, because its assigns cannot be sent; null when it threw something else.</summary>
    public MountAnswer? Unsent(Exception exception)
    {
        if (exception is not CodecNotFoundException)
        {
            return null;
        }

        scope.Loggers.Roots.AssignsNotSerializable(id, scope.ConnectionId, exception);
        return new MountAnswer(MountOutcome.Crashed, null, $"{exception.Message} {Unserializable.Cure}");
    }

    /// <summary>Whether the grain is mounting the root, or has mounted it. Answered at once, whatever runs there.</summary>
    public async ValueTask<bool> IsMountingAsync() => (await grain.Sync(MountId, 0)).Mounted;

    /// <summary>What a client is told when the mount threw: to try again, unless that is in vain.</summary>
    public Refusal NoMount(Exception exception)
    {
        LogFailure(exception, GatewayLog.MountFailed);
        return IsInfrastructure(exception) ? Refusal.Unavailable : Refusal.JoinCrashed;
    }

    /// <summary>Asks what a call asks. Of all that is asked this and <see cref="SendAsync"/> alone throw, and whoever awaits it turns that into <see cref="NoAnswer"/>:
    /// a command is too frequent for one more state machine.</summary>
    public ValueTask<object> AskAsync(GrainCall call, long delivered, long number) => call.AskAsync(grain, MountId, delivered, number);

    /// <summary>Sends a command, whose answer is yet to be taken. It throws like <see cref="AskAsync"/>.</summary>
    public ValueTask<CommandAnswer> SendAsync(RootCommand command, long delivered, long number) => command.SendAsync(grain, MountId, delivered, number);

    /// <summary>What a root makes of it when what it asked threw.</summary>
    public RootAnswer NoAnswer(RootCall call, Exception exception)
    {
        call.Exchange.End(exception);
        LogFailure(exception, GatewayLog.CommandFailed);
        return new RootAnswer(Mounted: true, Failure: exception is TimeoutException ? Refusal.Timeout : Refusal.Unavailable);
    }

    /// <returns>The answer; null when none came.</returns>
    public async ValueTask<SyncAnswer?> SyncAsync(long delivered)
    {
        try
        {
            return await grain.Sync(MountId, delivered);
        }
        catch (Exception exception)
        {
            LogFailure(exception, GatewayLog.SyncFailed);
            return null;
        }
    }

    /// <summary>The same beside a sync that has no answer, whose own end is what counts should this one throw.</summary>
    public ValueTask<SyncAnswer> RepeatSyncAsync(long delivered) => grain.Sync(MountId, delivered);

    /// <returns>The answer; null when none came.</returns>
    public async ValueTask<SleepAnswer?> SleepAsync(long delivered)
    {
        try
        {
            return await grain.Sleep(MountId, delivered);
        }
        catch (Exception exception)
        {
            LogFailure(exception, GatewayLog.SyncFailed);
            return null;
        }
    }

    /// <summary>Tells the grain that nobody waits any more for what runs. It is no loss if that never arrives: the unmount follows.</summary>
    public async ValueTask AbandonAsync()
    {
        try
        {
            await grain.Abandon(MountId);
        }
        catch (Exception exception)
        {
            LogFailure(exception, GatewayLog.UnmountFailed);
        }
    }

    public async ValueTask DetachAsync(TimeSpan waitFor)
    {
        try
        {
            await grain.Detach(MountId, waitFor);
        }
        catch (Exception exception)
        {
            LogFailure(exception, GatewayLog.UnmountFailed);
        }
    }

    public async ValueTask UnmountAsync(TerminateReason reason)
    {
        try
        {
            await grain.Unmount(MountId, reason);
        }
        catch (Exception exception)
        {
            LogFailure(exception, GatewayLog.UnmountFailed);
        }
    }

    private static bool IsInfrastructure(Exception exception) =>
        exception is TimeoutException or OrleansException or ObjectDisposedException or OperationCanceledException;

    // A silo that is lost or slow is nobody's fault here; anything else is a bug, and says so.
    private void LogFailure(Exception exception, Action<ILogger, LogText, string, Exception> log)
    {
        if (IsInfrastructure(exception))
        {
            log(scope.Loggers.Roots, id, scope.ConnectionId, exception);
        }
        else
        {
            scope.Loggers.Roots.RootCallFailed(id, scope.ConnectionId, exception);
        }
    }
}
