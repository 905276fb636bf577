using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using Musubi.Grains.Resume;

namespace Musubi.Grains.Tests.Resume;

/// <summary>What a client that comes back can still be sent. Source: docs/resume.md, "Versions".</summary>
public sealed class RecentPatchesTests
{
    [Fact]
    public void After_AVersionThatIsKept_AreThePatchesThatFollow()
    {
        var recent = Made(5, maxCount: 10);

        Assert.True(recent.TryGetAfter(3, out var missed));
        Assert.Equal([4L, 5L], missed.Select(static patch => patch.Version));
    }

    [Fact]
    public void After_AVersionThatIsNotKept_AreNone() => Assert.False(Made(5, maxCount: 2).TryGetAfter(1, out _));

    [Fact]
    public void Complete_StatePatchesAreGone_HasWhatTheOthersHoldBesideState()
    {
        var recent = new RecentPatches(2, 1000);
        recent.Add(new PatchEnvelope(0, 1, "[1]"u8.ToArray()), 0);
        recent.Add(new PatchEnvelope(1, 2, "[2]"u8.ToArray(), streamOps: """["a","b"]"""u8.ToArray()), 0);
        recent.Add(new PatchEnvelope(2, 3, "[3]"u8.ToArray(), streamOps: """["c"]"""u8.ToArray(), events: """["e"]"""u8.ToArray()), 0);

        var whole = recent.Complete(new PatchEnvelope(0, 3, "[0]"u8.ToArray()), 0);

        Assert.Equal(Lost.None, recent.LostSince(0));
        Assert.Equal(("[0]", """["a","b","c"]""", "[]", """["e"]"""), (Text(whole.Ops), Text(whole.StreamOps), Text(whole.UploadOps), Text(whole.Events)));
    }

    [Fact]
    public void Lost_PastTheBounds_SaysWhat()
    {
        var recent = new RecentPatches(1, 1000);
        recent.Add(new PatchEnvelope(0, 1, default, streamOps: "[1]"u8.ToArray()), 0);
        recent.Add(new PatchEnvelope(1, 2, default, events: "[1]"u8.ToArray()), 0);
        recent.Add(new PatchEnvelope(2, 3, "[1]"u8.ToArray()), 0);

        Assert.Equal((Lost.Streams | Lost.Events, Lost.Events, Lost.None), (recent.LostSince(0), recent.LostSince(1), recent.LostSince(2)));
    }

    [Fact]
    public void Drop_OfWhatHasArrived_LosesNothing()
    {
        var recent = Made(3, maxCount: 10);

        recent.DropBefore(3);

        Assert.Equal((1, Lost.None), (recent.All.Length, recent.LostSince(0)));
    }

    // Whatever was made and whatever the bounds: a client of any version gets each stream operation that is not said to be lost, once and in order.
    [Fact]
    public void Return_FromAnyVersion_BringsEveryStreamOperationOrSaysThatItIsLost() =>
        Gen.Select(Gen.Int[0, 4].Array[1, 40], Gen.Int[1, 20], Gen.Int[20, 400], Gen.Int[0, 40]).Sample((cycles, maxCount, maxBytes, from) =>
        {
            var recent = new RecentPatches(maxCount, maxBytes);
            var item = 0;
            var made = new List<(long Version, int Item)>();
            for (var version = 1; version <= cycles.Length; version++)
            {
                var items = Enumerable.Range(0, cycles[version - 1]).Select(_ => ++item).ToArray();
                made.AddRange(items.Select(number => ((long)version, number)));
                recent.Add(new PatchEnvelope(version - 1, version, "[0]"u8.ToArray(), items.Length == 0 ? default : JsonSerializer.SerializeToUtf8Bytes(items)), version);
            }

            var client = Math.Min(from, cycles.Length);
            var missed = recent.TryGetAfter(client, out var patches) ? patches.AsEnumerable() : [recent.Complete(new PatchEnvelope(client, cycles.Length, "[1]"u8.ToArray()), client)];
            var came = missed.SelectMany(static patch => JsonSerializer.Deserialize<int[]>(patch.StreamOps.Span)!).ToArray();
            var expected = made.Where(operation => operation.Version > client).Select(static operation => operation.Item).ToArray();

            if (recent.LostSince(client) == Lost.None)
            {
                Assert.Equal(expected, came);
            }
            else
            {
                Assert.Equal(expected[^came.Length..], came);
            }
        });

    private static RecentPatches Made(int count, int maxCount)
    {
        var recent = new RecentPatches(maxCount, 1000);
        for (var version = 1; version <= count; version++)
        {
            recent.Add(new PatchEnvelope(version - 1, version, Encoding.UTF8.GetBytes(version.ToString("[0]", CultureInfo.InvariantCulture))), version);
        }

        return recent;
    }

    private static string Text(ReadOnlyMemory<byte> utf8) => Encoding.UTF8.GetString(utf8.Span);
}
