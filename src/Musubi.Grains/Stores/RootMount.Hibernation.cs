using Musubi.Durable;
using Musubi.Grains.Nodes;
using Musubi.Grains.Topics;
using Musubi.Grains.Trees;

namespace Musubi.Grains.Stores;

// A durable root that nobody asks anything of: it leaves its silo's memory, and is in its storage alone.
internal sealed partial class RootMount
{
    // A root is woken so long before its timer is due, so that it is there in time.
    private static readonly TimeSpan WakesBefore = TimeSpan.FromSeconds(2);

    private bool _wokeUnasked;

    /// <summary>Whether it has been idle for long enough, and nothing holds it here.</summary>
    /// <param name="delivered">The version that its gateway has.</param>
    public bool MaySleep(long delivered) => _log is { IsIdle: true } && IsAtRest(delivered);

    /// <summary>Whether nothing is on its way to it or from it, and nothing of it runs.</summary>
    /// <param name="delivered">The version that its gateway has.</param>
    public bool IsAtRest(long delivered) =>
        _outbox is not null && !IsDetached && !IsGatewayGone && !IsBusy && _window.IsEmpty && Tree.Version == delivered && !Tree.HasWork
            && (Tree.NextDue is not { } due || due - _silo.Time.GetUtcNow() > _log!.HibernateAfter);

    /// <summary>Writes down all that there is of it, as one snapshot: it is read in one piece, and has no patch in it that its gateway has.</summary>
    /// <exception cref="RootUnavailableException">It could not be written in time.</exception>
    public async ValueTask<AppendOutcome> SaveAsleepAsync()
    {
        var outcome = await _log!.AppendAsync(_silo.Codec.Write(CaptureKept()), isSnapshot: true);
        (_unsaved, _savedBuild) = (null, _silo.Build.Id);
        return outcome;
    }

    /// <summary>Leaves its subscriptions to the silo. Nothing is done with it any more but its release.</summary>
    public SleepAnswer Sleep()
    {
        // Each record counts the time anew for which the storage keeps it.
        var wakeAfter = _log!.KeepFor / 2;
        if (Tree.NextDue - WakesBefore - _silo.Time.GetUtcNow() is { } timer && timer < wakeAfter)
        {
            wakeAfter = timer;
        }

        var hold = _topics.Sleep(_silo.Topics, _grain.Self, _grain.GrainContext.GrainId.Key, _outbox!);
        return new SleepAnswer(IsAsleep: true, wakeAfter, hold?.Id ?? 0, hold is null ? default : SleepHold.Duration);
    }

    /// <summary>Brings back what its storage has, and hears its topics from then on, of which the silo has heard what came meanwhile if it slept here.</summary>
    public async ValueTask Wake(StoreDefinition definition, MovedMount stored)
    {
        var topics = stored.Root.Stores.First(static store => store.Id.IsRoot).Socket.SubscribedTopics();
        var heardAll = _topics.Wake(topics, _silo.Topics, _grain.Self, _grain.GrainContext.GrainId.Key);
        await Restore(definition, stored);
        _topics.EndTurn(_silo.Topics, _grain.Self);
        _resumable?.IsLoaded = true;
        _wokeUnasked = _outbox is not null;
        if (_topics.Any && !heardAll)
        {
            // In a turn of its own: what the stores make of it is written down and pushed like anything else.
            Inbox.Post(new MessagesMissed());
        }
    }

    /// <summary>Whether its gateway does not know yet that it is awake. Asking settles it.</summary>
    /// <remarks>A gateway asks nothing of a root that sleeps, and one that is awake ends when nobody asks. So one that nobody's call has woken pushes something, be it empty.</remarks>
    public bool TakeWokeUnasked()
    {
        var unasked = _wokeUnasked;
        _wokeUnasked = false;
        return unasked;
    }

    private TimeSpan HibernateAfter(DurableAttribute durable) =>
        durable.HibernateAfterMinutes == 0 ? _silo.Options.HibernateAfter : TimeSpan.FromMinutes(durable.HibernateAfterMinutes);
}
