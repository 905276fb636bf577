using LivePoll.Audiences;
using Musubi;

namespace LivePoll.Stores;

/// <summary>Who looks at the poll.</summary>
[StoreName("Audience")]
internal sealed class AudienceStore : Store<AudienceState>
{
    public static readonly Attr<Audience> Audience = new("audience");

    private const int MaxNamed = 5;

    public override AudienceState Render(Socket socket)
    {
        var viewers = socket.Get(Audience).Viewers;
        return new AudienceState(viewers.Length, [.. viewers.Take(MaxNamed)]);
    }
}
