using System.Collections.Immutable;
using System.Threading.Channels;
using LivePoll.Comments;
using Musubi.TestKit;

namespace LivePoll.Tests.Doubles;

/// <summary>Comments whose every reading the test answers.</summary>
internal sealed class TestComments : ICommentListGrain
{
    private readonly Channel<TaskCompletionSource<ImmutableArray<Comment>>> _reads = Channel.CreateUnbounded<TaskCompletionSource<ImmutableArray<Comment>>>();

    public List<Comment> Added { get; } = [];

    /// <summary>Waits until they are being read, which stores do beside their other work.</summary>
    public Task<TaskCompletionSource<ImmutableArray<Comment>>> ReadAsync() =>
        _reads.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);

    public Task<ImmutableArray<Comment>> List()
    {
        var read = new TaskCompletionSource<ImmutableArray<Comment>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _reads.Writer.TryWrite(read);
        return read.Task;
    }

    public Task Add(Comment comment)
    {
        Added.Add(comment);
        return Task.CompletedTask;
    }

    public Task Delete(string commentId, string userId) => Task.CompletedTask;
}
