using Musubi.Gateway.Roots;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Uploads;

/// <summary>What the gateway says of a file that it receives. Nobody is replied to; whoever asked waits for <see cref="Ended"/>.</summary>
/// <param name="grant">The file.</param>
/// <param name="report">What happened to it.</param>
/// <param name="unwanted">Runs under the lock when the root does not take it in, because the file is nobody's any more.</param>
internal sealed class GatewayReport(UploadGrant grant, UploadReport report, Action? unwanted = null) : RootCall
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Ended => _ended.Task;

    public override int Bytes => 0;

    /// <summary>How the root took it.</summary>
    public UploadOutcome Outcome { get; private set; } = UploadOutcome.NotMounted;

    /// <summary>Why the root did not answer; null when it did, or has ended.</summary>
    public Refusal? Failure { get; private set; }

    public override async ValueTask<object> AskAsync(IStoreGrain grain, long mountId, long delivered, long number) =>
        await grain.Upload(new UploadRequest(mountId, delivered, grant.StoreId, grant.Name, grant.EntryRef, FromClient: false, report, number));

    public override bool IsOfAMountedRoot(object answer) => ((UploadAnswer)answer).Outcome.IsOfAMountedRoot();

    public override RootAnswer Take(object answer)
    {
        Outcome = ((UploadAnswer)answer).Outcome;
        return new RootAnswer(IsOfAMountedRoot(answer), ((UploadAnswer)answer).Patch);
    }

    public override void AppendReply(ChannelFrames channel)
    {
        _ended.TrySetResult();
        if (Outcome != UploadOutcome.Handled)
        {
            unwanted?.Invoke();
        }
    }

    public override void AppendFailure(ChannelFrames channel, Refusal failure)
    {
        Failure = failure;
        _ended.TrySetResult();
    }

    public override void Drop() => _ended.TrySetResult();
}
