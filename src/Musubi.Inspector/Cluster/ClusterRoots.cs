using System.Collections.Immutable;
using Musubi.Inspector.Roots;

namespace Musubi.Inspector.Cluster;

/// <summary>Asks every silo of the cluster about its roots, and waits for none longer than a second.</summary>
internal sealed class ClusterRoots(InspectorServiceClient silos, IClusterMembershipService membership, TimeProvider time)
{
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // Dead ones stay in the membership for days.
    private const int MaxDead = 10;

    /// <summary>Lists roots.</summary>
    /// <param name="query">Which.</param>
    /// <param name="opened">The key of a root to look at besides; null for none.</param>
    public async Task<ClusterView> LookAsync(RootQuery query, string? opened)
    {
        var members = membership.CurrentSnapshot.Members.Values;
        var looked = opened is null ? Task.FromResult<RootView?>(null) : FindAsync(opened);
        var asked = await Task.WhenAll(members.Where(static member => member.Status == SiloStatus.Active)
            .Select(async member => (Member: member, Answer: await AskAsync(member.SiloAddress, silo => silo.List(query)))));

        var answers = asked.Select(static silo => silo.Answer).OfType<SiloRoots>().ToArray();
        var roots = answers.SelectMany(static answer => answer.Roots).OrderBy(static root => root.Key, StringComparer.Ordinal).Take(query.Limit).ToImmutableArray();
        var views = asked.Select(static silo => ViewOf(silo.Member, silo.Answer))
            .Concat(members.Where(static member => member.Status is not (SiloStatus.Active or SiloStatus.Dead)).Select(static member => ViewOf(member, null)))
            .OrderBy(static silo => silo.Address, StringComparer.Ordinal)
            .Concat(Dead(members).Select(static member => ViewOf(member, null)));
        return new ClusterView(
            time.GetUtcNow(),
            [.. views],
            roots,
            answers.Sum(static answer => answer.All),
            answers.Sum(static answer => answer.Matching),
            answers.Sum(static answer => answer.Following) > roots.Length,
            await looked);
    }

    /// <summary>Unmounts a root, wherever it is.</summary>
    /// <returns>Whether it has ended. One that is busy ends when it is not.</returns>
    public async Task<bool> UnmountAsync(string key) =>
        (await Task.WhenAll(Active().Select(silo => AskAsync(silo, async service => new Found(await service.Unmount(key)))))).Any(static answer => answer is { Value: true });

    private async Task<RootView?> FindAsync(string key) =>
        (await Task.WhenAll(Active().Select(silo => AskAsync(silo, service => service.Look(key))))).FirstOrDefault(static view => view is not null);

    private IEnumerable<SiloAddress> Active() =>
        membership.CurrentSnapshot.Members.Values.Where(static member => member.Status == SiloStatus.Active).Select(static member => member.SiloAddress);

    // Null when it did not answer.
    private async Task<T?> AskAsync<T>(SiloAddress silo, Func<IInspectorService, ValueTask<T>> ask)
        where T : class?
    {
        Task<T>? asked = null;
        try
        {
            asked = ask(silos.On(silo)).AsTask();
            return await asked.WaitAsync(Patience, time);
        }
        catch (Exception)
        {
            asked?.Ignore();
            return null;
        }
    }

    // Those whose place nobody has taken since.
    private static IEnumerable<ClusterMember> Dead(IEnumerable<ClusterMember> members) => members
        .GroupBy(static member => member.SiloAddress.Endpoint)
        .Select(static place => place.MaxBy(static member => member.SiloAddress.Generation)!)
        .Where(static member => member.Status == SiloStatus.Dead)
        .OrderByDescending(static member => member.SiloAddress.Generation)
        .Take(MaxDead);

    private static SiloView ViewOf(ClusterMember member, SiloRoots? answer) => answer is null
        ? new SiloView(member.SiloAddress.ToString(), member.Name, StandingOf(member.Status))
        : new SiloView(member.SiloAddress.ToString(), member.Name, SiloStanding.Active, answer.All, answer.MemoryBytes, answer.HeapBytes, answer.Build);

    private static SiloStanding StandingOf(SiloStatus status) => status switch
    {
        SiloStatus.Active => SiloStanding.Silent,
        SiloStatus.Created or SiloStatus.Joining => SiloStanding.Starting,
        SiloStatus.Dead => SiloStanding.Dead,
        _ => SiloStanding.Stopping,
    };

    private sealed record Found(bool Value);
}
