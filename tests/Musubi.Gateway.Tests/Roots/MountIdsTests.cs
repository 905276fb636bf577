using Microsoft.Extensions.Time.Testing;
using Musubi.Gateway.Roots;

namespace Musubi.Gateway.Tests.Roots;

public sealed class MountIdsTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2030, 6, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Next_MoreThanAMillisecondCanName_RisesWithoutEnd()
    {
        var ids = new MountIds(_clock);

        var drawn = Enumerable.Range(0, 5_000).Select(_ => ids.Next()).ToArray();

        Assert.Equal(drawn.Order().Distinct(), drawn);
    }

    [Fact]
    public void Next_FromManyThreads_GivesNoneTwice()
    {
        var ids = new MountIds(_clock);

        var drawn = ParallelEnumerable.Range(0, 20_000).Select(_ => ids.Next()).ToHashSet();

        Assert.Equal(20_000, drawn.Count);
    }

    [Fact]
    public void Next_InAProcessThatBeganLater_IsHigher()
    {
        var earlier = new MountIds(_clock).Next();
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True(new MountIds(_clock).Next() > earlier);
    }

    [Fact]
    public void Next_ClockBeforeTheEpoch_IsPositiveAndRises()
    {
        var ids = new MountIds(new FakeTimeProvider(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero)));

        var first = ids.Next();

        Assert.InRange(first, 1, ids.Next() - 1);
    }

    [Fact]
    public void Ordinal_OfIdsInARow_TellsThemApart()
    {
        var ids = new MountIds(_clock);

        Assert.Equal(8, Enumerable.Range(0, 8).Select(_ => MountIds.Ordinal(ids.Next()) % 8).Distinct().Count());
    }
}
