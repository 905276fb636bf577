using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Channels;

/// <summary>The grain behind one mount. No call of it throws: what fails is logged here, and a value there.</summary>
internal sealed class RootGrain(IStoreGrain grain, RootId id, long mountId, ILogger logger)
{
    /// <returns>The answer; null when none came, and the root may be mounted for all we know.</returns>
    public async ValueTask<MountAnswer?> MountAsync(Params mountParams, Socket socket, RootRegistry registry, Exchange exchange)
    {
        try
        {
            var answer = await grain.Mount(new MountRequest(mountId, mountParams, socket, registry.Reference));
            exchange.End(answer.Outcome);
            return answer;
        }
        catch (Exception exception)
        {
            exchange.End(exception);
            LogFailure(exception, GatewayLog.MountFailed);
            return null;
        }
    }

    /// <returns>The answer, or why none came.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<RootAnswer> AskAsync(RootCall call, long delivered)
    {
        try
        {
            return await call.AskAsync(grain, mountId, delivered);
        }
        catch (Exception exception)
        {
            call.Exchange.End(exception);
            LogFailure(exception, GatewayLog.CommandFailed);
            return new RootAnswer(Mounted: true, Failure: exception is TimeoutException ? Refusal.Timeout : Refusal.Unavailable);
        }
    }

    /// <returns>The answer; null when none came.</returns>
    public async ValueTask<SyncAnswer?> SyncAsync(long delivered)
    {
        try
        {
            return await grain.Sync(mountId, delivered);
        }
        catch (Exception exception)
        {
            LogFailure(exception, GatewayLog.SyncFailed);
            return null;
        }
    }

    public async ValueTask UnmountAsync(TerminateReason reason)
    {
        try
        {
            await grain.Unmount(mountId, reason);
        }
        catch (Exception exception)
        {
            LogFailure(exception, GatewayLog.UnmountFailed);
        }
    }

    // A silo that is lost or slow is nobody's fault here; anything else is a bug, and says so.
    private void LogFailure(Exception exception, Action<ILogger, RootId, Exception> log)
    {
        if (exception is TimeoutException or OrleansException or ObjectDisposedException or OperationCanceledException)
        {
            log(logger, id, exception);
        }
        else
        {
            logger.RootCallFailed(id, exception);
        }
    }
}
