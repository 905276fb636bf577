using System.Diagnostics;

namespace Musubi.Gateway.Diagnostics;

/// <summary>What the gateway traces: what clients ask of their roots, and what reaches clients.</summary>
internal static class GatewayActivities
{
    public const string SourceName = "Musubi.Gateway";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Starts a trace with a client's frame. It is not current yet, since its turn may come later.</summary>
    /// <param name="name">Of the activity.</param>
    /// <param name="root">The root's module.</param>
    /// <param name="request">The socket's own request. It lasts for hours, so it is linked to, as in SignalR, and not the parent.</param>
    public static Activity? StartExchange(string name, string root, ActivityContext request)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        // A root of its own, for nothing is current where a socket is served; and nothing is to be afterwards.
        var activity = Source.StartActivity(
            name,
            ActivityKind.Server,
            parentContext: default,
            tags: [new(Tags.Root, root)],
            links: request == default ? null : [new ActivityLink(request)]);
        Activity.Current = null;
        return activity;
    }

    /// <summary>Goes on with the trace of the cycle that pushed.</summary>
    public static Activity? StartPush(in RootPush push) =>
        Source.HasListeners() && ActivityContext.TryParse(push.TraceParent, push.TraceState, isRemote: true, out var cycle)
            ? Source.StartActivity("musubi.push", ActivityKind.Consumer, cycle)
            : null;

    /// <summary>Starts to hand one patch to the socket; a part of what is being traced, if anything is.</summary>
    public static Activity? StartDelivery() => Activity.Current?.Source == Source ? Source.StartActivity("musubi.deliver") : null;
}
