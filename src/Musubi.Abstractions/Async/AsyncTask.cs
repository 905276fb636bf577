using System.Collections.Immutable;

namespace Musubi;

/// <summary>A running task, as data.</summary>
/// <param name="Ref">Its number in its node.</param>
/// <param name="Name">Its name; a task of the same name takes its place.</param>
/// <param name="Kind">Where its outcome goes.</param>
/// <param name="Keys">The assigns that it fills.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.AsyncTask")]
internal sealed record AsyncTask(
    [property: Id(0)] long Ref,
    [property: Id(1)] string Name,
    [property: Id(2)] AsyncKind Kind,
    [property: Id(3)] ImmutableArray<string> Keys)
{
    /// <summary>Marks every value that the task fills as failed.</summary>
    public Socket Fail(Socket socket, AsyncReason reason)
    {
        foreach (var key in Keys)
        {
            if (socket.Assigns.TryGetValue(key, out var value) && value is AsyncResult running)
            {
                socket = socket.Assign(key, running.Fail(reason));
            }
        }

        return socket;
    }
}
