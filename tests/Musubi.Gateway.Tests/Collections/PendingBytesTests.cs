using CsCheck;
using Musubi.Gateway.Collections;

namespace Musubi.Gateway.Tests.Collections;

public sealed class PendingBytesTests
{
    private const int Limit = 1000;

    [Fact]
    public void Entrance_WithAnyTraffic_HoldsNoMoreThanTheLimitAndLetsEverybodyInAtLast() =>
        Gen.Select(Gen.Int[1, 1500], Gen.Bool).Array[1, 200].Sample(steps =>
        {
            var bytes = new PendingBytes(Limit);
            var inside = new Queue<int>();
            foreach (var (size, letGo) in steps)
            {
                if (letGo && inside.TryDequeue(out var gone))
                {
                    bytes.Return(gone);
                }

                for (var room = bytes.WhenRoom(size); room is not null; room = bytes.WhenRoom(size))
                {
                    while (!room.IsCompleted)
                    {
                        // Something is pending, or there would be room.
                        bytes.Return(inside.Dequeue());
                    }
                }

                bytes.Take(size);
                inside.Enqueue(size);
                Assert.True(bytes.Held <= Limit || inside.Count == 1, $"Expected no more than {Limit} bytes, or one frame; held {bytes.Held} of {inside.Count}.");
            }

            while (inside.TryDequeue(out var size))
            {
                bytes.Return(size);
            }

            Assert.Equal(0, bytes.Held);
        });

    [Fact]
    public void Names_ThatFillTheLimit_LeaveRoomForOneFrameAtATime()
    {
        var bytes = new PendingBytes(Limit);
        bytes.Keep(Limit);

        Assert.False(bytes.CanKeep(1));
        Assert.Null(bytes.WhenRoom(500));
        bytes.Take(500);
        var second = bytes.WhenRoom(500);
        Assert.NotNull(second);
        bytes.Return(500);
        Assert.True(second.IsCompleted);
    }

    [Fact]
    public void Names_Forgotten_LetInWhoWaits()
    {
        var bytes = new PendingBytes(Limit);
        bytes.Keep(600);
        bytes.Take(100);
        var room = bytes.WhenRoom(400);
        Assert.NotNull(room);

        bytes.Forget(600);

        Assert.True(room.IsCompleted);
    }

    [Fact]
    public void Open_LetsInWhoWaitsAndWhoComesLater()
    {
        var bytes = new PendingBytes(Limit);
        bytes.Take(Limit);
        var room = bytes.WhenRoom(1);
        Assert.NotNull(room);

        bytes.Open();

        Assert.True(room.IsCompleted);
        Assert.Null(bytes.WhenRoom(1));
    }

    [Fact]
    public void StoreId_OfManyShortIds_CountsTheObjectsThatTheyAre() =>
        Assert.InRange(PendingBytes.Of(StoreId.Of([.. Enumerable.Repeat("a", 1000)])), 32_000, 64_000);
}
