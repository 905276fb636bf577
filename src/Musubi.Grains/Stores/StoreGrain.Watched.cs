using Musubi.Grains.Stores.Turns;
using Musubi.Grains.Watches;

namespace Musubi.Grains.Stores;

// A root that somebody watches: its turns are noted, with what they took and changed.
internal sealed partial class StoreGrain
{
    private ValueTask<TAnswer> Run<TRequest, TAnswer>(RootMount mount, TRequest request, RootTurn<TRequest, TAnswer> turn, long number = 0) =>
        silo.Watches.Of(mount) is { } watch ? RunWatched(watch, mount, request, turn, number) : RunTurn(mount, request, turn, number);

    private async ValueTask<TAnswer> RunWatched<TRequest, TAnswer>(RootWatch watch, RootMount mount, TRequest request, RootTurn<TRequest, TAnswer> turn, long number)
    {
        var (at, begun) = (silo.Time.GetUtcNow(), silo.Time.GetTimestamp());
        var (outcome, patchBytes) = ("unavailable", 0);
        try
        {
            var answer = await RunTurn(mount, request, turn, number);
            (outcome, patchBytes) = (turn.OutcomeOf(answer), turn.PatchOf(answer)?.Size ?? 0);
            return answer;
        }
        finally
        {
            var (kind, name) = turn.NameOf(request);
            watch.Add(new WatchedTurn(at, kind, name, outcome, silo.Time.GetElapsedTime(begun).TotalMilliseconds, patchBytes, mount.Tree.Version));
        }
    }
}
