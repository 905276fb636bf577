namespace LivePoll.Hosting;

/// <summary>Makes a call of one of the application's grains again that was turned away, as happens while silos stop and start.</summary>
/// <remarks>Orleans leaves that to the application, since a call to a silo that died may have run. Here all may run twice: what they make has its id from the caller. Without this a command
/// whose grain is on a silo that stops would crash its root.</remarks>
internal sealed class CallsAskedAgain(TimeProvider time) : IOutgoingGrainCallFilter
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (context.InterfaceMethod.DeclaringType?.Assembly != typeof(CallsAskedAgain).Assembly)
        {
            await context.Invoke();
            return;
        }

        var began = time.GetTimestamp();
        await context.Invoke();
        while (context.Response?.Exception is OrleansMessageRejectionException && time.GetElapsedTime(began) < Limit)
        {
            await Task.Delay(Pause, time);
            await context.Invoke();
        }
    }
}
