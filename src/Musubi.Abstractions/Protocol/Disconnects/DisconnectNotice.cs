namespace Musubi.Protocol;

/// <summary>A request to end sockets, on its way to a gateway.</summary>
/// <param name="Number">Numbers the requests, upwards. A gateway heeds each once, by whichever way it comes first.</param>
/// <param name="Request">Whose sockets are to end.</param>
/// <param name="Age">How long ago it was asked for.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.DisconnectNotice")]
public sealed record DisconnectNotice([property: Id(0)] long Number, [property: Id(1)] DisconnectRequest Request, [property: Id(2)] TimeSpan Age);
