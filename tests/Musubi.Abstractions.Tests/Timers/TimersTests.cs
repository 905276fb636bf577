namespace Musubi.Tests.Timers;

public sealed class TimersTests
{
    public static TheoryData<TimeSpan> ImpossibleDelays => new(TimeSpan.FromTicks(-1), Timeout.InfiniteTimeSpan, TimeSpan.FromDays(45) + TimeSpan.FromTicks(1));

    [Theory]
    [MemberData(nameof(ImpossibleDelays))]
    public void SendAfter_NoTimerCanWaitFor_IsRefusedAtOnce(TimeSpan time) =>
        Assert.Throws<ArgumentOutOfRangeException>("delay", () => new Socket().SendAfter(time, "tea"));

    [Fact]
    public void SendAfter_NoMessage_IsRefused() => Assert.Throws<ArgumentNullException>("message", () => new Socket().SendAfter(TimeSpan.Zero, null!));

    [Theory]
    [InlineData(0)]
    [InlineData(45)]
    public void SendAfter_LeavesTheSocketItWasGivenAsItWas(int days)
    {
        var socket = new Socket();

        var asked = socket.SendAfter(TimeSpan.FromDays(days), "tea");

        Assert.Null(socket.Effects);
        Assert.NotNull(asked.Effects);
    }
}
