namespace Musubi.Tests.Async;

public sealed class AsyncResultTests
{
    [Fact]
    public void Loading_WithoutAnEarlierOne_HasNoResult()
    {
        var loading = AsyncResult.Loading<int>();

        Assert.Equal((AsyncStatus.Loading, false, 0, null), (loading.Status, loading.HasResult, loading.Result, loading.Reason));
    }

    [Fact]
    public void Loading_AfterAResult_KeepsIt()
    {
        var loading = AsyncResult.Loading(AsyncResult.Ok(1));

        Assert.Equal((AsyncStatus.Loading, true, 1), (loading.Status, loading.HasResult, loading.Result));
    }

    [Fact]
    public void Loading_AfterAFailure_KeepsTheResultAndNotTheReason()
    {
        var loading = AsyncResult.Loading(AsyncResult.Ok(1).Fail(AsyncReason.Error("nope")));

        Assert.Equal((AsyncStatus.Loading, true, 1, null), (loading.Status, loading.HasResult, loading.Result, loading.Reason));
    }

    [Fact]
    public void Fail_KeepsTheResult()
    {
        var failed = AsyncResult.Ok(1).Fail(AsyncReason.Timeout);

        Assert.Equal((AsyncStatus.Failed, true, 1, AsyncReason.Timeout), (failed.Status, failed.HasResult, failed.Result, failed.Reason));
    }

    [Fact]
    public void Ok_Null_IsAResult() => Assert.True(AsyncResult.Ok<string?>(null).HasResult);

    [Fact]
    public void Outcome_ValueOrReason_IsTakenAsItIs()
    {
        AsyncOutcome<int> ok = 1;
        AsyncOutcome<int> error = AsyncOutcome.Error("nope");

        Assert.Equal((true, 1, null), (ok.IsOk, ok.Value, ok.Reason));
        Assert.Equal((false, 0, new AsyncReason(AsyncReasonKind.Error, "nope")), (error.IsOk, error.Value, error.Reason));
    }
}
