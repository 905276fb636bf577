using System.Buffers;
using System.Text;
using Musubi.Gateway.Sockets;

namespace Musubi.Gateway.Tests.Sockets;

public sealed class CoalescingStreamTests : IDisposable
{
    private readonly RecordingStream _transport = new();
    private readonly CoalescingStream _stream;

    public CoalescingStreamTests() => _stream = new CoalescingStream(_transport);

    [Fact]
    public async Task Write_WithNothingToFollow_GoesAtOnce()
    {
        await Write("a");
        await Write("b");

        Assert.Equal(["a", "b"], _transport.Writes);
    }

    [Fact]
    public async Task Write_WithMoreToFollow_GoesWithTheLast()
    {
        _stream.MoreFollows = true;
        await Write("a");
        await Write("b");
        Assert.Empty(_transport.Writes);

        _stream.MoreFollows = false;
        await Write("c");
        await Write("d");

        Assert.Equal(["abc", "d"], _transport.Writes);
    }

    [Fact]
    public async Task Write_TooMuchToHold_GoesAtOnceAndInOrder()
    {
        var large = new string('x', 20_000);
        _stream.MoreFollows = true;
        await Write("a");
        await Write(large);
        await Write("b");
        _stream.MoreFollows = false;
        await Write("c");

        Assert.Equal(["a", large, "bc"], _transport.Writes);
    }

    [Fact]
    public async Task Flush_WhileHolding_WaitsForTheLast()
    {
        _stream.MoreFollows = true;
        await Write("a");
        await _stream.FlushAsync(TestContext.Current.CancellationToken);

        Assert.Empty(_transport.Writes);
    }

    [Fact]
    public async Task Dispose_WhileWhatIsHeldIsBeingWritten_LeavesItToTheWriter()
    {
        _transport.Gate = new TaskCompletionSource();
        _stream.MoreFollows = true;
        await Write("a");
        _stream.MoreFollows = false;
        var writing = Write("b");

        await _stream.DisposeAsync();
        var others = ArrayPool<byte>.Shared.Rent(16 * 1024);
        others.AsSpan().Fill((byte)'x');
        _transport.Gate.SetResult();
        await writing;

        Assert.Equal(["ab"], _transport.Writes);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _transport.Dispose();
    }

    private ValueTask Write(string text) => _stream.WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);

    private sealed class RecordingStream : MemoryStream
    {
        public List<string> Writes { get; } = [];

        /// <summary>What a write waits for before it looks at its bytes; null for nothing.</summary>
        public TaskCompletionSource? Gate { get; set; }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Gate is not null)
            {
                await Gate.Task;
            }

            Writes.Add(Encoding.UTF8.GetString(buffer.Span));
        }
    }
}
