using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Musubi.Gateway.Resume;

namespace Musubi.Gateway.Tests.Roots;

/// <summary>Who counts as one client that guesses, and how long that is remembered.</summary>
public sealed class SharedMissesTests
{
    private const int AtOnce = 20;

    private readonly FakeTimeProvider _clock = new();
    private readonly SharedMisses _misses;

    public SharedMissesTests() => _misses = new SharedMisses(Options.Create(new MusubiGatewayOptions { MissesPerSecond = 2 }), _clock);

    [Theory]
    [InlineData("ada", "10.0.0.1", "ada", "10.0.0.2", true)]
    [InlineData("ada", "10.0.0.1", "grace", "10.0.0.1", false)]
    [InlineData(null, "10.0.0.1", null, "10.0.0.1", true)]
    [InlineData(null, "10.0.0.1", null, "10.0.0.2", false)]
    [InlineData(null, "10.0.0.1", "10.0.0.1", "10.0.0.1", false)]
    [InlineData(null, "2001:db8:0:1::1", null, "2001:db8:0:1:ffff::2", true)]
    [InlineData(null, "2001:db8:0:1::1", null, "2001:db8:0:2::1", false)]
    [InlineData(null, "::ffff:10.0.0.1", null, "::ffff:10.0.0.2", false)]
    [InlineData(null, null, null, null, true)]
    public void ClientOf_OneAndAnother_AreTheSame(string? subject, string? address, string? otherSubject, string? otherAddress, bool same) =>
        Assert.Equal(same, SharedMisses.ClientOf(subject, address) == SharedMisses.ClientOf(otherSubject, otherAddress));

    [Fact]
    public void Misses_AfterThoseAtOnce_ComeAgainWithTime()
    {
        Spend("a", AtOnce + 5);
        Assert.False(_misses.HasAny("a"));
        Assert.True(_misses.HasAny("b"));

        _clock.Advance(TimeSpan.FromSeconds(0.5));

        Assert.True(_misses.HasAny("a"));
        Spend("a", 1);
        Assert.False(_misses.HasAny("a"));
    }

    [Fact]
    public void Misses_OfMoreClientsThanAreKept_ForgetThoseWhoHaveAllOfTheirs()
    {
        Spend("old", AtOnce);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Spend("guesser", AtOnce);
        for (var client = 0; client < SharedMisses.MaxClients - 2; client++)
        {
            Spend($"{client}", 1);
        }

        Spend("one more", 1);

        Assert.False(_misses.HasAny("guesser"));
    }

    private void Spend(string client, int misses)
    {
        for (var miss = 0; miss < misses; miss++)
        {
            _misses.Spend(client);
        }
    }
}
