using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Musubi.Gateway.Resume;

/// <summary>What the roots of one socket have in common when their client takes them back.</summary>
/// <param name="socketId">The socket.</param>
/// <param name="application">The class of the application's socket.</param>
/// <param name="subject">Who the client is; null for nobody.</param>
/// <param name="page">What <see cref="PageOf"/> made of the client's own name for its page; null for none.</param>
/// <param name="address">Where the client comes from; null when that is not known.</param>
/// <param name="misses">What the sockets of one client have together.</param>
/// <param name="options">How long a client may be silent.</param>
/// <param name="clock">The clock.</param>
internal sealed class SocketResume(
    string socketId, Type application, string? subject, string? page, string? address, SharedMisses misses, MusubiGatewayOptions options, TimeProvider clock)
{
    public string SocketId => socketId;

    public string? Page => page;

    public bool IsKnown => subject is not null;

    /// <summary>A hash of who may have the roots.</summary>
    public ReadOnlyMemory<byte> Owner { get; } = Hash($"{application.FullName}\n{subject}");

    /// <summary>A client that hears nothing is found to be gone in that time.</summary>
    public TimeSpan KeepSent => options.SilenceTimeout + options.SlowReaderTimeout;

    /// <summary>How long roots wait when this process is gone and cannot say.</summary>
    public TimeSpan WaitFor => options.ResumeFor;

    /// <summary>How often this socket may still name a root that is not there.</summary>
    public MissAllowance Misses => field ??= new MissAllowance(SharedMisses.ClientOf(subject, address), misses, clock);

    /// <summary>The connection in the keys of a client's roots that comes back by a name of its own: no other subject, and no other class of socket, can reach them by it.</summary>
    public static string PageOf(string name, string? subject, Type application) =>
        Base64Url.EncodeToString(Hash($"page\n{application.FullName}\n{subject}\n{name}").AsSpan(0, 16));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
