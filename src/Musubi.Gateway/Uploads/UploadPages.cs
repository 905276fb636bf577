using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Musubi.Gateway.Roots;

namespace Musubi.Gateway.Uploads;

/// <summary>The files of this process that their clients can go on with on another socket, by page.</summary>
/// <remarks>
/// <para>A file <b>comes</b> while a channel writes it. When its socket is lost, or the client has its root on another socket, it <b>waits</b>: as it is, written by nobody.
/// Its client joins its channel again on the socket that has the root, and it comes from where it stopped. The client is never asked where that is.</para>
/// <para>What waits is given up when its page's time is over, which no return without the file makes longer; when too many wait; and with its root and this process. The root hears of it
/// where it is on a socket here, and else when the client is back: it fails what this process does not say that it has.</para>
/// <para>The lock is taken under a socket's, so nothing of a socket's is asked for under it.</para>
/// </remarks>
internal sealed class UploadPages(UploadFiles files, IOptions<MusubiGatewayOptions> options, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<StoreGrainKey, UploadPage> _pages = [];

    // The one that waits longest first.
    private readonly LinkedList<UploadPage> _waiting = [];
    private int _counted;
    private bool _ended;

    /// <summary>The page of a root; null for one that ends with its socket.</summary>
    public static StoreGrainKey? KeyOf(MountedRoot root) => root.Resume is { } resume ? new StoreGrainKey(resume.Connection, root.Id) : null;

    /// <summary>What the client of a root finds again here; null when that is nothing.</summary>
    public GoingUploads? Of(MountedRoot root)
    {
        lock (_lock)
        {
            return Find(KeyOf(root))?.Going;
        }
    }

    /// <summary>The root is on this socket from now on.</summary>
    /// <param name="root">The root, whose client has it back.</param>
    /// <param name="going">What it was told of.</param>
    /// <returns>What is gone meanwhile, and the root does not know that.</returns>
    public ImmutableArray<UploadGrant> Enter(MountedRoot root, GoingUploads going)
    {
        lock (_lock)
        {
            if (Find(KeyOf(root)) is not { } page)
            {
                return going.Unfinished;
            }

            page.Root = root;
            Count(page);
            return [.. going.Unfinished.Where(grant => !page.Has(grant))];
        }
    }

    /// <summary>A file of a root comes, for the first time.</summary>
    public void Begin(MountedRoot root, UploadOwner owner, UploadGrant grant)
    {
        lock (_lock)
        {
            if (!_ended && KeyOf(root) is { } key)
            {
                if (!_pages.TryGetValue(key, out var page))
                {
                    _pages.Add(key, page = new UploadPage(key, owner) { Root = root });
                }

                page.Begin(grant);
            }
        }
    }

    /// <summary>A file of a root that waits comes again.</summary>
    /// <returns>The file; null when there is none that waits.</returns>
    public ReceivedFile? TryTake(MountedRoot root, string entryRef)
    {
        lock (_lock)
        {
            if (Find(KeyOf(root)) is not { } page || page.TryTake(entryRef) is not { } file)
            {
                return null;
            }

            Count(page);
            return file;
        }
    }

    /// <summary>A file waits for its client from now on.</summary>
    /// <returns>False when it must not.</returns>
    public bool TryPark(MountedRoot root, ReceivedFile file, TimeSpan waitFor)
    {
        lock (_lock)
        {
            if (!Waits(waitFor) || Find(KeyOf(root)) is not { } page)
            {
                return false;
            }

            page.Park(file);
            Wait(page, waitFor);
        }

        GiveUpTooMany();
        return true;
    }

    /// <summary>A file has come, or will not.</summary>
    /// <returns>The root where it is on another socket by now, which does not know.</returns>
    public MountedRoot? Forget(MountedRoot root, UploadGrant grant)
    {
        lock (_lock)
        {
            if (Find(KeyOf(root)) is not { } page)
            {
                return null;
            }

            page.Forget(grant);
            return page.Root == root ? null : page.Root;
        }
    }

    /// <summary>The root is on this socket no more, and none of its files comes here.</summary>
    /// <param name="root">The root.</param>
    /// <param name="waitFor">How long the page's files wait; zero when they do not.</param>
    /// <returns>Whether its files are nobody's now.</returns>
    public async Task<bool> LeaveAsync(MountedRoot root, TimeSpan waitFor)
    {
        ReceivedFile[]? given;
        lock (_lock)
        {
            if (Find(KeyOf(root)) is not { } page)
            {
                return true;
            }

            if (page.Root != root)
            {
                return false;
            }

            page.Root = null;
            if (Waits(waitFor))
            {
                given = null;
                Wait(page, waitFor);
            }
            else
            {
                given = Remove(page);
            }
        }

        GiveUpTooMany();
        await DeleteAsync(given ?? []);
        return given is not null;
    }

    /// <summary>Gives up all there is, with this process.</summary>
    public async ValueTask EndAsync()
    {
        ReceivedFile[] given;
        lock (_lock)
        {
            _ended = true;
            given = [.. _pages.Values.ToArray().SelectMany(Remove)];
        }

        await DeleteAsync(given);
    }

    private static async Task DeleteAsync(ReceivedFile[] given)
    {
        foreach (var file in given)
        {
            await file.DisposeAsync();
        }
    }

    // Under the lock, as what follows.
    private UploadPage? Find(StoreGrainKey? key) => key is { } known ? _pages.GetValueOrDefault(known) : null;

    private bool Waits(TimeSpan waitFor) => !_ended && waitFor > TimeSpan.Zero && options.Value.MaxWaitingUploads > 0;

    // The first to wait says for how long.
    private void Wait(UploadPage page, TimeSpan waitFor)
    {
        page.Place ??= _waiting.AddLast(page);
        page.Patience ??= clock.CreateTimer(_ => GiveUp(page), null, waitFor, Timeout.InfiniteTimeSpan);
        Count(page);
    }

    // What a page counts for, which may be nothing any more.
    private void Count(UploadPage page)
    {
        if (page is { Root: not null, Waiting: 0 } && page.Place is { } place)
        {
            _waiting.Remove(place);
            page.Patience?.Dispose();
            (page.Place, page.Patience) = (null, null);
        }

        var counts = page.Place is null ? 0 : Math.Max(1, page.Waiting);
        _counted += counts - page.Counted;
        page.Counted = counts;
    }

    private ReceivedFile[] Remove(UploadPage page)
    {
        _pages.Remove(page.Key);
        return Release(page);
    }

    private ReceivedFile[] Release(UploadPage page)
    {
        var waiting = page.TakeWaiting();
        if (page.Place is { } place)
        {
            _waiting.Remove(place);
        }

        page.Patience?.Dispose();
        (page.Place, page.Patience) = (null, null);
        Count(page);
        return waiting;
    }

    // Not under the lock, as what follows.
    private void GiveUpTooMany()
    {
        while (true)
        {
            UploadPage? oldest;
            lock (_lock)
            {
                oldest = _counted > options.Value.MaxWaitingUploads ? _waiting.First?.Value : null;
            }

            if (oldest is null)
            {
                return;
            }

            GiveUp(oldest);
        }
    }

    private void GiveUp(UploadPage page)
    {
        ReceivedFile[] given;
        MountedRoot? root;
        lock (_lock)
        {
            if (page.Place is null)
            {
                // Its client has come back for it meanwhile.
                return;
            }

            root = page.Root;
            given = root is null ? Remove(page) : Release(page);
        }

        _ = GiveUpAsync(page, root, given);
    }

    private async Task GiveUpAsync(UploadPage page, MountedRoot? root, ReceivedFile[] given)
    {
        await DeleteAsync(given);
        if (root is null)
        {
            await files.DeleteAllAsync(page.Owner);
            return;
        }

        foreach (var file in given)
        {
            await root.Line.AskAsync(new GatewayReport(file.Grant, new UploadReport(UploadReportKind.Failed, Error: UploadError.Of(UploadErrorCode.ChunkTimeout))));
        }
    }
}
