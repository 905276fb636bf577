using CsCheck;
using Musubi.Gateway.Sockets;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Tests.Sockets;

public sealed class IncomingFramesTests
{
    private static readonly Gen<(byte Kind, int Length)> Frame = Gen.Select(
        Gen.Int[0, 5].Select(static i => new byte[] { 0x81, 0x82, 0x01, 0x00, 0x80, 0x89 }[i]),
        Gen.OneOf(Gen.Int[0, 130], Gen.Int[1000, 1100], Gen.Int[65_000, 70_000]));

    [Fact]
    public void Frames_HoweverTheirBytesCome_AreCountedAlike() => Gen.Select(Frame.Array[1, 12], Gen.Int[1, 3000].Array[1, 20]).Sample(static (frames, reads) =>
    {
        var bytes = frames.SelectMany(static frame => BytesOf(frame.Kind, frame.Length)).ToArray();
        var guard = new Guard(int.MaxValue);
        var incoming = default(IncomingFrames);
        for (var (at, read) = (0, 0); at < bytes.Length; read++)
        {
            var count = Math.Min(reads[read % reads.Length], bytes.Length - at);
            Assert.Null(incoming.Follow(bytes.AsSpan(at, count), guard));
            at += count;
        }

        Assert.Equal(frames.Count(static frame => frame.Kind == 0x89 || (frame.Kind < 0x80 && frame.Length < IncomingFrames.MinPieceBytes)), guard.Taken);
    });

    [Fact]
    public void Frame_BeyondWhatIsAllowed_EndsTheSocket()
    {
        var guard = new Guard(2);
        var incoming = default(IncomingFrames);

        Assert.Null(incoming.Follow([.. BytesOf(0x89, 0), .. BytesOf(0x81, 5), .. BytesOf(0x8A, 3)], guard));
        Assert.Equal(CloseReason.TooManyEmptyFrames, incoming.Follow(BytesOf(0x89, 0), guard));
    }

    [Fact]
    public void Frame_NotMaskedBehindOthers_EndsTheSocket()
    {
        var incoming = default(IncomingFrames);

        Assert.Equal(CloseReason.Unmasked, incoming.Follow([.. BytesOf(0x81, 300), 0x81, 0x05], new Guard(0)));
    }

    private static byte[] BytesOf(byte kind, int length)
    {
        byte[] head = length < 126 ? [kind, (byte)(0x80 | length)]
            : length <= ushort.MaxValue ? [kind, 0x80 | 126, (byte)(length >> 8), (byte)length]
            : [kind, 0x80 | 127, 0, 0, 0, 0, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length];

        // Bytes that would be the head of a frame that is counted, or of one that is not masked.
        return [.. head, .. new byte[4], .. Enumerable.Range(0, length).Select(static i => i % 2 == 0 ? (byte)0x89 : (byte)0)];
    }

    private sealed class Guard(int allowed) : ITransportGuard
    {
        public CancellationToken Gone => default;

        public int Taken { get; private set; }

        public bool TakeEmptyFrame() => ++Taken <= allowed;

        public void Close(CloseReason reason) => throw new NotSupportedException();
    }
}
