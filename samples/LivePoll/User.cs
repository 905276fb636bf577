using System.Security.Cryptography;
using System.Text;
using Musubi;

namespace LivePoll;

/// <summary>Who is behind a connection: one browser.</summary>
/// <param name="Id">Made up by the browser and known to it alone, so it stands in for a login; never rendered.</param>
/// <param name="Name">What others see.</param>
[GenerateSerializer, Immutable, Alias("live-poll.User")]
internal sealed record User([property: Id(0)] string Id, [property: Id(1)] string Name)
{
    private const string SessionKey = "user";

    /// <summary>Tells users apart without giving away their ids.</summary>
    public string PublicKey => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Id)).AsSpan(0, 4));

    /// <summary>The user whose connection this socket belongs to. In the session, because children inherit that.</summary>
    public static User Of(Socket socket) => (User)socket.Session[SessionKey]!;

    public Socket PutInto(Socket socket) => socket.PutSession(new Dictionary<string, object?> { [SessionKey] = this });
}
