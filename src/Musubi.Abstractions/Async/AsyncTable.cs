using System.Collections.Immutable;

namespace Musubi;

/// <summary>The tasks of a store node that have not come to anything yet: plain data, the tasks themselves are the runtime's.</summary>
/// <param name="NextRef">The number of the node's next task.</param>
/// <param name="Running">The tasks.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.AsyncTable")]
internal sealed record AsyncTable([property: Id(0)] long NextRef, [property: Id(1)] ImmutableArray<AsyncTask> Running)
{
    private const string PrivateKey = "__musubi_async__";

    public static readonly AsyncTable Empty = new(0, []);

    public static AsyncTable Of(Socket socket) => (AsyncTable?)socket.GetPrivate(PrivateKey) ?? Empty;

    public Socket SaveIn(Socket socket) => socket.PutPrivate(PrivateKey, this);

    /// <summary>The task of that name, or else the latest one that fills the assign of that name.</summary>
    public AsyncTask? Find(string name) =>
        Running.FirstOrDefault(task => task.Name == name) ?? Running.LastOrDefault(task => task.Keys.Contains(name));

    public AsyncTask? Find(long @ref) => Running.FirstOrDefault(task => task.Ref == @ref);

    public AsyncTable Without(AsyncTask task) => this with { Running = Running.Remove(task) };
}
