namespace Musubi.Testing.Tests;

/// <summary>Work whose end a test decides.</summary>
internal sealed class Profiles : IProfiles
{
    public TaskCompletionSource<string> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Stopped { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<string> LoadAsync(CancellationToken cancellationToken)
    {
        Begun.TrySetResult();
        cancellationToken.Register(() => Stopped.TrySetResult());
        return Answer.Task.WaitAsync(cancellationToken);
    }
}
