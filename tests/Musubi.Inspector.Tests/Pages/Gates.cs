using System.Collections.Concurrent;

namespace Musubi.Inspector.Tests.Pages;

/// <summary>Where commands wait until their test lets them go on.</summary>
internal sealed class Gates
{
    private readonly ConcurrentDictionary<string, (TaskCompletionSource Entered, TaskCompletionSource Opened)> _gates = new();

    public Task Entered(string name) => Gate(name).Entered.Task;

    public void Open(string name) => Gate(name).Opened.TrySetResult();

    public Task Enter(string name)
    {
        Gate(name).Entered.TrySetResult();
        return Gate(name).Opened.Task;
    }

    private (TaskCompletionSource Entered, TaskCompletionSource Opened) Gate(string name) =>
        _gates.GetOrAdd(name, static _ => (new(TaskCreationOptions.RunContinuationsAsynchronously), new(TaskCreationOptions.RunContinuationsAsynchronously)));
}
