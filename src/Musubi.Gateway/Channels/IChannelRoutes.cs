using Musubi.Gateway.Roots;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Channels;

/// <summary>Which topics lead somewhere, and to what.</summary>
internal interface IChannelRoutes
{
    /// <summary>Whether a topic can be joined at all.</summary>
    bool Leads(string topic);

    /// <summary>Makes the channel of a topic that leads somewhere. Under the scope's lock.</summary>
    /// <param name="table">Holds the channel until it is closed.</param>
    /// <param name="scope">The socket's.</param>
    /// <param name="join">The join.</param>
    /// <param name="replaced">The channel that it replaces, if the client is still to hear of its end.</param>
    IChannel Open(ChannelTable table, SocketScope scope, Frame join, IChannel? replaced);
}
