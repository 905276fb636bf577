using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Musubi.Grains.Disconnects;

namespace Musubi.Grains.Tests.Disconnects;

/// <summary>Who is told whose sockets are to end: every gateway that is known, and later those that were not reached.</summary>
public sealed class DisconnectGrainTests
{
    private static readonly DisconnectRequest Ada = new("ada", null);

    private readonly FakeTimeProvider _clock = new();
    private readonly DisconnectGrain _grain;

    public DisconnectGrainTests() => _grain = new DisconnectGrain(_clock, NullLogger<DisconnectGrain>.Instance);

    [Fact]
    public async Task Disconnect_TellsEveryGateway()
    {
        var (one, two) = (new ScriptedGateway(), new ScriptedGateway());
        await _grain.Join(one, 0);
        await _grain.Join(two, 0);

        await _grain.Disconnect(Ada);

        Assert.Equal((Ada, TimeSpan.Zero), (Assert.Single(one.Heard).Request, one.Heard[0].Age));
        Assert.Equal(one.Heard, two.Heard);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Disconnect_AGatewayFailsOrIsSilent_TellsTheOthersAndCompletes(bool silent)
    {
        var (bad, good) = (new ScriptedGateway(), new ScriptedGateway());
        bad.OnDisconnect = () => silent ? new TaskCompletionSource().Task : Task.FromException(new InvalidOperationException("no such gateway"));
        await _grain.Join(bad, 0);
        await _grain.Join(good, 0);

        var disconnected = _grain.Disconnect(Ada);
        Assert.Single(good.Heard);
        if (silent)
        {
            _clock.Advance(TimeSpan.FromSeconds(1.9));
            Assert.False(disconnected.IsCompleted);
            _clock.Advance(TimeSpan.FromSeconds(0.1));
        }

        await disconnected;
    }

    [Fact]
    public async Task Join_AfterANoticeThatWasLost_BringsItWithItsAge()
    {
        await _grain.Disconnect(Ada);
        _clock.Advance(TimeSpan.FromSeconds(4));

        var missed = Assert.Single((await _grain.Join(new ScriptedGateway(), 0)).Missed);

        Assert.Equal((Ada, TimeSpan.FromSeconds(4)), (missed.Request, missed.Age));
    }

    [Fact]
    public async Task Join_Again_BringsOnlyWhatIsNew()
    {
        var gateway = new ScriptedGateway();
        await _grain.Disconnect(Ada);
        var heard = (await _grain.Join(gateway, 0)).Missed[^1].Number;
        Assert.Empty((await _grain.Join(gateway, heard)).Missed);

        await _grain.Disconnect(new DisconnectRequest(null, "connection"));

        Assert.Equal("connection", Assert.Single((await _grain.Join(gateway, heard)).Missed).Request.Connection);
    }

    [Fact]
    public async Task Join_AfterTenMinutes_BringsNothing()
    {
        await _grain.Disconnect(Ada);
        _clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Empty((await _grain.Join(new ScriptedGateway(), 0)).Missed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Disconnect_OnASiloWhoseClockIsBehind_IsNewToGatewaysThatHeardMore(bool joinedBefore)
    {
        var heard = _clock.GetUtcNow().AddHours(1).Ticks;
        var gateway = new ScriptedGateway();
        if (joinedBefore)
        {
            await _grain.Join(gateway, heard);
        }

        await _grain.Disconnect(Ada);

        var missed = Assert.Single((await _grain.Join(gateway, heard)).Missed);
        Assert.True(missed.Number > heard);
        Assert.Equal(Ada, missed.Request);
    }

    [Theory]
    [InlineData(14, true)]
    [InlineData(15, false)]
    public async Task Gateway_ThatDoesNotJoinAgain_IsToldForFifteenSeconds(int seconds, bool told)
    {
        var gateway = new ScriptedGateway();
        await _grain.Join(gateway, 0);
        _clock.Advance(TimeSpan.FromSeconds(seconds));

        await _grain.Disconnect(Ada);

        Assert.Equal(told, gateway.Heard.Count == 1);
    }

    [Fact]
    public async Task Gateway_ThatLeft_IsNotTold()
    {
        var gateway = new ScriptedGateway();
        await _grain.Join(gateway, 0);
        await _grain.Leave(gateway);

        await _grain.Disconnect(Ada);

        Assert.Empty(gateway.Heard);
    }

    [Fact]
    public async Task Disconnect_TenThousandAndOne_KeepsTheNewest()
    {
        for (var i = 0; i <= 10_000; i++)
        {
            await _grain.Disconnect(new DisconnectRequest($"user {i}", null));
        }

        var missed = (await _grain.Join(new ScriptedGateway(), 0)).Missed;

        Assert.Equal((10_000, "user 1"), (missed.Length, missed[0].Request.Subject));
    }

    [Fact]
    public void Request_AsText_NamesNobody() => Assert.Equal("DisconnectRequest", Ada.ToString());

    private sealed class ScriptedGateway : IDisconnectObserver
    {
        public List<DisconnectNotice> Heard { get; } = [];

        public Func<Task> OnDisconnect { get; set; } = static () => Task.CompletedTask;

        public ValueTask Disconnect(DisconnectNotice notice)
        {
            Heard.Add(notice);
            return new(OnDisconnect());
        }
    }
}
