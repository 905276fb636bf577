using System.Collections.Immutable;

namespace Musubi;

/// <summary>What a store node knows of its streams between two cycles: never an item.</summary>
/// <param name="Used">The streams used so far, in the order of their first use; an index is the stream's <c>ref</c>.</param>
/// <param name="Configured">What was configured before a stream's first use.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.StreamTable")]
internal sealed record StreamTable(
    [property: Id(0)] ImmutableArray<string> Used,
    [property: Id(1)] ImmutableDictionary<string, StreamConfiguration> Configured)
{
    private const string PrivateKey = "__musubi_streams__";

    public static readonly StreamTable Empty = new([], ImmutableDictionary<string, StreamConfiguration>.Empty);

    public static StreamTable Of(Socket socket) => (StreamTable?)socket.GetPrivate(PrivateKey) ?? Empty;

    public Socket SaveIn(Socket socket) => socket.PutPrivate(PrivateKey, this);

    /// <summary>The stream's ref; -1 before its first use.</summary>
    public int Ref(string stream) => Used.IndexOf(stream, 0, Used.Length, StringComparer.Ordinal);
}
