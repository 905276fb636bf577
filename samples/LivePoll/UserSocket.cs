using System.Text.RegularExpressions;
using LivePoll.Stores;
using Musubi;

namespace LivePoll;

[Root<DashboardStore>]
[Root<PollRoomStore>]
[Root<AudienceStore>]
internal sealed partial class UserSocket : MusubiSocket
{
    private const int MaxNameLength = 40;

    public override ValueTask<SocketResult> HandleConnect(Params connectParams, Socket socket) =>
        connectParams.TryGet<string>("user_id", out var id) && UserId.IsMatch(id)
        && connectParams.TryGet<string>("name", out var name) && name.Trim() is { Length: > 0 and <= MaxNameLength } trimmed
            ? Ok(new User(id, trimmed).PutInto(socket))
            : Error(DenialReason.InvalidParams);

    public override string SubjectOf(Socket socket) => User.Of(socket).Id;

    [GeneratedRegex("^[0-9a-f]{32}$")]
    private static partial Regex UserId { get; }
}
