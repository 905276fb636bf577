namespace Musubi.Protocol;

/// <summary>One command for one store of a mounted root.</summary>
/// <param name="MountId">The mount that the client is looking at.</param>
/// <param name="Delivered">The version of the last envelope that reached the mounter, so that older ones need not be kept.</param>
/// <param name="StoreId">The addressed store.</param>
/// <param name="Name">The command's wire name.</param>
/// <param name="Payload">The command's payload, a JSON value in UTF-8; empty stands for <c>{}</c>.</param>
/// <param name="Number">Counts what is asked of this mount, so that a call whose answer was lost can be made again: a grain that has answered that number gives the
/// same answer. 0 from a gateway of a build that does not ask again.</param>
/// <param name="Cid">The client's own number for the command, from 1 upwards, under which it may send it again on any socket; 0 from a client that does not.</param>
/// <param name="Ack">The number up to which that client has every answer.</param>
/// <param name="Next">The command that waited behind this one for the same mount, with the next <paramref name="Number"/>; null for none. It runs after this one, as if it had come in a
/// call of its own. A grain may leave it, and what is behind it: then it is asked again. One of the build before leaves it always.</param>
[GenerateSerializer, Immutable, Alias("musubi.v1.CommandRequest")]
public sealed record CommandRequest(
    [property: Id(0)] long MountId,
    [property: Id(1)] long Delivered,
    [property: Id(2)] StoreId StoreId,
    [property: Id(3)] string Name,
    [property: Id(4)] ReadOnlyMemory<byte> Payload,
    [property: Id(5)] long Number = 0,
    [property: Id(6)] long Cid = 0,
    [property: Id(7)] long Ack = 0,
    [property: Id(8)] CommandRequest? Next = null);
