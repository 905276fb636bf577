using System.Collections.Immutable;
using System.Text;
using Musubi.Diagnostics;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Resume;
using Musubi.Gateway.Roots;
using Musubi.Gateway.Uploads;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Mounts;

/// <summary>Mounts one root for one frame: a join, whose reply says how that went, or a <c>mount</c> event.</summary>
internal sealed class RootMounter(JoinedChannel channel, SocketScope scope, GatewayUploads uploads, Frame frame) : IRootStarter
{
    // Of the frame only what is needed, since it lives as long as the mount takes.
    private readonly string? _ref = frame.Ref;
    private readonly bool _isJoin = frame.Event == Events.Join;
    private readonly ReadOnlyMemory<byte> _payload = frame.Payload;
    private bool _asksForLimits;
    private bool _asksForRoot;
    private string? _missReason;

    // What takes the place of a root that is not there any more, and its turn.
    private MountedRoot? _anew;
    private Task? _anewTurn;

    // What the client was sending when it lost the root.
    private GoingUploads? _going;
    private ImmutableArray<UploadGrant> _gone = [];

    /// <summary>Asks the application, and mounts the root of a channel of one root.</summary>
    public async Task JoinAsync()
    {
        if (await AuthorizeAsync(MountPayload.WithoutRoot(_payload)) is { } socket)
        {
            await MountAsync(socket);
        }
    }

    /// <summary>Asks the application whether the client may join.</summary>
    /// <returns>The socket to go on with; null when it may not, or has called the join off.</returns>
    public async ValueTask<Socket?> AuthorizeAsync(Params joinParams)
    {
        Socket? socket = null;
        ReadOnlyMemory<byte> refusal;
        try
        {
            var result = await scope.Application.HandleJoin(joinParams, scope.Connected);
            socket = result.Socket;
            refusal = Refusals.Of(result.Reason).Response();
        }
        catch (Exception exception)
        {
            scope.Loggers.Channels.HandleJoinThrew(channel.Life.Topic, scope.ConnectionId, exception);
            refusal = Refusals.JoinCrashed(DetailOf($"{exception.GetType().Name}: {exception.Message}"));
        }

        lock (scope.Lock)
        {
            if (channel.Life.IsOver)
            {
                return null;
            }

            if (socket is null)
            {
                scope.CountFailedJoin();
                channel.Life.Refuse(_ref, refusal);
            }
        }

        scope.Writer.Flush();
        return socket;
    }

    /// <summary>Mounts the root that the payload names.</summary>
    public Task MountAsync(Socket socket)
    {
        var mount = MountPayload.Read(_payload);
        _asksForLimits = mount.AsksForLimits;
        _asksForRoot = mount.Resume.Token is not null;
        MountedRoot? root = null;
        var turn = Task.CompletedTask;
        lock (scope.Lock)
        {
            if (channel.Life.IsOver)
            {
                return Task.CompletedTask;
            }

            if (Check(mount) is { } refusal)
            {
                AppendRefused(refusal);
            }
            else
            {
                // By now one of the application's own names, so all its roots can share the text.
                var id = new RootId(string.Intern(mount.Module!), mount.Id!);
                root = new MountedRoot(scope, channel, id, ResumeOf(mount));
                turn = root.Claim();
            }
        }

        if (root is null)
        {
            scope.Writer.Flush();
            return Task.CompletedTask;
        }

        return root.Resume is { IsReturn: true } ? ReturnAsync(root, turn, mount.Params!, socket) : root.MountAsync(turn, mount.Params!, socket, this);
    }

    void IRootStarter.OnMounted(MountedRoot root, Refusal? refused, string? detail)
    {
        switch (refused)
        {
            case null:
                AppendMounted(root, _asksForRoot ? false : null);
                break;
            case Refusal.JoinCrashed:
                scope.CountFailedJoin();
                AppendRefused(Refusals.JoinCrashed(DetailOf(detail)));
                break;
            case { } refusal:
                AppendRefused(refusal.Response());
                break;
        }
    }

