using System.Text;
using Musubi.Gateway.Roots;
using Musubi.Gateway.Tests.Scripted;
using Musubi.TestKit.Phoenix;

namespace Musubi.Gateway.Tests.Roots;

/// <summary>Commands that wait for a root go to its grain in one call, and are answered as if each had gone alone. Source: docs/design.md, "Calls in their order".</summary>
public sealed class CommandBatchTests(TestSilo silo) : IAsyncLifetime
{
    private readonly RootScript _root = new();
    private readonly TaskCompletionSource<CommandAnswer> _first = new();
    private TestGateway _gateway = null!;
    private PhoenixClient _client = null!;
    private string _joinRef = "";
    private long _version = 1;

    public async ValueTask InitializeAsync()
    {
        _gateway = await TestGateway.StartAsync(silo);
        (_client, var channel) = await _gateway.MountAsync(_root);
        _joinRef = channel.JoinRef!;
    }

    public ValueTask DisposeAsync()
    {
        _first.TrySetCanceled();
        return _gateway.DisposeAsync();
    }

    [Fact]
    public async Task Commands_ThatWait_AreOneCall_AndEachIsAnsweredWithItsPatch()
    {
        await SendBehindAFirstAsync(3);
        AnswerAll();

        var first = await AnswerFirstAsync();
        var together = await CommandsAsync();

        Assert.Equal([(first.Number + 1, "c0"), (first.Number + 2, "c1"), (first.Number + 3, "c2")], together.Select(static command => (command.Number, command.Name)));
        Assert.All(together, command => Assert.Equal((first.MountId, 1L), (command.MountId, command.Delivered)));
        for (var i = 0; i < 3; i++)
        {
            await ExpectAsync(Sent.Ok(_joinRef, $"{i}", _root.Topic, $"{i}"));
            await ExpectAsync(Sent.Patch(_joinRef, _root.Topic, _root, i + 2, $"{i + 1}-{i + 2}"));
        }

        Assert.False(_root.HasCommand);
    }

    [Fact]
    public async Task Command_ThatWaitsAlone_IsACallAsEver()
    {
        await SendBehindAFirstAsync(1);
        AnswerAll();

        await AnswerFirstAsync();

        Assert.Null((await _root.CommandedAsync()).Next);
        await ExpectAsync(Sent.Ok(_joinRef, "0", _root.Topic, "0"));
    }

    [Fact]
    public async Task Commands_ThatTheGrainLeft_AreFirstTheNextTime_FewerAndThenMore()
    {
        // As a grain of the build before does, which knows of no other than the first.
        await SendBehindAFirstAsync(7);
        _root.OnCommand = static _ => Task.FromResult(new CommandAnswer(CommandOutcome.Handled));

        await AnswerFirstAsync();

        for (var i = 0; i < 7; i++)
        {
            await ExpectAsync(Sent.Ok(_joinRef, $"{i}", _root.Topic));
        }

        string[] expected = ["c0 c1 c2 c3 c4 c5 c6", "c1", "c2 c3", "c3", "c4 c5", "c5", "c6"];
        var numbers = new List<long>();
        foreach (var names in expected)
        {
            var commands = await CommandsAsync();
            Assert.Equal(names, string.Join(' ', commands.Select(static command => command.Name)));
            numbers.Add(commands[0].Number);
        }

        Assert.Equal(numbers.Order().Distinct(), numbers);
        Assert.False(_root.HasCommand);
    }

    [Fact]
    public async Task Commands_OfWhichManyWait_AreNoMoreThanSixteenInACall()
    {
        await SendBehindAFirstAsync(20);
        AnswerAll();

        await AnswerFirstAsync();

        Assert.Equal(CommandBatch.MaxCommands, (await CommandsAsync()).Count);
        Assert.Equal(20 - CommandBatch.MaxCommands, (await CommandsAsync()).Count);
    }

    [Fact]
    public async Task Commands_ThatAreLarge_AreNoMoreThanAMessageShouldHold()
    {
        await SendBehindAFirstAsync(6, payload: $$"""{"text":"{{new string('x', 60_000)}}"}""");
        AnswerAll();

        await AnswerFirstAsync();

        Assert.Equal(4, (await CommandsAsync()).Count);
        Assert.Equal(2, (await CommandsAsync()).Count);
    }

    [Fact]
    public async Task Commands_WithSomethingElseBetweenThem_KeepTheirOrder()
    {
        await SendBehindAFirstAsync(2);
        await _client.SendAsync($$"""["{{_joinRef}}","up","{{_root.Topic}}","allow_upload",{"name":"papers","entries":[]}]""");
        await SendAsync("2");
        await _client.HeartbeatAsync();
        var allowing = new TaskCompletionSource<AllowUploadAnswer>();
        _root.OnAllowUpload = _ => allowing.Task;
        AnswerAll();

        await AnswerFirstAsync();

        Assert.Equal(2, (await CommandsAsync()).Count);
        await _root.AskedToAllowAsync();
        await _client.HeartbeatAsync();
        Assert.False(_root.HasCommand);
        allowing.SetResult(new AllowUploadAnswer(UploadOutcome.UnknownUpload, null, [], [], null));
        Assert.Equal("c2", (await _root.CommandedAsync()).Name);
    }

