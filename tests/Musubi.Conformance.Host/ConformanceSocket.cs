using Musubi.Conformance.Host.Stores;

namespace Musubi.Conformance.Host;

/// <summary>Lets in whoever says who they are, and denies a join that asks for it. Source: docs/conformance.md, "The host".</summary>
[Root<AlphaRootStore>]
[Root<BetaRootStore>]
[Root<MetaRootStore>]
[Root<StreamRootStore>]
[Root<AsyncRootStore>]
[Root<EventRootStore>]
[Root<ToggleRootStore>]
[Root<UploadRootStore>]
[Root<ChannelUploadRootStore>]
[Root<CrashRootStore>]
[Root<TreeRootStore>]
[Root<TopicRootStore>]
[Root<DurableRootStore>]
[Root<DurableTopicRootStore>]
[Root<MemoryRootStore>]
[Root<HookRootStore>]
[Root<BusyRootStore>]
public sealed class ConformanceSocket : MusubiSocket
{
    /// <summary>The connect param of this name.</summary>
    public static readonly Key<string> CurrentUser = new("current_user");

    /// <inheritdoc/>
    public override ValueTask<SocketResult> HandleConnect(Params connectParams, Socket socket) =>
        connectParams.TryGet<string>(CurrentUser.Name, out var user) ? Ok(socket.Assign(CurrentUser, user)) : Error();

    /// <inheritdoc/>
    public override string? SubjectOf(Socket socket) => socket.Get(CurrentUser);

    /// <summary>Reads <c>params.deny</c> where the join is the mount, and <c>deny</c> where the join's payload is the params.</summary>
    public override ValueTask<SocketResult> HandleJoin(Params joinParams, Socket socket)
    {
        var deny = joinParams.TryGet<Denial>("params", out var nested) ? nested.Deny : joinParams.TryGet<string>("deny", out var own) ? own : null;
        return deny switch
        {
            "error" => Error(),
            "unauthorized" => Error(DenialReason.Unauthorized),
            "not_found" => Error(DenialReason.NotFound),
            "invalid_params" => Error(DenialReason.InvalidParams),
            "forbidden" => Error(DenialReason.Forbidden),
            _ => Ok(socket),
        };
    }

    private sealed record Denial(string? Deny = null);
}
