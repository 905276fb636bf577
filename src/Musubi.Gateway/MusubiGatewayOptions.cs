namespace Musubi.Gateway;

/// <summary>The gateway's limits and times. A value out of its range stops the start, with a message that names it.</summary>
/// <remarks>Compression is not among them: it is always off, since a page that mixes secrets with what a client sends
/// leaks the former through compressed length.</remarks>
public sealed class MusubiGatewayOptions
{
    /// <summary>Whether a browser's <c>Origin</c> header is checked, so that no foreign page connects with a visitor's cookies.</summary>
    /// <value>True by default. A request without the header passes: it comes from no browser.</value>
    public bool CheckOrigin { get; set; } = true;

    /// <summary>The origins that may connect.</summary>
    /// <value>Empty by default, which allows the host that the request itself names. Else origins as browsers send them,
    /// <c>https://example.com</c>, or <c>https://*.example.com</c> for every host below that one.</value>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>Whether a socket ends when the authentication ticket that it connected with expires.</summary>
    /// <value>True by default: the close code is 1001, and the client connects again, with whatever ticket it has by then. A cookie that other
    /// requests have renewed meanwhile lets it in again. A ticket without an expiry never ends a socket.</value>
    public bool CloseOnAuthenticationExpiration { get; set; } = true;

    /// <summary>The longest text frame. A longer one is skipped and answered with <c>payload too large</c>, see <see cref="MaxSkippedBytes"/>.</summary>
    /// <value>64 KiB by default; 1 KiB to 16 MiB. Commands are small, and so much is read of one before anybody looks at it.</value>
    public int MaxTextFrameBytes { get; set; } = 64 * 1024;

    /// <summary>The longest binary frame, which is an upload's chunk. A longer one is skipped and answered like a text frame.</summary>
    /// <value>128 KiB by default, twice the chunk size that uploads default to; 1 KiB to 16 MiB. An upload's own chunk size plus 1,025 bytes for the frame must fit.</value>
    public int MaxBinaryFrameBytes { get; set; } = 128 * 1024;

    /// <summary>Bytes beyond <see cref="MaxTextFrameBytes"/> and <see cref="MaxBinaryFrameBytes"/> that are skipped on one socket, at once and again in every minute. One
    /// that sends more is closed with 1009, as is one whose too large frame does not say which call it belongs to.</summary>
    /// <value>16 MiB by default; 0, which closes over any frame that is too large, to 1 GiB. They are read and held nowhere.</value>
    public int MaxSkippedBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>The longest topic that is joined and the longest id that a root is mounted by, since both are kept, and the id is in every message to its silo.</summary>
    /// <value>1,024 bytes by default; 64 to 16,384.</value>
    public int MaxTopicBytes { get; set; } = 1024;

    /// <summary>Silence allowed on a socket before the gateway closes it.</summary>
    /// <value>60 seconds by default, as in Phoenix, whose clients send a heartbeat every 30; 1 second to 10 minutes. A time in which the
    /// process itself stood still does not count.</value>
    public TimeSpan SilenceTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Channels that one socket may have joined at a time.</summary>
    /// <value>100 by default, as in Phoenix; 1 to 10,000.</value>
    public int MaxChannelsPerSocket { get; set; } = 100;

    /// <summary>Sockets that this process holds at a time; a further one is answered with HTTP 503.</summary>
    /// <value>50,000 by default; 1 to 1,000,000. Better to refuse than to slow down those who are connected.</value>
    public int MaxConnections { get; set; } = 50_000;

    /// <summary>Bytes that wait to be sent on one socket before reading from it pauses and patches are held back.</summary>
    /// <value>1 MiB by default; 4 KiB to 64 MiB. A single message may be longer: it is taken when nothing else waits.</value>
    public int MaxOutgoingBytes { get; set; } = 1024 * 1024;

    /// <summary>How long a client may take nothing, or stay so slow that its outgoing bytes are at their limit, before its socket is cut.</summary>
    /// <value>10 seconds by default; 1 second to 5 minutes.</value>
    public TimeSpan SlowReaderTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Frames per second that are read from one socket in the long run. Beyond it that socket is read more slowly; nothing is dropped.</summary>
    /// <value>500 by default; 1 to 1,000,000.</value>
    public int FramesPerSecond { get; set; } = 500;

    /// <summary>Frames that one socket may send at once before <see cref="FramesPerSecond"/> holds it.</summary>
    /// <value>2,000 by default; 1 to 1,000,000.</value>
    public int FrameBurst { get; set; } = 2000;

    /// <summary>Frames of the WebSocket protocol that bring nothing, at once and again in every minute: pings, pongs, and pieces of less than 1 KiB of a message that is not over. A socket with
    /// more is closed with 1008.</summary>
    /// <value>600 by default; 10 to 1,000,000. Browsers send none, and other clients a ping every few seconds at most.</value>
    public int MaxEmptyFrames { get; set; } = 600;

    /// <summary>Joins and mounts that may fail on one socket, at once and again in every minute, because <c>HandleJoin</c> refuses them or a store throws. Beyond it each waits before it is tried;
    /// the socket's other frames do not.</summary>
    /// <value>120 by default; 1 to 100,000.</value>
    public int MaxFailedJoins { get; set; } = 120;

