using Musubi.Durable;

namespace Musubi.Grains.Stores;

// A durable root that leaves its silo's memory while nobody asks anything of it, and comes back with whatever is asked next.
internal sealed partial class StoreGrain
{
    private static readonly SleepAnswer Awake = new(IsAsleep: false);

    public async ValueTask<SleepAnswer> Sleep(long mountId, long delivered)
    {
        if (Mounted(mountId) is not { } mount)
        {
            return Awake;
        }

        mount.Acknowledge(delivered);
        if (!mount.MaySleep(delivered) || !await SaveAsleep(mount) || !mount.IsAtRest(delivered))
        {
            return Awake;
        }

        // From here on nothing is awaited. What comes now waits with Orleans until the activation is gone, and makes another.
        var answer = mount.Sleep();
        Release();
        DeactivateOnIdle();
        silo.Metrics.Slept(mount.Tree.Module);
        return answer;
    }

    public async ValueTask<bool> Rouse(InfoMessage message, SiloAddress sleptOn)
    {
        if (_mount is not { } mount)
        {
            RequireStorage();
            DeactivateOnIdle();
            return false;
        }

        if (!sleptOn.Equals(silo.Address) || !mount.Hears(message.Topic))
        {
            return false;
        }

        await Info(message);
        return true;
    }

    // What comes from outside meanwhile puts itself in line, as behind a callback that runs, and keeps the root awake.
    private async ValueTask<bool> SaveAsleep(RootMount mount)
    {
        mount.BeginTurn();
        try
        {
            if (await mount.SaveAsleepAsync() == AppendOutcome.Accepted)
            {
                return true;
            }

            LetGoFenced(mount);
        }
        catch (RootUnavailableException)
        {
            LetGo();
        }
        finally
        {
            mount.EndTurn();
        }

        return false;
    }
}