    void IRootStarter.OnAttached(MountedRoot root, AttachOutcome? outcome, string? detail)
    {
        switch (outcome)
        {
            case AttachOutcome.Attached:
                scope.Metrics.Resumed(ResumeOutcome.Resumed);
                _gone = RootUploads.TakeBack(root, _going, scope, uploads);
                AppendMounted(root, true);
                break;
            case AttachOutcome.Missed:
                scope.Metrics.Resumed(ResumeOutcome.Missed);
                _missReason = detail;
                if (root.Resume!.CountsAsRoot)
                {
                    scope.Resume.Misses.Spend();
                }

                _anew = new MountedRoot(scope, channel, root.Id, root.Resume.Anew(scope.Resume));
                _anewTurn = _anew.Claim();
                break;
            case AttachOutcome.Crashed:
                scope.CountFailedJoin();
                AppendRefused(Refusals.JoinCrashed(DetailOf(detail)));
                break;
            default:
                // The client asks again, and gets it back when its silo is.
                AppendRefused(Refusal.Unavailable.Response());
                break;
        }
    }

    // Under the lock. A client may guess at tokens; at a name of its own for its page there is nothing to guess.
    private RootResume? ResumeOf(in MountPayload mount)
    {
        if (!mount.Resume.IsAsked && !scope.HasPage)
        {
            return null;
        }

        var resume = RootResume.Of(scope.Resume, mount.Resume);
        if (resume is not { IsReturn: true, CountsAsRoot: true } || scope.Resume.Misses.HasAny)
        {
            return resume;
        }

        scope.Metrics.Resumed(ResumeOutcome.Refused);
        return resume.Anew(scope.Resume);
    }

    private async Task ReturnAsync(MountedRoot returning, Task turn, Params mountParams, Socket socket)
    {
        _going = uploads.Pages.Of(returning);
        await returning.AttachAsync(turn, socket, _going?.Kept, this);
        if (_anew is { } root)
        {
            await root.MountAsync(_anewTurn!, mountParams, socket, this);
        }

        foreach (var grant in _gone)
        {
            await returning.Line.AskAsync(new GatewayReport(grant, new UploadReport(UploadReportKind.Failed, Error: UploadError.Of(UploadErrorCode.Internal))));
        }
    }

    private string? DetailOf(string? thrown) => scope.Options.EnableDetailedErrors ? thrown : null;

    // Whether the client has its root back; null when it had none.
    private void AppendMounted(MountedRoot root, bool? resumed)
    {
        var token = root.Resume?.NextToken;
        var response = Responses.Mounted(root.WireId, token, token is null ? null : resumed, _missReason, _asksForLimits ? scope.Options : null);
        if (_isJoin)
        {
            channel.Accept(root, _ref, response);
        }
        else
        {
            channel.Life.AppendReply(_ref, ok: true, response);
        }
    }

    private void AppendRefused(ReadOnlyMemory<byte> response)
    {
        if (_isJoin)
        {
            channel.Life.Refuse(_ref, response);
        }
        else
        {
            channel.Life.AppendReply(_ref, ok: false, response);
        }
    }

    // In the order of docs/wire.md, section 2.
    private ReadOnlyMemory<byte>? Check(MountPayload mount)
    {
        Refusal? refusal = mount switch
        {
            { Module: null } => Refusal.MissingRequiredField,
            { Id: null } => Refusal.MissingRootId,
            { Params: null } => Refusal.ParamsMustBeAMap,
            _ when !scope.Application.FetchRootByModule(mount.Module, out _) => Refusal.UnknownRoot,
            // No application means such an id, and every message to its grain would carry it.
            _ when Encoding.UTF8.GetByteCount(mount.Id) > scope.Options.MaxTopicBytes => Refusal.UnknownRoot,
            // Nor such a one, which would stand in whatever Orleans logs of that grain.
            _ when mount.Id.Any(LogText.Misleads) => Refusal.UnknownRoot,
            _ => null,
        };
        if (refusal is { } found)
        {
            return found.Response();
        }

        var id = new RootId(mount.Module!, mount.Id!);
        if (scope.Has(id))
        {
            return Refusals.AlreadyMounted(id);
        }

        if (scope.RootCount >= scope.Options.MaxChannelsPerSocket || !scope.CanKeep(id))
        {
            // The connection's channel mounts many roots, each of which costs what a channel costs.
            return Refusal.TooManyChannels.Response();
        }

        return null;
    }
}