    /// <summary>Commands that wait for their turn at one root, and frames that wait for a join. When they are full, that socket is not read.</summary>
    /// <value>64 by default; 1 to 10,000.</value>
    public int MaxPendingCommands { get; set; } = 64;

    /// <summary>Bytes that one socket's client makes this process keep: commands that run or wait, frames behind a join, joins, chunks of files, and the names of its
    /// channels and roots. When they are full, that socket is not read until some of it is done. Names alone that are more than that are refused like one channel too many.</summary>
    /// <value>1 MiB by default; 64 KiB to 1 GiB. A single frame may be larger: it is taken when nothing else is pending. A few hundred bytes for each
    /// of <see cref="MaxChannelsPerSocket"/> belong to it.</value>
    public int MaxPendingBytes { get; set; } = 1024 * 1024;

    /// <summary>Whether clients are told what a store threw: the exception's name and message, as <c>detail</c> beside the <c>reason</c> of a refused mount
    /// and of the error of a channel that crashed.</summary>
    /// <value>False by default. Set it in development alone, as SignalR's: messages of exceptions may hold secrets.</value>
    public bool EnableDetailedErrors { get; set; }

    /// <summary>How often a root is told that its client is still there, and asked for patches that got lost.</summary>
    /// <value>20 seconds by default; 1 second to 1 minute. A root that hears nothing for as long as its silo's
    /// <c>OrphanAfter</c>, three minutes by default, is unmounted; this and Orleans' response timeout together must stay below that.</value>
    public TimeSpan SyncInterval { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a patch that came too early waits for the one before it, until that one is fetched.</summary>
    /// <value>500 milliseconds by default; 10 milliseconds to 30 seconds. Pushes that merely overtake each other are microseconds apart.</value>
    public TimeSpan RepairDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a call to a root goes without an answer until it is made once more beside that, and again after as long. A root does it once, however often it is
    /// asked, and the first answer counts; so a handler may take longer. Where a silo died or stands still, this and the time in which the cluster finds out are what its pages wait.</summary>
    /// <value>2 seconds by default; 500 milliseconds to 1 minute. Whether a client is told <c>timeout</c> is decided by Orleans' response timeout, as for any call.</value>
    public TimeSpan AskAgainAfter { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a call to a root is made again when its silo stops or is lost. A root that moved answers it, and one that did it before gives the same answer;
    /// past that time the client is told <c>unavailable</c>. A mount is tried again in the same way, for 8 seconds at most.</summary>
    /// <value>20 seconds by default; 0 to 1 minute. Clients of Phoenix wait 10 seconds for a reply unless they say otherwise.</value>
    public TimeSpan RetryUnavailableFor { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a process that stops takes for its sockets at most. They are closed one after another, so that their clients do not all join elsewhere at once: 100 in a second,
    /// and faster where the period is too short for that. A client that waits for an answer gets it first if it comes until five seconds before the end, which are for clients to answer
    /// the close. Then every connection of the server is cut.</summary>
    /// <value>25 seconds by default, since orchestrators kill after 30; 1 second to 10 minutes. The host's <c>ShutdownTimeout</c>, 30 seconds by default, is for this and for what stops after it, such as a silo.</value>
    public TimeSpan DrainPeriod { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a root waits for its client after the socket was lost, if that client asks for it: docs/resume.md.</summary>
    /// <value>1 minute by default; 0, for not at all, to 1 hour.</value>
    public TimeSpan ResumeFor { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The same after the client has closed the socket itself, as a browser does when its page is left or loaded anew.</summary>
    /// <value>10 seconds by default; 0 to 1 hour.</value>
    public TimeSpan ResumeAfterCloseFor { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often in a second the sockets of one client together may name roots that are not there or not its own, ten times as many at once: of one subject, or of one address where no subject
    /// is known. Past that its sockets are served as if they had named none, but for the first four times of each.</summary>
    /// <value>10 by default; 1 to 100,000.</value>
    public int MissesPerSecond { get; set; } = 10;

    /// <summary>Whether a client that cannot ask comes back to its roots by the connect param <c>page</c> also where its subject is not known. The param is a secret then,
    /// and access logs may hold it.</summary>
    /// <value>False by default.</value>
    public bool ResumeByPageParam { get; set; }

    /// <summary>Files on their way that wait in this process for clients that have lost their socket, for as long as their roots do. Past that those of the page that waits longest are given up.
    /// A page all of whose files are complete counts as one file.</summary>
    /// <value>1,000 by default; 0, for none, to 100,000. Each may take as much of the disk as its upload allows, and holds a file open.</value>
    public int MaxWaitingUploads { get; set; } = 1_000;

    /// <summary>How often this process tells the upload store that it lives, once it has received a file.</summary>
    /// <value>1 minute by default; 1 second to 1 hour, and no more than a third of <see cref="UploadOrphanTimeout"/>.</value>
    public TimeSpan UploadKeepAliveInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a process may be silent until any other deletes the files that it received. Each looks at its start, and twice in that time.</summary>
    /// <value>10 minutes by default; 1 minute to 1 day. The clocks of all gateways must agree to within less, and all must be set alike.</value>
    public TimeSpan UploadOrphanTimeout { get; set; } = TimeSpan.FromMinutes(10);
}
