using Musubi.Gateway.Diagnostics;

namespace Musubi.Gateway.Roots;

/// <summary>A command of a client that numbers its commands. Others do not pay for the numbers.</summary>
/// <param name="ref">What the reply must carry.</param>
/// <param name="storeId">The addressed store.</param>
/// <param name="name">The command's name.</param>
/// <param name="payload">Its payload: the client's JSON, in memory of its own.</param>
/// <param name="exchange">How it is timed and traced.</param>
/// <param name="cid">The client's number for it; 0 for none.</param>
/// <param name="ack">The number up to which the client has every answer.</param>
internal sealed class NumberedCommand(string? @ref, StoreId storeId, string name, byte[] payload, Exchange exchange, long cid, long ack)
    : RootCommand(@ref, storeId, name, payload, exchange)
{
    protected override long Cid => cid;

    protected override long Ack => ack;
}
