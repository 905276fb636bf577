using Musubi.Durable;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Durable;
using Musubi.Grains.Nodes;

namespace Musubi.Grains.Stores;

// A root that is kept in a storage: an activation begins with what is stored of it, and ends as soon as it cannot write.
internal sealed partial class StoreGrain
{
    // A state that crashes so often in that time is set aside.
    private static readonly TimeSpan CrashWindow = TimeSpan.FromMinutes(1);

    private string? _key;
    private bool _unavailable;
    private string? _setAside;

    /// <summary>The root's key.</summary>
    public string Key => _key ??= this.GetPrimaryKeyString();

    // Whoever asks hears that it is to be asked again, and is then asked of another activation, which reads anew.
    private void RequireStorage()
    {
        if (_unavailable)
        {
            DeactivateOnIdle();
            throw new RootUnavailableException();
        }
    }

    private RootMount? Missing()
    {
        RequireStorage();
        EndIfEmpty();
        return null;
    }

    // An activation that has no root is of no use to anybody, and whoever asks by mistake or by malice makes one with every name. One that could not read its storage, or that set
    // aside what it read, has something to say to whoever comes for the root. A sync may come in where one mount takes another's place.
    private void EndIfEmpty()
    {
        if (!_isReplacing && !_unavailable && _setAside is null)
        {
            DeactivateOnIdle();
        }
    }

    private void KeepIfDurable(RootMount mount, StoreDefinition definition)
    {
        if (silo.Log is not null && definition.Durable is not null)
        {
            mount.KeepIn(definition, LogPosition.None, RootEpoch.After(0));
            mount.BeginJournal(null);
        }
    }

    // What another silo handed over.
    private async ValueTask TakeOver(StoreDefinition definition, MovedMount moved)
    {
        _newestMount = moved.MountId;
        var mount = _mount = new RootMount(silo, this, moved.MountId, moved.Observer, moved.TakesReceipts);
        if (moved.Log is { } position && silo.Log is not null)
        {
            mount.KeepIn(definition, position, RootEpoch.After(position.Epoch));
        }

        try
        {
            await mount.Restore(definition, moved);
        }
        catch (Exception exception)
        {
            silo.Logger.ResumeCrashed(exception, definition.Name);
            Release();
            if (mount.IsStored)
            {
                await Load(definition);
            }
        }
    }

    // What the storage has. An activation that cannot read it serves nobody.
    private async ValueTask Load(StoreDefinition definition)
    {
        StoredRoot? stored;
        try
        {
            stored = await silo.Log!.LoadAsync(Key);
        }
        catch (RootUnavailableException)
        {
            _unavailable = true;
            return;
        }

        if (stored is null)
        {
            return;
        }

        MovedMount moved;
        try
        {
            moved = silo.Codec.Read(stored);
        }
        catch (Exception exception)
        {
            await SetAside(definition, stored, "state_unreadable", exception);
            return;
        }

        var since = silo.Time.GetUtcNow() - CrashWindow;
        if (!moved.Crashes.IsDefault && moved.Crashes.Count(time => time > since) >= MountRecord.MaxCrashes)
        {
            await SetAside(definition, stored, "state_crashes", null);
            return;
        }

        await Restore(definition, stored, moved);
    }

    private async ValueTask Restore(StoreDefinition definition, StoredRoot stored, MovedMount moved)
    {
        _newestMount = moved.MountId;
        var mount = _mount = new RootMount(silo, this, moved.MountId, moved.Observer, moved.TakesReceipts);
        mount.KeepIn(definition, new LogPosition(stored.Epoch, stored.Sequence, stored.Snapshot.Length, stored.Records.Sum(static record => (long)record.Length), stored.Records.Length), stored.Epoch);
        try
        {
            await mount.Wake(definition, moved);
        }
        catch (Exception exception)
        {
            // Read anew by the next activation, until it has crashed too often.
            _unavailable = true;
            Release();
            if (exception is not RootUnavailableException)
            {
                silo.Logger.LoadCrashed(exception, definition.Name);
                await SaveCrash(mount, 0, null);
            }
        }
    }

    // Kept under another key for whoever looks into it, for as long as the root would have been.
    private async ValueTask SetAside(StoreDefinition definition, StoredRoot stored, string reason, Exception? exception)
    {
        var aside = $"aside.{stored.Epoch}.{Key}";
        try
        {
            var keepFor = TimeSpan.FromHours(definition.Durable!.KeepForHours);
            var epoch = RootEpoch.After(0);
            await silo.Log!.AppendAsync(new RootAppend(aside, 0, epoch, 1, IsSnapshot: true, stored.Snapshot, keepFor));
            for (var i = 0; i < stored.Records.Length; i++)
            {
                await silo.Log.AppendAsync(new RootAppend(aside, epoch, epoch, i + 2, IsSnapshot: false, stored.Records[i], keepFor));
            }

            await silo.Log.DeleteAsync(Key, stored.Epoch);
            silo.LogMetrics.SetAside();
            silo.Logger.SetAside(exception, definition.Name, aside);
            _setAside = reason;
        }
        catch (RootUnavailableException)
        {
            _unavailable = true;
        }
    }

    private async ValueTask<SaveOutcome> Save(RootMount mount, ValueTask<AppendOutcome> saving)
    {
        try
        {
            if (await saving == AppendOutcome.Accepted)
            {
                return SaveOutcome.Saved;
            }

            LetGoFenced(mount);
            return SaveOutcome.Fenced;
        }
        catch (RootUnavailableException)
        {
            LetGo();
            return SaveOutcome.Unavailable;
        }
    }

    private async ValueTask<bool> SaveOwner(RootMount mount)
    {
        try
        {
            if (await mount.SaveOwnerAsync(mount.ChangedByReturn) == AppendOutcome.Accepted)
            {
                return true;
            }

            LetGoFenced(mount);
            return false;
        }
        catch (RootUnavailableException)
        {
            LetGo();
            throw;
        }
    }

    private async ValueTask Renew(RootMount mount)
    {
        try
        {
            if (await mount.RenewAsync() != AppendOutcome.Accepted)
            {
                LetGoFenced(mount);
            }
        }
        catch (RootUnavailableException)
        {
            LetGo();
        }
    }

    // A durable root is in its storage as it was before what crashed it, and comes back so.
    private async ValueTask EndCrashed(RootMount mount, long number, object? answer)
    {
        if (!mount.IsStored)
        {
            await End(TerminateReason.Crashed);
            DeactivateOnIdle();
            return;
        }

        LetGo();
        await SaveCrash(mount, number, answer);
    }

    private static async ValueTask SaveCrash(RootMount mount, long number, object? answer)
    {
        try
        {
            await mount.SaveCrashAsync(number, answer);
        }
        catch (RootUnavailableException)
        {
            // It may be run once more, and crash once more.
        }
    }

    private void LetGoFenced(RootMount mount)
    {
        silo.Logger.Fenced(mount.Tree.Module);
        silo.LogMetrics.Fenced();
        LetGo();
    }

    private void LetGo()
    {
        Release();
        DeactivateOnIdle();
    }
}
