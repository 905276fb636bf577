namespace Musubi.Conformance.Host.Stores;

/// <summary>A value that a task gives, or fails to give.</summary>
[StoreName("Musubi.WireCapture.Stores.AsyncRootStore")]
public sealed class AsyncRootStore : RootStore<AsyncRootStore.State>
{
    private static readonly Key<AsyncResult<Person>> Profile = new("profile");

    /// <inheritdoc/>
    public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Profile, AsyncResult.Loading<Person>());

    /// <inheritdoc/>
    public override State Render(Socket socket) => new(socket.Get(Profile));

    /// <summary>Starts the task, which comes out as asked.</summary>
    [Command]
    public Socket Load(string outcome, Socket socket) => socket.AssignAsync(Profile, _ => Task.FromResult<AsyncOutcome<Person>>(outcome switch
    {
        "ok" => new Person("ada"),
        "failed" => AsyncOutcome.Error("nope"),
        _ => throw new ArgumentException($"Expected 'ok' or 'failed'; got '{outcome}'.", nameof(outcome)),
    }));

    /// <summary>What clients see.</summary>
    public sealed record State(AsyncResult<Person> Profile);

    /// <summary>What the task gives.</summary>
    [GenerateSerializer, Immutable, Alias("musubi.conformance.Person")]
    public sealed record Person([property: Id(0)] string Name);
}
