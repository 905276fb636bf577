using System.Collections.Concurrent;

namespace Musubi.Integration.Tests.Servers;

/// <summary>Places in a server's code where a test decides for how long it waits.</summary>
public sealed class Gates
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _gates = new();

    /// <summary>A new gate, closed until the test opens it or ends.</summary>
    public Gate Close()
    {
        var name = Guid.NewGuid().ToString("N");
        var opened = _gates[name] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return new Gate(name, opened);
    }

    /// <summary>Waits at a gate.</summary>
    public Task PassAsync(string name) => _gates[name].Task;

    /// <summary>One gate.</summary>
    public sealed class Gate(string name, TaskCompletionSource opened) : IDisposable
    {
        /// <summary>What the server's code calls it.</summary>
        public string Name { get; } = name;

        /// <summary>Lets everybody through.</summary>
        public void Open() => opened.TrySetResult();

        /// <inheritdoc/>
        public void Dispose() => Open();
    }
}
