using Musubi.Gateway.Diagnostics;

namespace Musubi.Gateway.Roots;

// How what is asked of the grain is asked, and asked again.
internal sealed partial class RootLine
{
    // There is one for each command, so it has one awaiter for all that it awaits, and what is rare is in methods of its own.
    private async Task RunAsync(Step step, RootCall? call)
    {
        try
        {
            while (step != Step.None)
            {
                CommandAnswer? answer;
                try
                {
                    answer = await DoAsync(step, call);
                }
                catch (Exception exception) when (IsPlain(call))
                {
                    _ = RecoverAsync(call!, exception);
                    return;
                }

                step = TakeAndGoOn(answer, ref call);
            }
        }
        catch (Exception exception)
        {
            OnFault(exception);
        }
    }

    // Goes on after a plain command got no answer.
    private async Task RecoverAsync(RootCall call, Exception exception)
    {
        try
        {
            Finish(call, await AskAgainAsync(call, exception));
            var step = TakeAndGoOn(null, ref call!);
            await RunAsync(step, call);
        }
        catch (Exception fault)
        {
            OnFault(fault);
        }
    }

    // Grains' failures are answers; this is ours. The client gets a new page rather than one that never answers.
    private void OnFault(Exception exception)
    {
        scope.Loggers.Roots.RootCallFailed(grain.RootId, scope.ConnectionId, exception);
        root.Delivery.TryPush(null);
        root.Flush();
    }

    /// <returns>The answer to a plain command; null of everything else, which takes its answer itself.</returns>
    private ValueTask<CommandAnswer?> DoAsync(Step step, RootCall? call) =>
        (IsPlain(call) ? grain.SendAsync((RootCommand)call!, delivery.Delivered, ++_asked) : DoOtherAsync(step, call)!)!;

    private async ValueTask<CommandAnswer?> DoOtherAsync(Step step, RootCall? call)
    {
        await (step switch
        {
            Step.Ask => CallAsync(call!),
            Step.Sync => delivery.SyncAsync(),
            _ => root.UnmountAsync(),
        });
        return null;
    }

    private Step TakeAndGoOn(CommandAnswer? answer, ref RootCall? call)
    {
        if (answer is not null)
        {
            Finish(call!, ((RootCommand)call!).Take(answer));
        }

        // Sent before the next call, whose silo may be slow.
        scope.Writer.Flush();
        lock (scope.Lock)
        {
            return Next(out call);
        }
    }

    // Most commands: nobody traces them, so that they leave nothing behind in the context of whoever asks for them.
    private static bool IsPlain(RootCall? call) => call is RootCommand { IsTraced: false };

    // By itself, so that the call's activity ends with it.
    private async ValueTask CallAsync(RootCall call)
    {
        using var exchange = call.Exchange;
        exchange.Enter();
        RootAnswer answer;
        try
        {
            answer = await grain.AskAsync(call, delivery.Delivered, ++_asked);
        }
        catch (Exception exception)
        {
            answer = await AskAgainAsync(call, exception);
        }

        Finish(call, answer);
    }

    private void Finish(RootCall call, RootAnswer answer)
    {
        lock (scope.Lock)
        {
            scope.Pending.Return(call.Bytes);
            Take(call, answer);
        }
    }

    // Its silo stops or is lost. The next one has the root, or says that it has not, and does what has been done already no second time.
    private async Task<RootAnswer> AskAgainAsync(RootCall call, Exception exception)
    {
        var retry = new OutageRetry(scope.Clock, scope.Options.RetryUnavailableFor);
        while (await retry.WaitAsync(exception) && root.Phase != RootPhase.Ended)
        {
            try
            {
                var answer = await grain.AskAsync(call, delivery.Delivered, _asked);
                if (answer.Mounted)
                {
                    return answer;
                }

                // Nobody knows whether it ran before the root was lost. The sync that follows finds that it was.
                break;
            }
            catch (Exception next)
            {
                exception = next;
            }
        }

        return grain.NoAnswer(call, exception);
    }
}