    [Fact]
    public async Task Commands_OneOfWhichCrashes_AreAnsweredUpToIt_AndTheChannelErrs()
    {
        await SendBehindAFirstAsync(3);
        _root.OnCommand = static _ => Task.FromResult(new CommandAnswer(CommandOutcome.Handled, "0"u8.ToArray(), RootScript.Patch(1, 2), new CommandAnswer(CommandOutcome.Crashed)));

        await AnswerFirstAsync();

        await ExpectAsync(Sent.Ok(_joinRef, "0", _root.Topic, "0"));
        await ExpectAsync(Sent.Patch(_joinRef, _root.Topic, _root, 2, "1-2"));
        await ExpectAsync(Sent.Crash(_joinRef, _root.Topic));
        await _client.HeartbeatAsync();
        Assert.False(_client.Has(static _ => true));
        Assert.Equal(3, (await CommandsAsync()).Count);
        Assert.False(_root.HasCommand);
    }

    [Fact]
    public async Task Commands_NotAnswered_AreAskedOnceMoreUnderTheirNumbers()
    {
        await SendBehindAFirstAsync(2);
        var lost = new TaskCompletionSource<CommandAnswer>();
        _root.OnCommand = _ => lost.Task;
        await AnswerFirstAsync();
        var asked = await CommandsAsync();

        AnswerAll();
        _gateway.Clock.Pass(TimeSpan.FromSeconds(3));

        Assert.Equal(asked.Select(static command => (command.Number, command.Name)), (await CommandsAsync()).Select(static command => (command.Number, command.Name)));
        await ExpectAsync(Sent.Ok(_joinRef, "0", _root.Topic, "0"));
        await ExpectAsync(Sent.Patch(_joinRef, _root.Topic, _root, 2, "1-2"));
        await ExpectAsync(Sent.Ok(_joinRef, "1", _root.Topic, "1"));
        lost.SetResult(new CommandAnswer(CommandOutcome.NotMounted));
    }

    [Fact]
    public async Task Commands_ThatGetNoAnswer_AreEachToldSo()
    {
        await SendBehindAFirstAsync(2);
        _root.OnCommand = static _ => Task.FromException<CommandAnswer>(new TimeoutException());

        await AnswerFirstAsync();

        await ExpectAsync(Sent.Error(_joinRef, "0", _root.Topic, "timeout"));
        await ExpectAsync(Sent.Error(_joinRef, "1", _root.Topic, "timeout"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Commands_ThatTheGrainLeft_RunAfterADeliberateLeave_AndForNobodyWhoIsGone(bool leaves)
    {
        await SendBehindAFirstAsync(3);
        var together = new TaskCompletionSource<CommandAnswer>();
        _root.OnCommand = _ => together.Task;
        await AnswerFirstAsync();
        await CommandsAsync();
        _root.OnCommand = static _ => Task.FromResult(new CommandAnswer(CommandOutcome.Handled));

        if (leaves)
        {
            await _client.PushAsync(_joinRef, _root.Topic, "phx_leave", null, "bye");
            await _client.HeartbeatAsync();
        }
        else
        {
            _client.Abort();
            await _root.AbandonedAsync();
        }

        together.SetResult(new CommandAnswer(CommandOutcome.Handled));

        await _root.UnmountedAsync();
        Assert.Equal(leaves, _root.HasCommand);
    }

    // A first command that the grain is at, and others behind it.
    private async Task SendBehindAFirstAsync(int count, string payload = "{}")
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _root.OnCommand = _ =>
        {
            asked.TrySetResult();
            return _first.Task;
        };
        await SendAsync("first");

        // What the test has the grain answer from now on is for those behind it.
        await asked.Task;
        for (var i = 0; i < count; i++)
        {
            await SendAsync($"{i}", payload);
        }

        // Comes after them.
        await _client.HeartbeatAsync();
    }

    private Task SendAsync(string @ref, string payload = "{}") =>
        _client.SendAsync($$"""["{{_joinRef}}","{{@ref}}","{{_root.Topic}}","command",{"name":"c{{@ref}}","payload":{{payload}}}]""");

    private async Task<CommandRequest> AnswerFirstAsync()
    {
        var first = await _root.CommandedAsync();
        _first.SetResult(new CommandAnswer(CommandOutcome.Handled));
        await ExpectAsync(Sent.Ok(_joinRef, "first", _root.Topic));
        return first;
    }

    // Each with its own name's number as the reply, and a patch.
    private void AnswerAll() => _root.OnCommand = request => Task.FromResult(AnswerTo(request));

    private CommandAnswer AnswerTo(CommandRequest request)
    {
        var patch = RootScript.Patch(_version, ++_version);
        return new CommandAnswer(CommandOutcome.Handled, Encoding.UTF8.GetBytes(request.Name[1..]), patch, request.Next is { } next ? AnswerTo(next) : null);
    }

    private async Task<IReadOnlyList<CommandRequest>> CommandsAsync()
    {
        var commands = new List<CommandRequest>();
        for (var command = await _root.CommandedAsync(); command is not null; command = command.Next)
        {
            commands.Add(command);
        }

        return commands;
    }

    private async Task ExpectAsync(string frame) => Assert.Equal(frame, (await _client.NextAsync()).ToString());
}
