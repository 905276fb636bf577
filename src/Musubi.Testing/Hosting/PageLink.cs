using Musubi.Grains;
using Musubi.Grains.Resume;
using Musubi.Testing.Clients;

namespace Musubi.Testing.Hosting;

/// <summary>The way from a page's root to its client: what the root keeps, for when it is cut and the client comes back. Source: docs/resume.md.</summary>
internal sealed class PageLink
{
    private readonly RecentPatches _recent;
    private readonly AnsweredCommands _answered = new();

    public PageLink(PageClient client, MusubiOptions options)
    {
        Client = client;
        _recent = new RecentPatches(options.MaxUndeliveredPatches, options.MaxUndeliveredBytes);
    }

    public PageClient Client { get; }

    /// <summary>Whether the client is on no socket: what the root has to say waits for it.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The client's last command; null before the first.</summary>
    public PageCommand? LastCommand { get; private set; }

    /// <summary>Hands a patch over, unless the way is cut.</summary>
    public void Send(PatchEnvelope? patch)
    {
        if (patch is null)
        {
            return;
        }

        _recent.Add(patch, 0);
        if (!IsCut)
        {
            Client.Apply(patch);
        }
    }

    public void Cut() => IsCut = true;

    /// <exception cref="InvalidOperationException">The client is on no socket.</exception>
    public void RequireClient()
    {
        if (IsCut)
        {
            throw new InvalidOperationException($"Expected a client that is connected; this one is away until {nameof(PageReturns.ReconnectAsync)}.");
        }
    }

    /// <summary>Numbers a command, as a client does that may send it again. It has every answer before that.</summary>
    public PageCommand Next(string name, ReadOnlyMemory<byte> payload, StoreId storeId) =>
        LastCommand = new PageCommand((LastCommand?.Number ?? 0) + 1, name, payload, storeId);

    /// <summary>The answer to a command that has been run; null for one that is to be run.</summary>
    public CommandAnswer? AnswerTo(PageCommand command) => _answered.AnswerTo(command.Number, command.Number - 1);

    /// <summary>Keeps the answer to a command that has run.</summary>
    public void Answered(PageCommand command, CommandAnswer answer) => _answered.Add(command.Number, answer);

    /// <summary>What a client does not have that has a version, and cannot be sent any more.</summary>
    public Lost LostSince(long version) => version == 0 ? Lost.Streams | _recent.LostSince(0) : _recent.LostSince(version);

    /// <summary>Brings the client up to date on its next socket.</summary>
    /// <param name="version">The root's version.</param>
    /// <param name="replaceRoot">A patch that replaces the whole state.</param>
    public void Restore(long version, Func<long, PatchEnvelope> replaceRoot)
    {
        IsCut = false;
        var has = Client.Version;
        if (has == version)
        {
            return;
        }

        if (has == 0 || !_recent.TryGetAfter(has, out var missed))
        {
            missed = [_recent.Complete(replaceRoot(has), has)];
        }

        foreach (var patch in missed)
        {
            Client.Apply(patch);
        }
    }

    /// <summary>The same way from a root that lives elsewhere, with what moved along.</summary>
    public PageLink Moved(PageRuntime runtime)
    {
        var moved = new PageLink(Client, runtime.GrainOptions) { IsCut = IsCut, LastCommand = LastCommand };
        var (answers, acknowledged, highest) = _answered.Capture();
        moved._answered.Restore(runtime.Send(answers), acknowledged, highest);
        moved._recent.Restore(runtime.Send(_recent.All), _recent.LostVersions, 0);
        return moved;
    }
}
