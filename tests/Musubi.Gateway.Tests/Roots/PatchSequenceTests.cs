using Musubi.Gateway.Roots;

namespace Musubi.Gateway.Tests.Roots;

public sealed class PatchSequenceTests
{
    [Fact]
    public void Sequence_InOrder_DeliversEach() => Assert.Equal("1:1 2:2 3:3", Deliver(out _, (0, 1), (1, 2), (2, 3)));

    [Fact]
    public void Sequence_Overtaken_WaitsForTheOneBefore() => Assert.Equal("1:1 2:2 3:3 4:4", Deliver(out _, (0, 1), (3, 4), (2, 3), (1, 2)));

    [Fact]
    public void Sequence_Duplicate_IsDropped() => Assert.Equal("1:1 2:2", Deliver(out _, (0, 1), (1, 2), (1, 2), (0, 1)));

    [Fact]
    public void Sequence_EarlyTwice_IsDeliveredOnce() => Assert.Equal("1:1 2:2 3:3", Deliver(out _, (0, 1), (2, 3), (2, 3), (1, 2)));

    [Fact]
    public void Sequence_WholeRootRepair_IsOneStepForTheClient()
    {
        Assert.Equal("1:1 9:2 10:3", Deliver(out var sequence, (0, 1), (4, 5), (1, 9), (9, 10)));
        Assert.False(sequence.HasGap);
    }

    [Fact]
    public void Sequence_RepairFromAnOlderVersion_IsNotDeliveredAndLeavesAGap()
    {
        Assert.Equal("1:1 2:2", Deliver(out var sequence, (0, 1), (1, 2), (1, 9)));
        Assert.True(sequence.HasGap);
    }

    [Fact]
    public void Sequence_Gap_ShowsUntilItIsFilled()
    {
        Deliver(out var sequence, (0, 1), (2, 3));
        Assert.True(sequence.HasGap);

        DeliverOn(ref sequence, (1, 2));
        Assert.False(sequence.HasGap);
    }

    [Fact]
    public void Sequence_EmptyEnvelope_KeepsItsPlaceAndIsNoStepForTheClient()
    {
        Deliver(out var sequence, (0, 1), (2, 3));
        var empty = new PatchEnvelope(1, 2, default);

        Assert.True(sequence.IsNext(empty));
        sequence.Advance(empty);

        Assert.Equal((2, 1), (sequence.Delivered, sequence.ClientVersion));
        Assert.Equal(3, sequence.TryTakeNext()?.Version);
    }

    [Fact]
    public void Sequence_Forgotten_StillKnowsThatSomethingIsMissing()
    {
        Deliver(out var sequence, (0, 1), (2, 3));
        sequence.Forget();

        Assert.Equal("2:2", DeliverOn(ref sequence, (1, 2)));
        Assert.True(sequence.HasGap);
    }

    [Fact]
    public void Sequence_ManyEarly_KeepsAFew()
    {
        Deliver(out var sequence, [(0, 1), .. Enumerable.Range(2, 2 * PatchSequence.MaxEarly).Select(static version => ((long)version, (long)version + 1))]);

        Assert.Equal(PatchSequence.MaxEarly + 1, DeliverOn(ref sequence, (1, 2)).Split(' ').Length);
        Assert.True(sequence.HasGap);
    }

    // The delivered versions, the grain's and the client's.
    private static string Deliver(out PatchSequence sequence, params (long Base, long Version)[] envelopes)
    {
        sequence = new PatchSequence();
        return DeliverOn(ref sequence, envelopes);
    }

    private static string DeliverOn(ref PatchSequence sequence, params (long Base, long Version)[] envelopes)
    {
        var delivered = new List<string>();
        foreach (var (baseVersion, version) in envelopes)
        {
            var envelope = new PatchEnvelope(baseVersion, version, "[{}]"u8.ToArray());
            for (var next = sequence.IsNext(envelope) ? envelope : null; next is not null; next = sequence.TryTakeNext())
            {
                sequence.Advance(next);
                delivered.Add($"{sequence.Delivered}:{sequence.ClientVersion}");
            }
        }

        return string.Join(' ', delivered);
    }
}
