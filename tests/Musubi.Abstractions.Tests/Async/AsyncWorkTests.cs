namespace Musubi.Tests.Async;

/// <summary>What asking for a task does to the socket; what the task does is the runtime's affair.</summary>
public sealed class AsyncWorkTests
{
    private static readonly Key<AsyncResult<int>> Total = new("total");
    private static readonly Stream<string> Lines = new("lines", static line => line);

    public static TheoryData<TimeSpan> ImpossibleTimeouts => new(TimeSpan.Zero, TimeSpan.FromSeconds(-1), Timeout.InfiniteTimeSpan, TimeSpan.FromDays(45) + TimeSpan.FromTicks(1));

    [Fact]
    public void AssignAsync_LeavesTheSocketItWasGivenAsItWas()
    {
        var socket = new Socket();

        var asked = socket.AssignAsync(Total, Work);

        Assert.False(socket.Assigns.ContainsKey("total"));
        Assert.Null(socket.Effects);
        Assert.Equal(AsyncResult.Loading<int>(), asked.Get(Total));
    }

    [Fact]
    public void AssignAsync_OverAnAssignOfAnotherType_StartsFromNothing()
    {
        var socket = new Socket().Assign("total", "many").AssignAsync(Total, Work);

        Assert.Equal(AsyncResult.Loading<int>(), socket.Get(Total));
    }

    [Fact]
    public void AssignAsync_Asked_RunsNoWork() =>
        new Socket().AssignAsync(Total, static Task<int> (_) => throw new InvalidOperationException("Nothing runs before the callback has returned."));

    [Theory]
    [MemberData(nameof(ImpossibleTimeouts))]
    public void Timeout_NoTimerCanWaitFor_IsRefusedAtOnce(TimeSpan time)
    {
        var socket = new Socket();

        Assert.Throws<ArgumentOutOfRangeException>("timeout", () => socket.AssignAsync(Total, Work, timeout: time));
        Assert.Throws<ArgumentOutOfRangeException>("timeout", () => socket.StartAsync("task", Work, time));
        Assert.Throws<ArgumentOutOfRangeException>("timeout", () => socket.StreamAsync(Lines, static _ => Task.FromResult<IEnumerable<string>>([]), timeout: time));
    }

    [Fact]
    public void StartAsync_WithoutAName_IsRefused() => Assert.Throws<ArgumentException>("name", () => new Socket().StartAsync("", Work));

    [Fact]
    public void StreamAsync_ImpossiblePlace_IsRefusedAtOnce() =>
        Assert.Throws<ArgumentOutOfRangeException>("at", () => new Socket().StreamAsync(Lines, static _ => Task.FromResult<IEnumerable<string>>([]), at: -2));

    [Fact]
    public void CancelAsync_NothingRuns_IsTheSameSocket()
    {
        var socket = new Socket().Assign(Total, AsyncResult.Ok(1));

        Assert.Same(socket, socket.CancelAsync("total"));
        Assert.Same(socket, socket.CancelAsync(socket.Get(Total)));
    }

    [Fact]
    public void CancelAsync_AssignTakenByTheStoreMeanwhile_LeavesIt()
    {
        var socket = new Socket().AssignAsync(Total, Work).Assign("total", "many").CancelAsync("total");

        Assert.Equal("many", socket.Assigns["total"]);
    }

    private static Task<int> Work(CancellationToken token) => Task.FromResult(1);
}
