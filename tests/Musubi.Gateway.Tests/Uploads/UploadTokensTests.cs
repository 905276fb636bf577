using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Time.Testing;
using Musubi.Gateway.Uploads;

namespace Musubi.Gateway.Tests.Uploads;

public sealed class UploadTokensTests
{
    private static readonly UploadGrant Grant = new(
        "connection", 7, StoreId.Of("lines", "line-\"2\""), "avatar", "u_1", long.MaxValue, 8_000_000, 64_000, TimeSpan.FromMilliseconds(10_001));

    private readonly EphemeralDataProtectionProvider _protection = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly UploadTokens _tokens;

    public UploadTokensTests() => _tokens = new UploadTokens(_protection, _clock);

    [Fact]
    public void Token_ReadBack_IsTheGrant() => Assert.Equal(Grant, _tokens.TryRead(_tokens.Write(Grant)));

    [Fact]
    public void Token_InJson_StandsAsItIs()
    {
        var token = _tokens.Write(Grant);

        Assert.Equal($"\"{token}\"", JsonSerializer.Serialize(token));
    }

    [Fact]
    public void Token_IsGoodForSixHundredSeconds()
    {
        var token = _tokens.Write(Grant);
        _clock.Advance(TimeSpan.FromSeconds(600) - TimeSpan.FromTicks(1));
        Assert.NotNull(_tokens.TryRead(token));

        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Null(_tokens.TryRead(token));
    }

    [Fact]
    public void Token_OfOtherKeys_IsNone() => Assert.Null(new UploadTokens(new EphemeralDataProtectionProvider(), _clock).TryRead(_tokens.Write(Grant)));

    [Fact]
    public void Token_OfAnotherPurpose_IsNone()
    {
        var other = _protection.CreateProtector("Somebody.Elses").Protect("{}");

        Assert.Null(_tokens.TryRead(other));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("====")]
    [InlineData("not base64url!")]
    [InlineData("AAAA")]
    public void Token_ThatIsNone_IsNull(string token) => Assert.Null(_tokens.TryRead(token));
}
