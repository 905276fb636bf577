namespace Musubi.Testing.Tests;

/// <summary>Work whose end a test decides.</summary>
internal sealed class Profiles : IProfiles
{
    private readonly TaskCompletionSource<string> _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource<string> Answer => _loaded;

    public Task<string> LoadAsync(CancellationToken cancellationToken) => _loaded.Task.WaitAsync(cancellationToken);
}
