using Musubi.Gateway.Channels;
using Musubi.Gateway.Mounts;
using Musubi.Gateway.Roots;
using Musubi.Gateway.Uploads;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Sockets;

/// <summary>The topics of every socket.</summary>
internal sealed class ChannelRoutes(GatewayUploads uploads) : IChannelRoutes
{
    public bool Leads(string topic) => topic == Topic.Connection || Topic.IsRoot(topic) || Topic.IsUpload(topic);

    public IChannel Open(ChannelTable table, SocketScope scope, Frame join, IChannel? replaced) => Topic.IsUpload(join.Topic)
        ? new UploadChannel(table, scope, uploads, join, replaced)
        : new JoinedChannel(table, scope, uploads, join, replaced);
}
