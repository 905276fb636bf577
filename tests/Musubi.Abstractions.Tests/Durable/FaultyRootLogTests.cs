using Musubi.Durable;
using Musubi.TestKit.Durable;

namespace Musubi.Abstractions.Tests.Durable;

public sealed class FaultyRootLogTests
{
    private const string Root = "page/Board:1";

    private readonly MemoryRootLog _storage = new();
    private readonly FaultyRootLog _log;

    public FaultyRootLogTests() => _log = new(_storage);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ThrowBefore_Append_KeepsNothing()
    {
        _log.Next(RootLogOperation.Append, RootLogFault.ThrowBefore);

        await Assert.ThrowsAsync<IOException>(AppendAsync);

        Assert.Null(_storage.Peek(Root));
        Assert.Equal(AppendOutcome.Accepted, await AppendAsync());
        Assert.Equal(2, _log.Appends.Count);
    }

    [Fact]
    public async Task ThrowAfter_Append_KeepsIt()
    {
        _log.Next(RootLogOperation.Append, RootLogFault.ThrowAfter, RootLogFault.ThrowBefore);

        await Assert.ThrowsAsync<IOException>(AppendAsync);
        await Assert.ThrowsAsync<IOException>(AppendAsync);

        Assert.Equal(1, _storage.Peek(Root)?.Sequence);
        Assert.Equal(AppendOutcome.Accepted, await AppendAsync());
    }

    [Theory]
    [InlineData(RootLogFault.HangBefore, false)]
    [InlineData(RootLogFault.HangAfter, true)]
    public async Task Hang_Append_AnswersWhenItIsReleased(RootLogFault fault, bool isKept)
    {
        _log.Always(RootLogOperation.Append, fault);

        var append = AppendAsync();
        await _log.Hanging;

        Assert.False(append.IsCompleted);
        Assert.Equal(isKept, _storage.Peek(Root) is not null);
        _log.Heal();
        Assert.Equal(AppendOutcome.Accepted, await append);
    }

    [Fact]
    public async Task Hang_Cancelled_Throws()
    {
        using var cancellation = new CancellationTokenSource();
        _log.Next(RootLogOperation.Load, RootLogFault.HangBefore);

        var load = _log.LoadAsync(Root, cancellation.Token);
        await _log.Hanging;
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await load);
    }

    [Fact]
    public async Task Fence_Append_IsRefusedByTheStorage()
    {
        _log.Next(RootLogOperation.Append, RootLogFault.Fence, RootLogFault.None);

        Assert.Equal(AppendOutcome.Fenced, await AppendAsync());
        Assert.Equal(AppendOutcome.Fenced, await AppendAsync());
    }

    private async Task<AppendOutcome> AppendAsync() =>
        Assert.Single(await _log.AppendAsync([new(Root, 0, 42, 1, true, "x"u8.ToArray(), TimeSpan.FromDays(1))], Cancellation));
}
