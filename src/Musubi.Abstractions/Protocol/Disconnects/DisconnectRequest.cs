namespace Musubi.Protocol;

/// <summary>Whose sockets are to end: one of the two is given.</summary>
/// <param name="Subject">A user, as <see cref="MusubiSocket.SubjectOf"/> names them; null for a connection.</param>
/// <param name="Connection">A connection's id; null for a user.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.DisconnectRequest")]
public sealed record DisconnectRequest([property: Id(0)] string? Subject, [property: Id(1)] string? Connection)
{
    /// <summary>Names the type alone: calls that fail are logged with their arguments, and this one says who a user is.</summary>
    public override string ToString() => nameof(DisconnectRequest);
}
